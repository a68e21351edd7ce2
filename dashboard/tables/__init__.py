"""The tables that pages, terminal and files share: numbers rounded and named in words."""
