"""What the tests of real cities share: a vintage's manifest, its accounting, checks and codes."""

from pathlib import Path
from typing import Any

import duckdb

from data import check
from data.config import Layer, read_city
from queries import warehouse
from queries.manifest import Manifest
from tests.conftest import at_home

Fate = tuple[int, dict[str, int], dict[str, int]]
"""Rows kept, rows set aside by reason, rows merged by reason."""


def layer_of(city_id: str, layer_id: str) -> Layer:
    """Return one of a city's layers."""
    return next(layer for layer in read_city(city_id).layers if layer.id == layer_id)


def manifest_of(city_id: str, home: Path) -> Manifest:
    """Return the manifest of a city's published vintage."""
    with at_home(home):
        return warehouse.manifest(city_id, str(warehouse.current(city_id)))


def tables_of(city_id: str, home: Path) -> duckdb.DuckDBPyConnection:
    """Return a connection to the tables of a city's published vintage."""
    with at_home(home):
        return warehouse.open_vintage(city_id, str(warehouse.current(city_id))).con


def fates(manifest: Manifest) -> dict[str, Fate]:
    """Return the fate of each file's rows; fail unless they add up to the rows that were read."""
    for file in manifest.files:
        parts = file.kept + sum(file.set_aside.values()) + sum(file.merged.values())
        assert parts == file.rows_read, file.file
    return {file.file: (file.kept, file.set_aside, file.merged) for file in manifest.files}


def placing(manifest: Manifest, dataset: str) -> dict[tuple[str, str], int]:
    """Return a dataset's records by layer and by how they were placed."""
    return {
        (count.layer, count.placed_by): count.records
        for count in manifest.placed
        if count.dataset == dataset
    }


def warnings(city_id: str, home: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the examples of each check that warns; fail if a check finds an error."""
    with at_home(home):
        results = check.check_vintage(city_id, str(warehouse.current(city_id)))
    assert check.failures(results) == []
    return {result["name"]: result["examples"] for result in results if result["rows"]}


def without_category(con: duckdb.DuckDBPyConnection) -> set[str | None]:
    """Return the call types of staged calls that the city's codes do not map."""
    query = "select distinct call_type from staging.call_rows where category = 'unknown'"
    return {call_type for (call_type,) in con.execute(query).fetchall()}


def stale_codes(con: duckdb.DuckDBPyConnection, table: str, column: str, values: str) -> set[str]:
    """Return the words that a code table lists and the values (a query) do not contain."""
    query = f"select {column} from {table} where {column} not in ({values})"
    return {code for (code,) in con.execute(query).fetchall()}
