"""Where files and tables of a vintage have their addresses."""

from queries.vintage.catalog import Vintage

FILES = "/data"
"""What stands before the city in the address of a file."""

LATEST = "latest"
"""The vintage of an address that always gives what is published."""


def table_address(vintage: Vintage, name: str) -> str:
    """Return the address that gives a table for as long as the vintage is kept."""
    return f"{FILES}/{vintage.city_id}/{vintage.vintage}/{name}.csv"
