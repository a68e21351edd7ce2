"""CSV files: saved byte for byte as the portal publishes them, and counted twice.

The library's reader is not used for the content: it holds the whole file in memory, changes `0421`
to `421` and `N/A` to nothing, and does not notice a truncated file. The library's row count is
used: it reads the file once without saving it, and the saved file must have as many rows.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import requests

from data.config import Source
from data.formats import header, rows
from data.portals.asking import Fault, OnRetry, ask
from data.portals.catalogue import Entry, library
from queries.errors import BadInput

CHUNK_BYTES = 1 << 16
"""Bytes read and written at a time."""


def count(entry: Entry, subject: str, on_retry: OnRetry) -> int:
    """Return the number of rows in the file, counted by the library, which reads it once.

    The library counts the lines of any page; a file without rows is requested again.
    """

    def call() -> int:
        total = int(library().data_loaders.Csv(entry.url).get_count())
        if total == 0:
            raise Fault("a file without rows")
        return total

    return ask(f"the number of rows of {subject}", entry.address, call, on_retry)


def write(
    source: Source,
    entry: Entry,
    path: Path,
    subject: str,
    *,
    on_rows: Callable[[int], None],
    on_retry: OnRetry,
) -> tuple[int, tuple[str, ...]]:
    """Write the file as it is published; return its number of records and its columns.

    Records and columns are read as the build reads them. Raises PortalFailed if the file is
    shorter than its announced length or is an HTML page in all attempts, and BadInput if it is
    complete but not valid CSV.
    """
    ask(subject, entry.address, lambda: _download(entry, path, on_rows), on_retry)
    with duckdb.connect() as con:
        columns = header(con, path, source)
        try:
            [(records,)] = con.execute(
                f"select count(*) from {rows(con, path, columns, source)}"
            ).fetchall()
        except duckdb.Error as error:
            raise BadInput(
                "The portal's file is complete, but it cannot be read as CSV",
                file=entry.url,
                actual=str(error).split("\n", maxsplit=1)[0],
                expected="as many values in each row as the header has names",
                remedy="download and inspect the file; tell the publisher if it is damaged",
            ) from error
    return int(records), tuple(columns)


def count_saved(path: Path) -> int:
    """Return the number of rows in a saved file, counted as in `count`."""
    return int(library().data_loaders.csv_class.count_csv_rows(_chunks(path)))


def _download(entry: Entry, path: Path, on_rows: Callable[[int], None]) -> None:
    lines = 0
    with (
        requests.get(entry.url, stream=True) as answer,  # noqa: S113 (see asking)
        path.open("wb") as file,
    ):
        for chunk in answer.iter_content(CHUNK_BYTES):
            file.write(chunk)
            lines += chunk.count(b"\n")
            on_rows(lines)
    with path.open("rb") as file:
        first = file.read(CHUNK_BYTES).lstrip(b"\xef\xbb\xbf \t\r\n")
    if not first or first.startswith(b"<"):
        raise Fault("an HTML page in place of data" if first else "an empty file")


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk
