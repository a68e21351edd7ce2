"""The marts that an older vintage lacks, made of its own tables by the files that build them."""

from collections.abc import Mapping

import duckdb

from queries.declared.fields import lacking_in
from queries.sql_text import read_sql

ADDED: Mapping[str, tuple[str, ...]] = {"monthly_counts": ("daily_counts",)}
"""The marts that releases have added to vintages of one FORMAT, with the tables that they read."""


def add_lacking(con: duckdb.DuckDBPyConnection) -> None:
    """Add a view of each added mart that a connection lacks, where it has what the mart reads.

    The files of sql/marts read schemas core and marts, which then get a view of what they read.
    """
    columns = con.execute(
        "select table_name, column_name from information_schema.columns where table_schema = 'main'"
    ).fetchall()
    tables = {str(table) for table, _ in columns}
    for mart, read in ADDED.items():
        if mart in tables or not tables.issuperset(read):
            continue
        for schema in ("core", "marts"):
            con.execute(f"create schema if not exists {schema}")
            for table in read:
                con.execute(f"create view if not exists {schema}.{table} as from main.{table}")
        con.execute(f"create view main.{mart} as {read_sql('marts', mart, lacking_in(columns))}")
        tables.add(mart)
