"""Staging: brings every source's rows into the contract's columns and corrects them."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import duckdb

from data import by_row
from data.config import City, Source, staging_file
from data.corrections import correct, entries
from data.formats import named, quoted
from data.locate import WGS_84
from data.machine import refuse_machine_fault
from data.sql import insert_rows, make_table, run_sql
from data.written_dates import set_date_formats
from queries.declared.fields import delivered, staged
from queries.errors import BadInput
from queries.sql_text import read_sql


def lay_out_staging(con: duckdb.DuckDBPyConnection, city: City) -> None:
    """Create the staging tables, core.settings and core.complaint_days."""
    run_sql(con, "staging/contract")
    make_table(
        con,
        "core.settings",
        city=city.id,
        public_decimals=city.public_decimals,
        begins_on=city.begins_on,
        ends_on=max(source.retrieved_on for source in city.sources if source.has_records),
        high_force_level=city.high_force_level,
        response_priority=city.response_target.get("priority"),
        response_target_s=city.response_target.get("seconds"),
    )
    make_table(con, "core.complaint_days")
    places = [(kind, place) for place, kind in enumerate(city.complaint_days)]
    insert_rows(con, "core.complaint_days", places)


def stage(con: duckdb.DuckDBPyConnection, city: City) -> None:
    """Correct the staged rows; mark those that a newer source supersedes."""
    correct(con, city.folder / "corrections.toml", [source.id for source in city.sources])
    for source in city.sources:
        for older in source.supersedes:
            for dataset in source.staging:
                _supersede(con, dataset, newer=source.id, older=older)


def is_changed(city: City, dataset: str) -> bool:
    """Return whether the build changes staged rows of a dataset: they must be in a table."""
    delivering = [source for source in city.sources if dataset in source.staging]
    alike = {name for name in delivered() if staged(name) == staged(dataset)}
    corrected = {entry.get("dataset") for entry in entries(city.folder / "corrections.toml")}
    return (
        dataset == "allegations"  # sql/core/references.sql
        or not corrected.isdisjoint(alike)
        or bool(city.redrawn_on)
        or any(source.supersedes or source.crs != WGS_84 for source in delivering)
    )


def open_source(con: duckdb.DuckDBPyConnection, city: City, source: Source) -> None:
    """Set what staging queries need: the view `raw`, the date formats, the date of retrieval."""
    set_date_formats(con, source.date_formats, city.time_zone)
    con.execute("set variable retrieved_on = $day", {"day": source.retrieved_on})
    con.execute(
        f"create or replace view raw as select * exclude (row_key) from raw.{named(source.id)}"
    )


def is_by_row(city: City, source: Source) -> bool:
    """Return whether the source's files can be staged one by one."""
    return all(by_row.is_by_row(_query(city, name)) for name in source.staging.values())


def asks_only_why(city: City, source: Source) -> bool:
    """Return whether a later day of retrieval can only set fewer rows of the source aside."""
    return all(by_row.asks_only_why(_query(city, name)) for name in source.staging.values())


def count_usable(
    con: duckdb.DuckDBPyConnection,
    city: City,
    source: Source,
    dataset: str,
    row_keys: str,
    day: dt.date,
) -> int:
    """Return how many of some rows are not date_impossible if they are retrieved on `day`.

    `row_keys` is a query of the rows, which raw.<source id> holds.
    """
    open_source(con, city, replace(source, retrieved_on=day))
    con.execute(
        f"create or replace view raw as select * exclude (row_key) from raw.{named(source.id)} "
        f"where row_key in ({row_keys})"
    )
    con.execute(f"create or replace temp view delivered as {_query(city, source.staging[dataset])}")
    [(count,)] = con.execute(
        f"select count(*) from ({read_sql('steps', 'staged_rows')}) "
        "where set_aside is distinct from 'date_impossible'",
        {"source": source.id},
    ).fetchall()
    return int(count)


def _query(city: City, name: str) -> str:
    return staging_file(city.id, name).read_text(encoding="utf-8").rstrip().rstrip(";")


def write_staged(
    con: duckdb.DuckDBPyConnection,
    city: City,
    source: Source,
    dataset: str,
    first_key: str,
    target: Path,
) -> None:
    """Write the rows that a staging query delivers as Parquet, in the columns of the contract.

    A row key counts from `first_key`, an SQL expression. A row whose record has no usable number is
    set aside, whatever the staging query says. Spaces around a number are no part of it: rows of
    one record would be two. Raises BadInput with the file for a query that fails.
    """
    record, name = delivered()[dataset].id, source.staging[dataset]
    open_source(con, city, source)
    try:
        con.execute(f"create or replace temp view delivered as {_query(city, name)}")
        rows = read_sql("steps", "staged_rows")
        # the contract refuses a column that it does not have
        con.execute(f"explain insert into {staged(dataset)} by name {rows}", {"source": source.id})
        values = ", ".join(
            f"cast({value} as {kind}) as {column}"
            for column, kind, value in _values(con, dataset, record, first_key)
        )
        con.execute(
            f"copy (select {values} from ({rows})) to {quoted(str(target))} (format parquet)",
            {"source": source.id},
        )
    except duckdb.Error as error:
        refuse_machine_fault(error)
        raise BadInput(
            f"The staging query of source {source.id!r} cannot be run",
            file=staging_file(city.id, name),
            actual=str(error).split("\n\n", maxsplit=1)[0],
            expected=f"columns of {staged(dataset)} in sql/staging/contract.sql",
            remedy="correct the query; if the source renamed a column, use the new name",
        ) from error


def _values(
    con: duckdb.DuckDBPyConnection, dataset: str, record: str, first_key: str
) -> list[tuple[str, str, str]]:
    """Return name, type and value of each column of a staging table, of what is delivered."""
    described = con.execute("describe delivered").fetchall()
    given = {str(row[0]).lower() for row in described} | {"source", "row_key", "is_superseded"}
    number = f"trim({record})" if record in given else "null"
    values = {
        "row_key": f"row_key - {first_key}",
        "map_no": "0",
        record: number,
        "set_aside": f"coalesce(set_aside, id_fault({number}))",
    }
    return [
        (column, kind, values.get(column, column if column in given else "null"))
        for column, kind in con.execute(
            "select column_name, data_type from duckdb_columns() "
            "where schema_name = 'staging' and table_name = ? order by column_index",
            [delivered()[dataset].rows],
        ).fetchall()
    ]


def _supersede(con: duckdb.DuckDBPyConnection, dataset: str, *, newer: str, older: str) -> None:
    table, record = staged(dataset), delivered()[dataset].id
    con.execute(
        f"""
        update {table} set is_superseded = true
        where source = ? and {record} in (select {record} from {table} where source = ?)
        """,
        [older, newer],
    )
