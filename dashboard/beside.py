"""What is made of a vintage once and kept beside it, for this release of Accord.

It lies in `warehouse/CITY/KIND/VINTAGE/RELEASE/`: a vintage is sealed, and the same vintage gives
other pages and other files in another release, such as one that lets fewer details leave.
"""

from pathlib import Path

from dashboard.sums import release
from queries.stored.written import write_whole
from queries.vintage.catalog import Vintage
from queries.warehouse import beside_folder

READABLE = 0o644
"""The permissions of other files of the home."""


def folder_of(vintage: Vintage, kind: str) -> Path:
    """Return the folder of one kind for a vintage; it need not be there."""
    return beside_folder(vintage.city_id, kind, vintage.vintage) / release()


def write_once(file: Path, content: bytes) -> None:
    """Write a file that is not there yet, whole or not at all. Raises OSError."""
    if file.is_file():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(file, content, READABLE)
