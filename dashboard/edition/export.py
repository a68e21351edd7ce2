"""The whole public edition of a vintage as a folder of files, for any file host."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from functools import partial
from html import escape
from multiprocessing import get_context
from pathlib import Path

from dashboard.edition.addresses import places
from dashboard.edition.figures import Shared
from dashboard.edition.pages import page_html
from dashboard.words import language_name, load
from queries.errors import BadInput
from queries.vintage.catalog import Vintage
from queries.vintage.opened import opened

MANIFEST = "manifest.json"

LARGE = 200
"""Pages from which several processes, each of which takes seconds to start, are sooner done."""


def export(vintage: Vintage, folder: Path, languages: Sequence[str], site: str | None) -> int:
    """Write the public edition of a vintage into a folder; return the number of its pages.

    The folder is new, empty, or holds an earlier edition, which is replaced at the end and as a
    whole. `site` is the address of the live site, None where there is none. Raises BadInput for a
    folder that holds anything else.
    """
    _refuse_foreign(folder)
    new = folder.with_name(f".{folder.name}-new")
    shutil.rmtree(new, ignore_errors=True)
    try:
        n = _write(new, vintage, languages, site)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)  # a disk that is full must not stay full
        raise
    if folder.exists():
        old = folder.with_name(f".{folder.name}-old")
        shutil.rmtree(old, ignore_errors=True)
        folder.rename(old)
        new.rename(folder)
        shutil.rmtree(old)
    else:
        new.rename(folder)
    return n


def _write(new: Path, vintage: Vintage, languages: Sequence[str], site: str | None) -> int:
    """Write an edition into a new folder, its manifest last; return the number of its pages."""
    new.mkdir(parents=True)  # before the pages are made, which takes long
    sums, n = {}, 0
    for path, content in files(vintage, languages, site):
        target = new / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        sums[path] = hashlib.sha256(content).hexdigest()
        n += path.endswith(".html")
    manifest = {
        "city": vintage.city_id,
        "vintage": vintage.vintage,
        "languages": list(languages),
        "files": dict(sorted(sums.items())),
    }
    (new / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    return n


def files(
    vintage: Vintage, languages: Sequence[str], site: str | None
) -> Iterator[tuple[str, bytes]]:
    """Return every file of an edition with its path.

    The pages about one policy ask the same questions, so that they are made by one process.
    """
    groups: dict[str, list[str]] = {}
    for path, place in places(vintage).items():
        groups.setdefault(place.policy, []).append(path)
    make = partial(made, vintage.city_id, vintage.vintage, tuple(languages), site)
    n = sum(map(len, groups.values()))
    shared: dict[str, bytes] = {}
    with ExitStack() as stack:
        if n >= LARGE and (os.cpu_count() or 1) > 1:
            pool = stack.enter_context(ProcessPoolExecutor(mp_context=get_context("spawn")))
            batches = pool.map(make, groups.values())
        else:
            batches = map(make, groups.values())
        for pages, used in batches:
            yield from pages.items()
            shared |= used
    yield "index.html", _first(vintage, languages).encode()
    yield from shared.items()


def made(
    city: str, name: str, languages: Sequence[str], site: str | None, paths: Sequence[str]
) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Return some pages of a vintage in some languages by their path, and the files they share."""
    vintage, shared = opened(city, name), Shared()
    pages = {
        f"{language}/{path}": page_html(
            vintage, places(vintage)[path], language, site, shared
        ).encode()
        for language in languages
        for path in paths
    }
    return pages, shared.files


def _first(vintage: Vintage, languages: Sequence[str]) -> str:
    """Return the page that leads to the languages."""
    city = escape(load(languages[0]).say(vintage.city_name))
    ways = "".join(
        f'<li><a lang="{escape(code)}" href="{escape(code)}/index.html">'
        f"{escape(language_name(code))}</a></li>"
        for code in languages
    )
    return (
        f'<!doctype html><html lang="{escape(languages[0])}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f'<meta http-equiv="refresh" content="0; url={escape(languages[0])}/index.html">'
        f"<title>{city}</title></head><body><main><h1>{city}</h1><ul>{ways}</ul></main></body></html>"
    )


def _refuse_foreign(folder: Path) -> None:
    """Raise BadInput unless a folder is free, or holds an edition and nothing else."""
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    foreign = _foreign(folder)
    if foreign is not None:
        raise BadInput(
            "The folder holds something else, which would be lost.",
            file=folder,
            actual=foreign,
            expected="a folder that is new or empty, or holds an earlier public edition alone",
            remedy="name another folder with -o",
        )


def _foreign(folder: Path) -> str | None:
    """Return what in a folder is not of an edition, or None."""
    if not folder.is_dir():
        return "a file"
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        own = {*manifest["files"], MANIFEST}
    except (OSError, ValueError, KeyError, TypeError):
        return f"no {MANIFEST} of an edition"
    present = (path.relative_to(folder) for path in folder.rglob("*") if not path.is_dir())
    return next((path.as_posix() for path in present if path.as_posix() not in own), None)
