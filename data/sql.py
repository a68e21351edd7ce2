"""Runs the build's SQL: the statements are files under sql/, and their values are bound here.

The name of a file is its path under sql/ without the suffix: `core/places`. A file that begins
with `create` is run as it is. Every other file is one select that makes or fills a table.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol

import duckdb

from queries.paths import SQL
from queries.sql_text import read_sql_file, sql_text


class MakeTable(Protocol):
    """Makes `table` (schema.name) from sql/<schema>/<name>.sql, with its parameters bound."""

    def __call__(self, table: str, **values: Any) -> None:
        """Make one table; DuckDB has it under its name afterwards."""


class Engine(Protocol):
    """What makes the tables of records: it yields the function for one build's connection."""

    def __call__(
        self, con: duckdb.DuckDBPyConnection, work: Path
    ) -> AbstractContextManager[MakeTable]:
        """Open the engine; files that it needs between lie in `work` and are gone afterwards."""


_CREATES = re.compile(r"(--.*\n|\s)*create ")


def run_sql(con: duckdb.DuckDBPyConnection, name: str, **values: Any) -> duckdb.DuckDBPyConnection:
    """Run sql/<name>.sql with its `$name` parameters bound; return the connection."""
    return con.execute(_text(name), values or None)


def make_table(con: duckdb.DuckDBPyConnection, table: str, **values: Any) -> None:
    """Make `table` (schema.name) from sql/<schema>/<name>.sql, with its parameters bound.

    The file declares the columns of a table that Python fills, or it selects the rows.
    """
    query = query_of(table)
    if not _CREATES.match(query):
        query = f"create table {table} as {query}"
    con.execute(query, values or None)


LARGE = {"core.calls"}
"""Tables whose rows would fill the memory: while a build runs they lie in a file."""


@contextmanager
def on_duckdb(con: duckdb.DuckDBPyConnection, work: Path) -> Iterator[MakeTable]:
    """Yield the function that makes tables in the build's own connection, large ones in `work`."""

    def make(table: str, **values: Any) -> None:
        if table in LARGE:
            work.mkdir(exist_ok=True)
            path = sql_text(str(work / f"{table}.parquet"))
            con.execute(f"copy ({query_of(table)}) to {path} (format parquet)", values or None)
            con.execute(f"create view {table} as from read_parquet({path})")
        else:
            make_table(con, table, **values)

    yield make


def query_of(table: str) -> str:
    """Return the text of sql/<schema>/<name>.sql for a table (schema.name)."""
    return _text(table.replace(".", "/"))


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
