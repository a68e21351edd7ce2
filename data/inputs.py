"""The raw files that a build reads: a portal's newest snapshot, or the files a pack names."""

import datetime as dt
import difflib
import hashlib
from dataclasses import replace
from pathlib import Path

from data.config import City, Source
from data.part_keys import build_key
from data.read import sha256
from data.snapshot import snapshots, verify
from queries.errors import BadInput
from queries.warehouse import manifest, raw_folder


def at_hand(city: City, folder: Path, as_of: dt.date | None = None) -> City:
    """Return the city with the sources that a build from `folder` reads, each with its date.

    A source with snapshots has the date of the newest snapshot. Three kinds of sources are left
    out: optional sources without a file, sources that another available source replaces, and, with
    `as_of`, sources retrieved later. If no source remains, the city is returned unchanged, and
    find_files reports the missing file. Raises BadInput if no source remains because of `as_of`.
    """
    dated = [_dated(source, folder, as_of) for source in city.sources]
    available = [source for source in dated if source is not None and _has_files(source, folder)]
    if as_of is not None and not available:
        raise BadInput(
            f"No source of {city.name} had been retrieved by {as_of}",
            file=folder,
            expected=f"a day from {min(source.retrieved_on for source in city.sources)} on",
            remedy="choose a later day",
        )
    replaced = {replaced_id for source in available for replaced_id in source.replaces}
    sources = tuple(source for source in available if source.id not in replaced)
    return city.with_sources(sources) if sources else city


def find_files(source: Source, folder: Path) -> list[Path]:
    """Return the source's files under `folder`, by name; raise BadInput if there are none.

    If a snapshot has the source's date, return the snapshot's files and verify their checksums.
    """
    for snapshot in snapshots(folder, source.id):
        if snapshot.retrieved_on == source.retrieved_on:
            verify(snapshot)
            return snapshot.paths
    files = sorted(folder.glob(source.file)) if folder.is_dir() else []
    if not files:
        names = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
        near = difflib.get_close_matches(source.file, names, n=1)
        raise BadInput(
            f"The raw file of source {source.id!r} is missing",
            file=folder / source.file,
            actual=f"the nearest is {near[0]!r}" if near else f"{len(names)} other files there",
            expected=f"a file named {source.file}",
            remedy=f"put it there, or name its folder with --raw; it comes from {source.origin}",
        )
    return files


def inputs_key(city: City, folder: Path, as_of: dt.date | None = None) -> str:
    """Return a hash of all that a build reads: raw files, their days, the pack and the program.

    A build of the same inputs would make the same tables. Hidden files are of unfinished fetches.
    """
    hashed = hashlib.sha256(f"{build_key(city)} {as_of}".encode())
    for source in at_hand(city, folder, as_of).sources:
        hashed.update(f"{source.id} {source.retrieved_on}\n".encode())
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        is_hidden = any(part.startswith(".") for part in name.parts)
        if path.is_file() and not is_hidden and path.suffix != ".lock":
            hashed.update(f"{name.as_posix()} {sha256(path)}\n".encode())
    return hashed.hexdigest()


def is_built(city: City, vintage: str) -> bool:
    """Return whether a vintage was built of what the city's raw folder and pack hold now."""
    return manifest(city.id, vintage).inputs == inputs_key(city, raw_folder(city.id))


def _dated(source: Source, folder: Path, as_of: dt.date | None) -> Source | None:
    """Return the source with the date of the data a build reads; None if all data are later."""
    days = [snapshot.retrieved_on for snapshot in snapshots(folder, source.id)] or [
        source.retrieved_on
    ]
    usable = [day for day in days if as_of is None or day <= as_of]
    return replace(source, retrieved_on=max(usable)) if usable else None


def _has_files(source: Source, folder: Path) -> bool:
    return not source.is_optional or any(folder.glob(source.file))
