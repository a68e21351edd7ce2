"""Files at an address: of a web server (https://, http://) or of an object store (s3://)."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import PurePosixPath
from typing import IO

import requests
from pyarrow import fs

SECONDS = (10, 60)
"""Longest wait for a connection, and for the next piece of an answer."""

PIECE = 1 << 20


@contextmanager
def pieces(address: str, path: PurePosixPath) -> Iterator[Iterator[bytes]]:
    """Yield the content of the file `path` below an address, in pieces of at most PIECE bytes.

    Raises FileNotFoundError if there is no such file, and another OSError for every other reason.
    A server that sends elsewhere is not followed.
    """
    if address.startswith("s3://"):
        store, folder = fs.FileSystem.from_uri(address)
        with store.open_input_stream(f"{folder}/{path}") as stream:
            yield _read(stream)
        return
    url = f"{address.rstrip('/')}/{path}"
    answer = requests.get(
        url,
        stream=True,
        timeout=SECONDS,
        allow_redirects=False,
        headers={"Accept-Encoding": "identity"},
    )
    with closing(answer):
        if answer.status_code in (requests.codes.not_found, requests.codes.gone):
            raise FileNotFoundError(f"{url}: there is no such file")
        if answer.status_code != requests.codes.ok:
            raise OSError(f"{url}: the server answers {answer.status_code} {answer.reason}")
        yield answer.iter_content(PIECE)


def content(address: str, path: PurePosixPath, most: int) -> bytes:
    """Return a small file below an address; raise OSError as `pieces`, and for more than `most`."""
    found = b""
    with pieces(address, path) as parts:
        for part in parts:
            found += part
            if len(found) > most:
                raise OSError(f"{address}/{path}: it has more than {most:,} bytes")
    return found


def _read(stream: IO[bytes]) -> Iterator[bytes]:
    while piece := stream.read(PIECE):
        yield piece
