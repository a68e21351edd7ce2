"""Two vintages of a city on one connection, record by record."""

import duckdb
import polars as pl

from queries.declared.fields import datasets
from queries.sql_text import read_sql
from queries.stored.reader import Reader
from queries.stored.tables import rows_of
from queries.vintage.catalog import Vintage
from queries.warehouse import city_folder, lock, refuse_damaged

REVISED = ("force", "complaints", "calls")
"""The datasets whose records are compared, each by its id."""


def changed_months(earlier: Vintage, later: Vintage) -> pl.DataFrame:
    """Return dataset, month, before, now, added, removed, altered: each month that differs.

    A field that only one of the two vintages has alters no record. The answer is kept with the
    later vintage, under the name of the earlier one, which may be closed meanwhile.
    """

    def compare() -> pl.DataFrame:
        reader = _open_pair(earlier, later)
        try:
            return reader.frame(read_sql("revisions", "changed_months"))
        finally:
            reader.close()

    months: pl.DataFrame = later.answers.once((__name__, earlier.vintage), compare)
    return months


def _open_pair(earlier: Vintage, later: Vintage) -> Reader:
    """Return a reader of the states of all records in two vintages; it reaches nothing else."""
    query = read_sql("revisions", "record_states", earlier.lacking | later.lacking)
    folders = [city_folder(vintage.city_id) / vintage.vintage for vintage in (earlier, later)]
    con = duckdb.connect()
    for catalogue, folder in zip(("earlier", "later"), folders, strict=True):
        con.execute(f"attach ':memory:' as {catalogue}; use {catalogue}; create schema core")
        for dataset in REVISED:
            table = datasets()[dataset].table
            rows = rows_of(con, folder / f"{table}.parquet")
            con.execute(f"create view core.{table} as {rows}")
        con.execute(f"create view record_states as {query}")
    lock(con, folders)

    def refuse() -> None:
        for vintage in (earlier, later):
            refuse_damaged(vintage.city_id, vintage.vintage)

    return Reader(con, refuse)
