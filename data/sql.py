"""Runs the build's SQL: the statements are files under sql/, and their values are bound here.

The name of a file is its path under sql/ without the suffix: `core/places`. A file that begins
with `create` is run as it is. Every other file is one select that makes or fills a table.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from queries.paths import SQL
from queries.sql_text import read_sql_file

_CREATES = re.compile(r"(--.*\n|\s)*create ")


def run_sql(con: duckdb.DuckDBPyConnection, name: str, **values: Any) -> duckdb.DuckDBPyConnection:
    """Run sql/<name>.sql with its `$name` parameters bound; return the connection."""
    return con.execute(_text(name), values or None)


def make_table(con: duckdb.DuckDBPyConnection, table: str, **values: Any) -> None:
    """Make `table` (schema.name) from sql/<schema>/<name>.sql, with its parameters bound.

    The file declares the columns of a table that Python fills, or it selects the rows.
    """
    query = _text(table.replace(".", "/"))
    if not _CREATES.match(query):
        query = f"create table {table} as {query}"
    con.execute(query, values or None)


def make_stored(con: duckdb.DuckDBPyConnection, table: str, path: Path) -> None:
    """Make `table` as a view of a Parquet file, for rows that would fill the memory."""
    con.execute(f"copy ({_text(table.replace('.', '/'))}) to '{path}' (format parquet)")
    con.execute(f"create view {table} as from read_parquet('{path}')")


def insert_select(con: duckdb.DuckDBPyConnection, table: str, name: str, **values: Any) -> None:
    """Append the rows that sql/<name>.sql selects to `table`, matching columns by name."""
    con.execute(f"insert into {table} by name {_text(name)}", values or None)


def insert_rows(con: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Sequence[Any]]) -> None:
    """Append rows to a table, in the order of its columns."""
    if rows:
        marks = ", ".join("?" for _ in rows[0])
        con.executemany(f"insert into {table} values ({marks})", rows)


def _text(name: str) -> str:
    return read_sql_file(SQL / f"{name}.sql")
