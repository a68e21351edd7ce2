"""Pruning: which vintages of a city are kept, and the removal of the others."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from filelock import FileLock, Timeout

from data.errors import BuildRefused
from data.publish import last_released
from data.seal import unlock
from data.versions import last_versioned
from queries.stored.written import to_disk
from queries.warehouse import (
    BESIDE,
    CITING_LOCK,
    all_vintages,
    before,
    beside_folder,
    citations_folder,
    cited_vintages,
    city_folder,
    current,
    vintage_damages,
    vintages,
)

KEPT = 3
"""The newest builds that are kept if nothing else is said."""


def superfluous(city: str, keep: int = KEPT) -> list[str]:
    """Return the vintages that `prune` removes, oldest first.

    Kept are the published one, the newest whole one before it, to which a rollback goes, the newest
    that was published, whose tables by race, sex and age and whose version the next ones follow,
    the newest `keep` builds, and every one that is cited. Vintages of another release, or with a
    damaged manifest, are not judged. Raises BuildRefused without a published vintage: what a repair
    needs must not go.
    """
    published = current(city)
    if published is None:
        raise BuildRefused(
            f"Nothing of {city} is published that can be read, so nothing is removed.\n"
            f"  what to do: `accord publish {city}`; `accord status {city}` lists what is there"
        )
    names = vintages(city)
    whole = [name for name in before(city, published) if not vintage_damages(city, name)]
    followed = {last_released(city), last_versioned(city)}
    newest = names[max(0, len(names) - keep) :]
    kept = {published, *followed, *whole[-1:], *newest, *cited_vintages(city)}
    return [name for name in names if name not in kept]


def outdated(city: str, release: str) -> list[Path]:
    """Return the folders of what earlier releases made of vintages, or what is left of gone ones.

    `release` names what the program that runs makes; all else it makes anew.
    """
    names = all_vintages(city)
    return [
        folder
        for kind in BESIDE
        for folder in sorted((city_folder(city) / kind).glob("*/*/"))
        if folder.name != release or folder.parent.name not in names
    ]


def prune(city: str, names: list[str], folders: Sequence[Path] = ()) -> None:
    """Remove vintages, and folders beside them, for good; no build of the city may be running."""
    folder = city_folder(city)
    try:
        with FileLock(folder / "build.lock", timeout=0):
            for name in names:
                _remove_unneeded(city, name)
            for place in folders:
                shutil.rmtree(place, ignore_errors=True)
    except Timeout as error:
        raise BuildRefused(
            f"A build of {city} is running.\n"
            "  what to do: wait until it has finished, then try again"
        ) from error


def _remove_unneeded(city: str, name: str) -> None:
    """Remove a vintage unless it was published or cited since the list was made."""
    citations = citations_folder(city)
    citations.mkdir(parents=True, exist_ok=True)
    with FileLock(citations / CITING_LOCK):
        if name != current(city) and name not in cited_vintages(city):
            _remove(city_folder(city), name)
            for kind in BESIDE:
                shutil.rmtree(beside_folder(city, kind, name), ignore_errors=True)


def _remove(folder: Path, name: str) -> None:
    """Remove a vintage: hidden first, so that a removal that is killed leaves no half of one.

    A hidden folder is what a build that was killed leaves, and the next build deletes it.
    """
    unlock(folder / name)
    hidden = (folder / name).rename(folder / f".building-{name}")
    to_disk(folder)
    shutil.rmtree(hidden)
