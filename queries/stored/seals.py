"""The seal of a vintage: the size and the SHA-256 sum of each of its files, and what breaks it."""

import hashlib
from functools import lru_cache
from pathlib import Path

import msgspec

from queries.damage import FAULTS, Damage, why
from queries.stored.manifests import Identity, identity

SEAL = "seal.json"


class SealedFile(msgspec.Struct, frozen=True):
    """The size and the sum of a file as it was built."""

    bytes: int
    sha256: str


class Seal(msgspec.Struct, frozen=True):
    """The files of a vintage by name; `number` is that of its manifest, kept a second time."""

    number: int
    files: dict[str, SealedFile]


def make_seal(folder: Path, number: int) -> Seal:
    """Return the seal of the files that a folder holds now."""
    paths = sorted(path for path in folder.iterdir() if path.name != SEAL)
    return Seal(
        number, {path.name: SealedFile(path.stat().st_size, sha256(path)) for path in paths}
    )


def read_seal(folder: Path) -> Seal | Damage | None:
    """Return the seal of a vintage, its damage, or None for a vintage without one."""
    path = folder / SEAL
    try:
        return _read(path, identity(path))
    except FileNotFoundError:
        return None
    except FAULTS as error:
        return Damage(path, why(error))


def wrong_size(path: Path, sealed: SealedFile) -> Damage | None:
    """Return the damage to a file that is gone or has another size than when it was built."""
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        return Damage(path, "the file is gone")
    except OSError as error:
        return Damage(path, why(error))
    if size != sealed.bytes:
        return Damage(path, f"it has {size:,} bytes, and had {sealed.bytes:,} when it was built")
    return None


def broken(folder: Path, seal: Seal) -> list[Damage]:
    """Return the files of a vintage that are not as they were built; reads all of them."""
    found = [_changed(folder / name, sealed) for name, sealed in seal.files.items()]
    added = sorted(path for path in folder.iterdir() if path.name not in {SEAL, *seal.files})
    strangers = [Damage(path, "it is no part of the vintage") for path in added]
    return [damage for damage in found if damage is not None] + strangers


def sha256(path: Path) -> str:
    """Return the SHA-256 sum of a file in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _changed(path: Path, sealed: SealedFile) -> Damage | None:
    damage = wrong_size(path, sealed)
    if damage is not None:
        return damage
    try:
        is_same = sha256(path) == sealed.sha256
    except OSError as error:
        return Damage(path, why(error))
    return None if is_same else Damage(path, "its content is not what was built")


@lru_cache(maxsize=256)
def _read(path: Path, _identity: Identity | None) -> Seal:
    return msgspec.json.decode(path.read_bytes(), type=Seal)
