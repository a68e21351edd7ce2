"""The marts that an older vintage lacks, made of its own tables by the files that build them."""

from collections.abc import Mapping

import duckdb

from queries.declared.fields import datasets, lacking_in
from queries.sql_text import read_sql

ADDED: Mapping[str, tuple[str, ...]] = {
    "monthly_counts": ("daily_counts",),
    "city_responses": ("call_responses",),
    "sensitive_types": ("call_types",),
    "coarse_calls": ("calls", "places", "areas", "sensitive_types"),
    "call_week_hours": ("calls", "places", "sensitive_types"),
    "force_hours": ("force_incidents", "places"),
    "published_fields": tuple(dataset.table for dataset in datasets().values()),
}
"""The marts that releases have added to vintages of one FORMAT, with the tables that they read."""

BY_SENSITIVE_TYPES = ("sensitive_types", "coarse_calls", "call_week_hours")
"""The marts that hold what data/sensitive.toml says, and say it as it is said now."""


def add_lacking(con: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """Add a view of each added mart that a connection lacks, where it has what the mart reads.

    Returns the names of these marts.

    Marts made by another data/sensitive.toml than that of this release are replaced likewise: what
    leaves coarser does so from the next start on, in every vintage. The files of sql/marts read
    schemas core and marts, which get a view of what they read.
    """
    columns = con.execute(
        "select table_name, column_name from information_schema.columns where table_schema = 'main'"
    ).fetchall()
    tables = {str(table) for table, _ in columns}
    if _is_named_otherwise(con, tables):
        for mart in tables.intersection(BY_SENSITIVE_TYPES):
            con.execute(f"drop view main.{mart}")
        tables.difference_update(BY_SENSITIVE_TYPES)
    made = set()
    for mart, read in ADDED.items():
        if mart in tables or not tables.issuperset(read):
            continue
        _show(con, read)
        con.execute(f"create view main.{mart} as {read_sql('marts', mart, lacking_in(columns))}")
        tables.add(mart)
        made.add(mart)
    return frozenset(made)


def _is_named_otherwise(con: duckdb.DuckDBPyConnection, tables: set[str]) -> bool:
    """Return whether a vintage names other types of calls as sensitive than this release does."""
    if not tables.issuperset(("sensitive_types", "call_types")):
        return False
    _show(con, ("call_types",))
    named = set(con.execute(read_sql("marts", "sensitive_types")).fetchall())
    return named != set(con.execute("from main.sensitive_types").fetchall())


def _show(con: duckdb.DuckDBPyConnection, tables: tuple[str, ...]) -> None:
    """Add a view of each table to the schemas core and marts."""
    for schema in ("core", "marts"):
        con.execute(f"create schema if not exists {schema}")
        for table in tables:
            con.execute(f"create view if not exists {schema}.{table} as from main.{table}")
