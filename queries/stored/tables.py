"""The Parquet files of a vintage: whether each table is there and ends as it should."""

import os
from pathlib import Path

import duckdb

from queries.damage import Damage, why
from queries.manifest import Manifest
from queries.stored.manifests import Identity, identity
from queries.stored.seals import Seal, SealedFile, read_seal, wrong_size

MAGIC = b"PAR1"
"""The first and the last four bytes of every Parquet file."""

LEFT_OUT = {"checks.json"}
"""What no page needs but the one that shows it."""


def identities(folder: Path) -> tuple[tuple[str, Identity | None], ...]:
    """Return the identity of every file of a vintage; it changes when one is damaged or mended."""
    return tuple((path.name, identity(path)) for path in sorted(folder.glob("*.*")))


def damages(folder: Path, manifest: Manifest) -> list[Damage]:
    """Return the tables of a vintage that are gone, cut or of another size, and the manifest if so.

    The rows are not read.
    """
    names = {f"{table}.parquet" for table in manifest.tables}
    names |= {path.name for path in folder.glob("*.parquet")}
    seal = read_seal(folder)
    sealed = seal.files if isinstance(seal, Seal) else {}
    names |= {name for name in sealed if name not in LEFT_OUT}
    checked = (_damage(folder / name, sealed.get(name)) for name in sorted(names))
    return [damage for damage in checked if damage is not None]


def rows_of(con: duckdb.DuckDBPyConnection, path: Path) -> str:
    """Return SQL of the rows of a table of any vintage, as a statement of its own.

    Older vintages have no day by which complaints count, since all counted by that of receipt.
    """
    file = "'" + str(path).replace("'", "''") + "'"
    is_older = path.stem == "complaints" and "counted_on" not in con.read_parquet(str(path)).columns
    return f"from read_parquet({file})" + " select *, received_on as counted_on" * is_older


def _damage(path: Path, sealed: SealedFile | None) -> Damage | None:
    damage = wrong_size(path, sealed) if sealed is not None else None
    if damage is not None or path.suffix != ".parquet":
        return damage
    try:
        with path.open("rb") as file:
            start = file.read(len(MAGIC))
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - len(MAGIC)))
            end = file.read()
    except FileNotFoundError:
        return Damage(path, "the file is gone")
    except OSError as error:
        return Damage(path, why(error))
    return None if start == end == MAGIC else Damage(path, "the file is cut or overwritten")
