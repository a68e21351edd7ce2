"""The public edition that the site serves: each page made at its first need and kept on the disk.

It lies beside the vintages, in `warehouse/CITY/edition/VINTAGE/RELEASE/`: a vintage is sealed, and
the same vintage looks otherwise in another release of Accord or under another brand.
"""

import hashlib
import logging
import os
import tempfile
import threading
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from dashboard.branding import NAME
from dashboard.edition.addresses import places
from dashboard.edition.export import files
from dashboard.edition.figures import FOLDER, Shared
from dashboard.edition.pages import page_html
from dashboard.words.languages import folders
from queries.paths import ROOT
from queries.vintage.answers import Answers
from queries.vintage.catalog import Vintage
from queries.warehouse import edition_folder, home

log = logging.getLogger("accord")

ENDINGS = {".py", ".toml", ".html", ".css", ".js", ".sql"}

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
    folder = edition_folder(vintage.city_id, vintage.vintage) / release()
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
    folder = edition_folder(vintage.city_id, vintage.vintage) / release()
    n = 0
    for path, content in files(vintage, list(folders()), ""):
        _write(folder / path, content)
        n += path.endswith(".html")
    return n


def _kept(content: bytes) -> Kept:
    return Kept(content, hashlib.sha256(content).hexdigest()[:32])


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
            _write(folder / path, data)
        _write(folder / language / page, content)
    except OSError as error:  # a home that may not be written, or a full disk
        log.warning("public pages are not kept on the disk: %s", error)
    for path, data in shared.files.items():
        _memory.once(folder / path, partial(_kept, data))
    return content


def _write(file: Path, content: bytes) -> None:
    if file.is_file():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=file.parent, prefix=".", delete=False) as new:
        new.write(content)
    Path(new.name).chmod(0o644)  # as other files of the home
    Path(new.name).replace(file)


@cache
def release() -> str:
    """Return a sum of all that decides how a vintage's pages look: program, words and brand."""
    total = hashlib.sha256()
    extra = os.environ.get("ACCORD_WORDS")
    roots = [ROOT / "dashboard", ROOT / "queries", ROOT / "data", *([Path(extra)] if extra else [])]
    for root in roots:
        for path in sorted(path for path in root.rglob("*.*") if path.suffix in ENDINGS):
            total.update(path.relative_to(root).as_posix().encode() + path.read_bytes())
    brand = home() / NAME
    total.update(brand.read_bytes() if brand.is_file() else b"")
    return total.hexdigest()[:16]
