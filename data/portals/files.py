"""Files (CSV): kept byte for byte as the portal publishes them, and counted twice.

The library's own reading is not used for the content: it holds the whole file, makes `421` of
`0421` and nothing of `N/A`, and takes a file that ends too early for a short one. Its count is:
it reads the file once without keeping it, and the file that is kept must hold as many rows.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import requests

from data.config import Source
from data.errors import BadInput
from data.formats import header, rows
from data.portals.asking import Fault, OnRetry, ask
from data.portals.catalogue import Entry, library

CHUNK_BYTES = 1 << 16
"""Bytes that are read and written at once."""


def count(entry: Entry, subject: str, on_retry: OnRetry) -> int:
    """Return how many rows the file holds, by the library's count, which reads it once.

    The library counts the lines of any page it is given; one without rows is asked for again.
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

    They are read as the build will read them. Raises PortalFailed if the file stays shorter than
    its announced length or is a page of HTML, and BadInput if it is whole and still not CSV.
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
                "The portal's file is whole, but it cannot be read as CSV",
                file=entry.url,
                actual=str(error).split("\n", maxsplit=1)[0],
                expected="as many values in each row as the header has names",
                remedy="download it by hand and look; tell the publisher if it is damaged",
            ) from error
    return int(records), tuple(columns)


def count_saved(path: Path) -> int:
    """Return the rows of a saved file as the library counts them, to compare with `count`."""
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
