"""Vintages that follow a published one, made of its files without a build."""

import json
import shutil
from collections.abc import Callable
from typing import Any

import duckdb

from data.seal import READ_ONLY_FOLDER, seal, unlock
from queries import warehouse
from queries.stored.versions import VERSION

CITY = "sample"
NAMES = ("20990101-000001", "20990101-000002", "20990101-000003")
"""Names of vintages that are newer than any build of a test."""

Manifest = dict[str, Any]


def follow(
    name: str,
    tables: dict[str, str] | None = None,
    describe: Callable[[Manifest], None] = lambda manifest: None,
) -> str:
    """Copy the published vintage as the next build, and return its name.

    `tables` has, by table, the query that its rows are replaced by, in which the table is called
    `rows`; `describe` changes the manifest.
    """
    folder = warehouse.city_folder(CITY)
    published = folder / str(warehouse.current(CITY))
    number = warehouse.next_number(CITY)
    new = folder / name
    shutil.copytree(published, new)
    unlock(new)
    for path in (new / VERSION, *new.glob("released_*.parquet")):
        path.unlink(missing_ok=True)
    con = duckdb.connect()
    for table, query in (tables or {}).items():
        path = new / f"{table}.parquet"
        con.execute(f"create or replace table rows as from '{path}'")
        con.execute(f"copy ({query}) to '{path}' (format parquet)")
    manifest = json.loads((new / "manifest.json").read_text(encoding="utf-8"))
    manifest |= {"vintage": name, "number": number, "previous": published.name}
    describe(manifest)
    (new / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    seal(new, number)
    new.chmod(READ_ONLY_FOLDER)
    return name


def forget_versions() -> None:
    """Make the vintages those of a release that had no versions."""
    for name in warehouse.vintages(CITY):
        folder = warehouse.city_folder(CITY) / name
        unlock(folder)
        (folder / VERSION).unlink(missing_ok=True)
        seal(folder, warehouse.manifest(CITY, name).number)
