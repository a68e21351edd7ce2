"""The manifests on disk: each is read again when its file changes, so that damage is seen.

A vintage never changes, but its files can be damaged under a running server, and be repaired.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import msgspec

from queries.damage import Damage, note, why
from queries.manifest import Manifest, read_manifest

Identity = tuple[int, int, int]
"""What changes with a file's content: its inode, its size, and the time it was written."""


@dataclass(frozen=True)
class Found:
    """What a manifest's file holds: its format, or the damage; its number as far as it is known."""

    format: int | None = None
    number: int | None = None
    damage: Damage | None = None


class _Head(msgspec.Struct):
    """The keys that manifests of all releases share."""

    format: int
    number: int = 0


def identity(path: Path) -> Identity | None:
    """Return the identity of a file's content, or None if there is no file."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def look(path: Path, release: int) -> Found:
    """Return what a manifest's file holds; one of another format than `release` is not judged."""
    try:
        found = _look(path, identity(path), release)
    except OSError as error:  # not cached: it can pass without a change of the file
        found = Found(damage=Damage(path, why(error)))
    note(path, found.damage)
    return found


def manifest_in(path: Path) -> Manifest:
    """Return the manifest in a file that `look` found whole."""
    return _read(path, identity(path))


@lru_cache(maxsize=4096)
def _look(path: Path, _identity: Identity | None, release: int) -> Found:
    number = None
    try:
        head = msgspec.json.decode(path.read_bytes(), type=_Head)
        number = head.number
        if head.format == release:
            read_manifest(path)
        return Found(head.format, number)
    except (ValueError, RecursionError) as error:
        return Found(number=number, damage=Damage(path, why(error)))


@lru_cache(maxsize=64)
def _read(path: Path, _identity: Identity | None) -> Manifest:
    return read_manifest(path)
