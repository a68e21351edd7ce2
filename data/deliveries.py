"""What the files of a vintage delivered, as tables: the checks hold one build against another."""

from pathlib import Path

import duckdb

from data.snapshot import UNDATED
from data.sql import insert_rows, make_table
from queries.declared.fields import delivered
from queries.manifest import Manifest

TABLES = ("read_files", "file_faults", "delivered")


def load_deliveries(
    con: duckdb.DuckDBPyConnection, vintage: Manifest, previous: Manifest | None
) -> None:
    """Fill core.read_files, core.file_faults and core.delivered, and the same of `previous`.

    The files and their row accounting come from the manifests. The records of this vintage are
    counted in its core tables, those of the previous one come from its manifest.
    """
    con.execute("create schema if not exists previous")
    for table in TABLES:
        make_table(con, f"core.{table}")
        con.execute(f"create table previous.{table} as from core.{table} where false")
    _fill(con, "core", vintage, {dataset: _count(con, dataset) for dataset in delivered()})
    if previous is not None:
        counts = {
            name: previous.tables.get(dataset.table, 0) for name, dataset in delivered().items()
        }
        _fill(con, "previous", previous, counts)


def _fill(
    con: duckdb.DuckDBPyConnection, schema: str, vintage: Manifest, records: dict[str, int]
) -> None:
    delivering = {source.id: source.datasets for source in vintage.city.sources}
    explained = vintage.city.spoiled_files
    read_files = [
        (
            delivering[file.source][0],
            file.source,
            file.file,
            file.rows_read,
            file.kept,
            file.lost_days,
            file.file in explained or file.source in explained,
            Path(file.file).stem == UNDATED,
        )
        for file in vintage.files
    ]
    insert_rows(con, f"{schema}.read_files", read_files)
    faults = [
        (delivering[file.source][0], file.source, file.file, reason, rows)
        for file in vintage.files
        for reason, rows in file.set_aside.items()
    ]
    insert_rows(con, f"{schema}.file_faults", faults)
    delivered = sorted(
        {
            dataset
            for source, names in delivering.items()
            for dataset in names
            if source not in explained
        }
    )
    monthly = {name for name, span in vintage.datasets.items() if span.is_monthly}
    insert_rows(
        con,
        f"{schema}.delivered",
        [(dataset, records[dataset], dataset in monthly) for dataset in delivered],
    )


def _count(con: duckdb.DuckDBPyConnection, dataset: str) -> int:
    row = con.execute(f"select count(*) from core.{delivered()[dataset].table}").fetchone()
    return int(row[0]) if row else 0
