"""The questions: what may be asked of a published vintage, and how it is answered."""
