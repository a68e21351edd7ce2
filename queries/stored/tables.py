"""The Parquet files of a vintage: whether each table is there and ends as it should."""

import os
from pathlib import Path

from queries.damage import Damage, why
from queries.manifest import Manifest
from queries.stored.manifests import Identity, identity

MAGIC = b"PAR1"
"""The first and the last four bytes of every Parquet file."""


def identities(folder: Path) -> tuple[tuple[str, Identity | None], ...]:
    """Return the identity of every file of a vintage; it changes when one is damaged or mended."""
    return tuple((path.name, identity(path)) for path in sorted(folder.glob("*.*")))


def damages(folder: Path, manifest: Manifest) -> list[Damage]:
    """Return the tables of a vintage that are gone or cut, without reading their rows."""
    names = {f"{table}.parquet" for table in manifest.tables}
    names |= {path.name for path in folder.glob("*.parquet")}
    checked = ((folder / name, _damage(folder / name)) for name in sorted(names))
    return [Damage(path, reason) for path, reason in checked if reason]


def _damage(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            start = file.read(len(MAGIC))
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - len(MAGIC)))
            end = file.read()
    except FileNotFoundError:
        return "the file is gone"
    except OSError as error:
        return why(error)
    return None if start == end == MAGIC else "the file is cut or overwritten"
