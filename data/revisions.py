"""Revisions: the records added, removed or changed since the published vintage, and its counts."""

from pathlib import Path

import duckdb

from data.sql import make_table
from queries.declared.fields import lacking_in
from queries.sql_text import read_sql
from queries.stored.tables import rows_of

TABLES = ("force_incidents", "complaints", "calls")


def revise(con: duckdb.DuckDBPyConnection, previous: Path | None) -> None:
    """Fill core.revision_records by comparing the core tables with a published vintage.

    `previous` is the vintage's folder, or None if none is published. Columns: dataset, record_id,
    month, kind (added | removed | changed), field, value_before, value_now.
    """
    con.execute("attach ':memory:' as earlier; create schema earlier.core")
    for table in TABLES:
        rows = (
            rows_of(con, previous / f"{table}.parquet")
            if previous
            else f"select * from memory.core.{table} where false"
        )
        con.execute(f"create view earlier.core.{table} as {rows}")
    # a field that only one of the two vintages has is no revision
    query = read_sql("revisions", "record_states", lacking_in(_columns(con)))
    # without an earlier vintage no record is revised, and none of millions need be read
    condition = "true" if previous else "false"
    states = f"create view record_states as select * from ({query}) where {condition}"
    con.execute(states)
    # the same view in the earlier vintage, whose tables have the same names in another catalog
    con.execute(f"use earlier; {states}; use memory")
    make_table(con, "core.revision_records")
    con.execute("drop view record_states; detach earlier")


def hand_on_counts(con: duckdb.DuckDBPyConnection, previous: Path | None) -> None:
    """Fill core.reported_months with how many records each month has, and had in earlier vintages.

    `previous` is the published vintage's folder; one of an older release hands nothing on.
    """
    earlier = previous / "reported_months.parquet" if previous else None
    rows = (
        rows_of(con, earlier)
        if earlier and earlier.is_file()
        else "select '' as dataset, current_date as reached_on, current_date as month, "
        "0 as records where false"
    )
    con.execute("create schema if not exists previous")
    con.execute(f"create or replace view previous.reported_months as {rows}")
    make_table(con, "core.reported_months")
    con.execute("drop view previous.reported_months")


def _columns(con: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """Return the table and name of every column of the earlier vintage."""
    return con.execute(
        "select table_name, column_name from information_schema.columns "
        "where table_catalog = 'earlier' and table_schema = 'core'"
    ).fetchall()
