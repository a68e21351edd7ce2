"""Sums that tell a content from others, and this release of Accord from others."""

import hashlib
import os
from functools import cache
from pathlib import Path

from dashboard.branding import NAME
from queries.paths import ROOT
from queries.warehouse import home

ENDINGS = {".py", ".toml", ".html", ".css", ".js", ".sql", ".typ"}
FOLDERS = ("dashboard", "queries", "data", "sql")


def digest(content: bytes) -> str:
    """Return what tells a content from others, as 32 hex digits."""
    return hashlib.sha256(content).hexdigest()[:32]


@cache
def release() -> str:
    """Return a sum of all that decides what is made of a vintage: program, words, rules and brand.

    It is that of the first call in a process, as a process reads its declarations once.
    """
    return release_on_disk()


def release_on_disk() -> str:
    """Return the release of the files as they are now, which an update may have replaced."""
    total = hashlib.sha256()
    extra = os.environ.get("ACCORD_WORDS")
    for root in [*(ROOT / folder for folder in FOLDERS), *([Path(extra)] if extra else [])]:
        for path in sorted(path for path in root.rglob("*.*") if path.suffix in ENDINGS):
            total.update(path.relative_to(root).as_posix().encode() + path.read_bytes())
    brand = home() / NAME
    total.update(brand.read_bytes() if brand.is_file() else b"")
    return total.hexdigest()[:16]
