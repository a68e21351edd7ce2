"""The pages, one module each, named for its subject."""
