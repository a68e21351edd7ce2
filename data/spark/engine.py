"""Tables of a build made by Spark: rows go there and come back as Parquet files.

DuckDB has read and staged the rows. What a table's query reads is written as Parquet once; Spark
runs the query on it and writes the table as Parquet, and DuckDB sees those files as the table.
Checks, the account of rows and the vintage itself follow as in every other build.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
from pyspark.sql import SparkSession

from data.errors import BuildRefused, MachineFault
from data.formats import quoted
from data.spark.dialect import in_steps, relations, to_spark
from data.spark.session import FAULTS, LOCAL, reason, session
from data.sql import MakeTable, make_table, query_of

PARTITIONS_PER_CORE = 2

IN_DUCKDB = {"marts.sensitive_types", "marts.coarse_calls"}
"""The few records that leave less exactly: made here, so that one engine alone keeps the rule."""

WHOLE = {"INTEGER", "BIGINT", "HUGEINT"}
"""Types of whole numbers, in which the engines choose different sizes; a sum too large for Spark's
stops the build."""


@dataclass
class _Build:
    """One build's tables: where DuckDB has them, where Spark has them, and the files between."""

    con: duckdb.DuckDBPyConnection
    spark: SparkSession
    folder: Path
    in_spark: set[str] = field(default_factory=set)


@contextmanager
def on_spark(
    con: duckdb.DuckDBPyConnection, work: Path, master: str = LOCAL
) -> Iterator[MakeTable]:
    """Yield a function that makes tables as data.sql.make_table does, on Spark.

    The files of the tables lie in `work` until the block ends; on a cluster, all of its machines
    must reach that folder under the same path. Raises MachineFault if Spark cannot run a query.
    """
    folder = work / "spark"
    folder.mkdir(parents=True)
    try:
        with session(master, folder) as spark:
            cores = spark.sparkContext.defaultParallelism
            spark.conf.set("spark.sql.shuffle.partitions", PARTITIONS_PER_CORE * cores)
            build = _Build(con, spark, folder)

            def make(table: str, **values: Any) -> None:
                if table in IN_DUCKDB:
                    make_table(con, table, **values)
                else:
                    _make(build, table, values)

            yield make
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _make(build: _Build, table: str, values: dict[str, Any]) -> None:
    """Make a table on Spark, and show it to DuckDB under its name and with DuckDB's types."""
    query = query_of(table)
    for name in relations(query):
        _bring(build, name)
    path = build.folder / table
    parts, last = in_steps(query)
    try:
        for name, part in parts.items():
            build.spark.sql(part, args=values).persist().createOrReplaceTempView(name)
        build.spark.sql(last, args=values).write.parquet(str(path))
        build.spark.catalog.clearCache()
        for name in parts:
            build.spark.catalog.dropTempView(name)
        _register(build, table, path)
    except FAULTS as error:
        raise MachineFault(
            f"Spark could not make {table}\n"
            f"  found: {reason(error)}\n"
            "  what to do: look at Spark's log; without --engine spark this machine does the work"
        ) from error
    show(build.con, table, path, _columns(build.con, query, values))


def show(con: duckdb.DuckDBPyConnection, table: str, path: Path, columns: dict[str, str]) -> None:
    """Make Spark's files a table of DuckDB, with the columns and types that DuckDB would make.

    Raises BuildRefused where a type is another, but for the size of whole numbers.
    """
    rows = f"from read_parquet({quoted(str(path / '*.parquet'))})"
    for name, kind in _columns(con, rows, {}).items():
        if kind != columns[name] and not {kind, columns[name]} <= WHOLE:
            raise BuildRefused(
                f"Spark makes {table} otherwise: {name} is {kind}, and must be {columns[name]}\n"
                "  what to do: build without --engine spark, and report it"
            )
    casts = ", ".join(f'cast("{name}" as {kind}) as "{name}"' for name, kind in columns.items())
    con.execute(f"create view {table} as select {casts} {rows}")


def _columns(con: duckdb.DuckDBPyConnection, query: str, values: dict[str, Any]) -> dict[str, str]:
    """Return the name and type of each column of a query's answer."""
    described = con.execute(f"describe {query}", values or None).fetchall()
    return {name: kind for name, kind, *_ in described}


def _bring(build: _Build, name: str) -> None:
    """Give Spark what DuckDB has under a name: a view of tables as its query, else its rows."""
    if name in build.in_spark:
        return
    view = build.con.execute(
        "select sql from duckdb_views() where not temporary and not internal "
        "and schema_name || '.' || view_name = ?",
        [name],
    ).fetchone()
    if view is not None and "read_parquet(" not in view[0]:
        query = view[0].split(" AS ", maxsplit=1)[1].rstrip(";")
        for inner in relations(query):
            _bring(build, inner)
        build.spark.sql(f"create view {name} as {to_spark(query)}")
        build.in_spark.add(name)
        return
    path = build.folder / f"{name}.parquet"
    build.con.execute(f"copy (from {name}) to {quoted(str(path))} (format parquet)")
    _register(build, name, path)


def _register(build: _Build, name: str, path: Path) -> None:
    if "." in name:
        build.spark.sql(f"create database if not exists {name.split('.', maxsplit=1)[0]}")
    build.spark.catalog.createTable(name, path=str(path), source="parquet")
    build.in_spark.add(name)
