"""The programming interface: the same questions as the pages, at addresses that stay, as data."""
