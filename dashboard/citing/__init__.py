"""Citations: an answer with its table, filter and queries, frozen at an address of its own."""
