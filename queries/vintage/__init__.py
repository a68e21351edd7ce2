"""One published vintage, opened read-only."""
