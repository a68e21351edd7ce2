"""The names of places: of the folder of a vintage, and of a home that is an address."""

import re

NAME = re.compile(r"[0-9][0-9A-Za-z_-]{0,63}")
"""The names of folders of vintages; another folder, as an operator's copy, is none."""

_ADDRESS = re.compile(r"(https?|s3)://")


def is_address(home: str) -> bool:
    """Return whether ACCORD_HOME names an address, and no folder of this machine."""
    return _ADDRESS.match(home) is not None
