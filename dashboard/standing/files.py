"""Where the standing report of a city keeps its files, and how they are written."""

from pathlib import Path

from queries import warehouse
from queries.stored.written import write_whole

READABLE, OWN = 0o644, 0o600
"""The permissions of files for everyone, and of those for their owner alone."""


def standing_folder(city: str) -> Path:
    """Return the folder of a city's settings, reports and subscribers, apart from its vintages."""
    return warehouse.home() / "standing" / city


def report_folder(city: str, vintage: str) -> Path:
    """Return the folder of the report that `accord update` makes of a vintage."""
    return standing_folder(city) / "reports" / vintage


def write_over(path: Path, content: bytes, permissions: int = READABLE) -> None:
    """Write a file in place of what is there: whole or not at all, even if the machine stops."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, content, permissions)
