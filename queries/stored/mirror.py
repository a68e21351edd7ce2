"""Published vintages of another place, kept in a folder of this machine to be served from there.

Every file is fetched once and must have the size and the sum that its vintage's seal names. Only
then is the vintage given its name, and only then the pointer. Whatever goes wrong on the way, the
city stays as it was.
"""

import hashlib
import re
import shutil
from pathlib import Path, PurePosixPath

import msgspec
from filelock import FileLock

from queries.damage import FAULTS, Damage, note, why
from queries.manifest import read_manifest
from queries.stored.addresses import content, pieces
from queries.stored.names import NAME
from queries.stored.seals import SEAL, Seal, SealedFile, sha256, wrong_size
from queries.stored.written import write_whole

FILE = re.compile(r"[0-9a-z_]+\.(parquet|json)")

_SECRET = re.compile(r"//[^/@\s]*@")
"""A name and key in an address, which belong in no log."""

LONGEST_POINTER, LARGEST_SEAL = 200, 1 << 20


class Refused(ValueError):
    """What an address gives is not what a vintage can be."""


def mirror(address: str, folder: Path, cities: list[str], release: int) -> list[Damage]:
    """Bring the cities' folders below `folder` up to what is published at an address.

    `release` is the format of vintages that this release reads. Returns what could not be brought;
    such a city stays as it was. A city whose pointer is gone at the address is no longer published
    here either; its files stay.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / "mirror.lock"):
        faults = {city: _fault(address, folder, city, release) for city in cities}
    for city, fault in faults.items():
        note(folder / "warehouse" / city, fault)
    return [fault for fault in faults.values() if fault is not None]


def _fault(address: str, folder: Path, city: str, release: int) -> Damage | None:
    """Bring one city up to date; return what stood in the way."""
    place = PurePosixPath("warehouse") / city
    try:
        _mirror_city(address, place, folder / place, release)
    except FAULTS as error:
        return Damage(folder / place, _SECRET.sub("//", f"{address}: {why(error)}"))
    return None


def _mirror_city(address: str, place: PurePosixPath, folder: Path, release: int) -> None:
    pointer = folder / "current"
    try:
        name = content(address, place / "current", LONGEST_POINTER).decode().strip()
    except FileNotFoundError:
        pointer.unlink(missing_ok=True)
        return
    if not NAME.fullmatch(name):
        raise Refused("the pointer names no vintage")
    before = pointer.read_text(encoding="utf-8") if pointer.is_file() else ""
    sealed = content(address, place / name / SEAL, LARGEST_SEAL)
    if not _is_whole(folder / name, sealed):
        _fetch(address, place / name, folder / name, sealed, release)
    if before == name:
        return
    write_whole(pointer, name.encode())
    _forget(folder, {name, before})


def _is_whole(folder: Path, sealed: bytes) -> bool:
    """Return whether a vintage is here under this very seal, each file with its size."""
    path = folder / SEAL
    if not path.is_file() or path.read_bytes() != sealed:
        return False
    files = msgspec.json.decode(sealed, type=Seal).files
    return not any(wrong_size(folder / name, file) for name, file in files.items())


def _fetch(address: str, place: PurePosixPath, folder: Path, sealed: bytes, release: int) -> None:
    """Fetch the files of a seal into a hidden folder, and give it its name once all are there."""
    work = folder.parent / f".fetching-{folder.name}"
    work.mkdir(parents=True, exist_ok=True)
    files = msgspec.json.decode(sealed, type=Seal).files
    for name, file in files.items():
        if not FILE.fullmatch(name):
            raise Refused(f"the seal names a file that is none of a vintage: {name[:80]!r}")
        if not _has(work / name, file):
            _save(address, place / name, work / name, file)
    manifest = read_manifest(work / "manifest.json")
    if manifest.format != release:
        raise Refused(f"{folder.name} is of another release (format {manifest.format})")
    if (manifest.city.id, manifest.vintage) != (folder.parent.name, folder.name):
        raise Refused(f"the vintage is {manifest.city.id} {manifest.vintage}, not {folder.name}")
    (work / SEAL).write_bytes(sealed)
    if folder.exists():  # its publication was declared anew: the same name under another seal
        folder.rename(folder.parent / f".fetching-{folder.name}-before")
    work.rename(folder)
    _forget(folder.parent, None)


def _save(address: str, place: PurePosixPath, path: Path, file: SealedFile) -> None:
    """Fetch one file of a vintage; raise Refused, and keep nothing, if it is not as sealed."""
    unfinished = path.with_name(f".{path.name}")
    digest, size = hashlib.sha256(), 0
    with pieces(address, place) as parts, unfinished.open("wb") as target:
        for part in parts:
            size += len(part)
            if size > file.bytes:
                break
            digest.update(part)
            target.write(part)
    if size != file.bytes:
        raise Refused(f"{path.name} has {size:,} bytes or more, and should have {file.bytes:,}")
    if digest.hexdigest() != file.sha256:
        raise Refused(f"{path.name} is not what was built")
    unfinished.replace(path)


def _has(path: Path, file: SealedFile) -> bool:
    return path.is_file() and path.stat().st_size == file.bytes and sha256(path) == file.sha256


def _forget(folder: Path, names: set[str] | None) -> None:
    """Remove what is half fetched, and the vintages but those named; None leaves all vintages."""
    for path in folder.iterdir():
        is_old = names is not None and NAME.fullmatch(path.name) and path.name not in names
        if path.is_dir() and (is_old or path.name.startswith(".fetching-")):
            shutil.rmtree(path)
