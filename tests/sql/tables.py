"""Tables of a few rows written by hand, and the answers of the SQL files to them."""

from typing import Any

import duckdb

from queries.sql_text import read_sql


def table(con: duckdb.DuckDBPyConnection, name: str, columns: str, *rows: str) -> None:
    """Create a table of rows given as SQL values; the literals give the types."""
    values = ", ".join(f"({row})" for row in rows)
    con.execute(
        f"create or replace table {name} as select * from (values {values}) as t ({columns})"
    )


def answer(
    con: duckdb.DuckDBPyConnection, folder: str, name: str, **values: Any
) -> list[tuple[Any, ...]]:
    """Return the rows of `sql/<folder>/<name>.sql`, in their order, with bound values."""
    return con.execute(read_sql(folder, name), values).fetchall()


def use_as_vintage(con: duckdb.DuckDBPyConnection) -> None:
    """Let tables be found by their own names as in a vintage, with the marts of sensitive calls."""
    for mart in ("call_types", "sensitive_types", "coarse_calls"):
        con.execute(f"create view marts.{mart} as {read_sql('marts', mart)}")
        con.execute(f"create view core.{mart} as from marts.{mart}")
    con.execute("use fresh.core")
