"""The folders of vintages, the published vintage of a city, and read-only connections."""

import json
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb

from queries.manifest import Manifest, read_manifest

FORMAT = 3
"""Version of the meaning of a vintage's values; raised when values of earlier vintages differ in
meaning. A new field does not raise it: the site reports a missing field
(data/fields_by_format.toml)."""


def home() -> Path:
    """Return the folder that holds all state: ACCORD_HOME, or `var` in the current folder."""
    return Path(os.environ.get("ACCORD_HOME", "var")).resolve()


def raw_folder(city: str) -> Path:
    """Return the default folder of a city's raw files."""
    return home() / "raw" / city


def city_folder(city: str) -> Path:
    """Return the folder that holds a city's vintages and the name of the current one."""
    return home() / "warehouse" / city


def vintages(city: str) -> list[str]:
    """Return the city's finished vintages, oldest first; an interrupted build leaves none.

    Vintages of another FORMAT, built by another release, are left out: the site cannot read them.
    """
    folder = city_folder(city)
    if not folder.is_dir():
        return []
    names = sorted(path.parent.name for path in folder.glob("[0-9]*/manifest.json"))
    return [name for name in names if _is_readable(city_folder(city) / name)]


def current(city: str) -> str | None:
    """Return the published vintage's name, or None without a readable published vintage."""
    pointer = city_folder(city) / "current"
    name = pointer.read_text(encoding="utf-8").strip() if pointer.is_file() else None
    return name if name and _is_readable(city_folder(city) / name) else None


def published_cities() -> list[str]:
    """Return the ids of all cities with a published vintage, in alphabetical order."""
    names = sorted(path.parent.name for path in (home() / "warehouse").glob("*/current"))
    return [city for city in names if current(city)]


def manifest(city: str, vintage: str) -> Manifest:
    """Return a vintage's manifest: the city, sources, row accounting, spans and counts."""
    return _read(city_folder(city) / vintage / "manifest.json")


def checks(city: str, vintage: str) -> list[dict[str, Any]]:
    """Return the results of a vintage's checks: name, severity, rule, rows, examples."""
    path = city_folder(city) / vintage / "checks.json"
    results: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return results


def open_vintage(city: str, vintage: str) -> duckdb.DuckDBPyConnection:
    """Return a connection with a view on every table of the vintage and no other access.

    The connection is in memory. Only the vintage's Parquet folder is allowed, and the configuration
    is locked, so that no later statement can reach another file, a host or a setting.
    """
    folder = city_folder(city) / vintage
    con = duckdb.connect()
    tables = sorted(folder.glob("*.parquet"))
    con.execute(f"set allowed_directories = [{_quoted(str(folder))}]")
    for path in tables:
        rows = f"read_parquet({_quoted(str(path))})"
        con.execute(f'create view "{path.stem}" as from {rows}')
    con.execute("set enable_external_access = false")
    con.execute("set lock_configuration = true")
    return con


@lru_cache(maxsize=64)
def _read(path: Path) -> Manifest:
    """Return a manifest, cached because a vintage never changes."""
    return read_manifest(path)


@lru_cache(maxsize=1024)
def _is_readable(folder: Path) -> bool:
    """Return whether a vintage has this release's FORMAT, cached because it never changes."""
    path = folder / "manifest.json"
    return path.is_file() and json.loads(path.read_text(encoding="utf-8")).get("format") == FORMAT


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
