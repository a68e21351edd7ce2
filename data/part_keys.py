"""What a part depends on: the name under which it is kept, and how long it holds.

A part that is used again where it should not be is the worst fault of a build. So its key covers
all that can change it: the bytes and names of its files, the columns of its source, the pack, and
every file of code, SQL and declarations, with the versions of what reads and stages.
"""

import datetime as dt
import hashlib
import json
import platform
from collections.abc import Iterable, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from data.config import City, Source, staging_file
from data.read import RawFile
from queries.paths import PACKS, ROOT, SQL

READERS = ("duckdb", "fastexcel", "polars", "pyarrow")
"""The libraries that read files; another version can read them otherwise."""

CODE = ("*.py", "*.sql", "*.toml", "*.csv")


def build_key(city: City) -> str:
    """Return a hash of all that parts of a city depend on, but for the raw files.

    The day of retrieval is left out: a part says itself until which day it holds (data/parts.py).
    """
    sources = tuple(replace(source, retrieved_on=dt.date.min) for source in city.sources)
    hashed = hashlib.sha256(repr(replace(city, sources=sources)).encode())
    for name in READERS:
        hashed.update(f"{name} {version(name)}\n".encode())
    hashed.update(platform.python_version().encode())
    for path in sorted({*_code(), *_pack(city)}):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        hashed.update(f"{path.name} {digest}\n".encode())
    return hashed.hexdigest()


def part_key(
    of_build: str, source: Source, files: Sequence[RawFile], columns: Sequence[str]
) -> str:
    """Return the key of the part that holds `files` of a source with `columns` in all."""
    names = [(file.name, file.sha256, file.columns) for file in files]
    content = json.dumps([of_build, source.id, names, list(columns)])
    return hashlib.sha256(content.encode()).hexdigest()


def _code() -> Iterable[Path]:
    for folder in (ROOT / "data", ROOT / "queries", SQL):
        for pattern in CODE:
            for path in folder.rglob(pattern):
                is_pack = path.is_relative_to(PACKS) or path.parent.parent == SQL / "staging"
                if not is_pack:
                    yield path


def _pack(city: City) -> Iterable[Path]:
    """Return the files of a pack but city.toml, which is read: only its days may differ."""
    yield from (path for path in city.folder.rglob("*.*") if path.name != "city.toml")
    yield from staging_file(city.id, "*").parent.glob("*.sql")
