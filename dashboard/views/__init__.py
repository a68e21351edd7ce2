"""The pages, one module each; a module has the name of its page."""
