"""The tables of a vintage as they lie in its files: in the order in which they are asked for."""

from pathlib import Path

import duckdb

from data.formats import named, quoted
from queries.declared.fields import datasets

GROUP_ROWS = 30_720
"""Rows of a group, the piece of a file that is read or left out as a whole."""

ORDERS = {
    "marts.daily_counts": "layer, day, area_id, event",  # the days of a window, of all areas
    "marts.coarse_calls": "layer, area_id, received_at, call_id",  # as calls, in each layer
}
"""The order of marts that are not asked for by their first columns."""


def store(con: duckdb.DuckDBPyConnection, table: str, path: Path) -> None:
    """Write `table` (schema.name) to a Parquet file, without the keys of raw rows.

    Records lie by their area in the first layer and by day, marts by their columns: who asks for
    an area reads a small part of the file.
    """
    described = con.execute(f"select column_name from (describe {table})").fetchall()
    columns = [str(name) for (name,) in described if name != "row_key"]
    order = _order(table, columns)
    rows = f"select {', '.join(map(named, columns))} from {table}{order}"
    con.execute(
        f"copy ({rows}) to {quoted(str(path))} "
        f"(format parquet, compression zstd, row_group_size {GROUP_ROWS})"
    )


def _order(table: str, columns: list[str]) -> str:
    schema, name = table.split(".")
    if table in ORDERS:
        return f" order by {ORDERS[table]}"
    if schema == "marts":
        return " order by all"
    for dataset in datasets().values():
        if dataset.table == name and "area_id" in columns:
            return f" order by area_id, {dataset.day}, {dataset.id}"
    return ""
