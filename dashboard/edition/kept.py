"""The public edition that the site serves: each page made at its first need and kept on the disk.

It lies beside the vintages, in `warehouse/CITY/edition/VINTAGE/RELEASE/`: a vintage is sealed, and
the same vintage looks otherwise in another release of Accord or under another brand.
"""

import logging
import threading
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from dashboard.beside import folder_of, write_once
from dashboard.edition.addresses import places
from dashboard.edition.export import files
from dashboard.edition.figures import FOLDER, Shared
from dashboard.edition.pages import page_html
from dashboard.sums import digest
from dashboard.words.languages import folders
from queries.vintage.answers import Answers
from queries.vintage.catalog import Vintage
from queries.warehouse import EDITION

log = logging.getLogger("accord")

MOST_IN_MEMORY = 2_000
"""Pages, pictures and tables in memory at once, most of 1 to 60 KB."""

_memory = Answers(MOST_IN_MEMORY)
_pen = threading.Lock()


@dataclass(frozen=True)
class Kept:
    """A file of the edition and the sum of its content."""

    content: bytes
    tag: str


def kept(vintage: Vintage, path: str) -> Kept | None:
    """Return a file of a vintage's public edition by its path, or None if it has no such file."""
    language, _, page = path.partition("/")
    folder = folder_of(vintage, EDITION)
    if language == FOLDER:
        if "/" in page or not page or page.startswith("."):
            return None
    elif language not in folders() or page not in places(vintage):
        return None
    file = folder / path

    def make() -> Kept | None:
        content = _read(file)
        if content is None and language != FOLDER:
            with _pen:
                content = _read(file) or _made(vintage, language, page, folder)
        return _kept(content) if content is not None else None

    answer: Kept | None = _memory.once(file, make)
    return answer


def keep_all(vintage: Vintage) -> int:
    """Keep every page of a vintage's public edition on the disk; return how many there are.

    A site that may not write its home reads them there, and else makes each once in its memory.
    """
    folder = folder_of(vintage, EDITION)
    n = 0
    for path, content in files(vintage, list(folders()), ""):
        write_once(folder / path, content)
        n += path.endswith(".html")
    return n


def _kept(content: bytes) -> Kept:
    return Kept(content, digest(content))


def _read(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return None


def _made(vintage: Vintage, language: str, page: str, folder: Path) -> bytes:
    """Make a page; keep it, and before it the files that it shares, so that it lacks none."""
    shared = Shared()
    content = page_html(vintage, places(vintage)[page], language, "", shared).encode()
    try:
        for path, data in shared.files.items():
            write_once(folder / path, data)
        write_once(folder / language / page, content)
    except OSError as error:  # a home that may not be written, or a full disk
        log.warning("public pages are not kept on the disk: %s", error)
    for path, data in shared.files.items():
        _memory.once(folder / path, partial(_kept, data))
    return content
