"""Questions to a published vintage and their answers."""
