"""Staging: brings every source's rows into the contract's columns and corrects them."""

import duckdb

from data.config import City, Source, staging_file
from data.corrections import correct
from data.formats import named
from data.machine import refuse_machine_fault
from data.sql import insert_rows, insert_select, make_table, run_sql
from data.written_dates import set_date_formats
from queries.declared.fields import datasets, staged
from queries.errors import BadInput


def stage(con: duckdb.DuckDBPyConnection, city: City) -> None:
    """Fill staging.* and core.settings from raw.*; mark the rows that a newer source supersedes.

    Raises BadInput with the file for a staging query that fails.
    """
    run_sql(con, "staging/contract")
    make_table(
        con,
        "core.settings",
        city=city.id,
        public_decimals=city.public_decimals,
        begins_on=city.begins_on,
        ends_on=max(source.retrieved_on for source in city.sources),
        high_force_level=city.high_force_level,
        response_priority=city.response_target.get("priority"),
        response_target_s=city.response_target.get("seconds"),
    )
    make_table(con, "core.complaint_days")
    places = [(kind, place) for place, kind in enumerate(city.complaint_days)]
    insert_rows(con, "core.complaint_days", places)
    for source in city.sources:
        for dataset, name in source.staging.items():
            _stage_dataset(con, city, source, dataset, name)
    correct(con, city.folder / "corrections.toml", [source.id for source in city.sources])
    for source in city.sources:
        for older in source.supersedes:
            for dataset in source.staging:
                _supersede(con, dataset, newer=source.id, older=older)


def open_source(con: duckdb.DuckDBPyConnection, city: City, source: Source) -> None:
    """Set what staging queries need: the view `raw`, the date formats, the date of retrieval."""
    set_date_formats(con, source.date_formats, city.time_zone)
    con.execute("set variable retrieved_on = $day", {"day": source.retrieved_on})
    con.execute(
        f"create or replace view raw as select * exclude (row_key) from raw.{named(source.id)}"
    )


def _stage_dataset(
    con: duckdb.DuckDBPyConnection, city: City, source: Source, dataset: str, name: str
) -> None:
    path = staging_file(city.id, name)
    query = path.read_text(encoding="utf-8").rstrip().rstrip(";")
    open_source(con, city, source)
    try:
        con.execute(f"create or replace temp view delivered as {query}")
        insert_select(con, staged(dataset), "steps/staged_rows", source=source.id)
        _set_aside_spoiled(con, source, dataset)
    except duckdb.Error as error:
        refuse_machine_fault(error)
        raise BadInput(
            f"The staging query of source {source.id!r} cannot be run",
            file=path,
            actual=str(error).split("\n\n", maxsplit=1)[0],
            expected=f"columns of {staged(dataset)} in sql/staging/contract.sql",
            remedy="correct the query; if the source renamed a column, use the new name",
        ) from error


def _set_aside_spoiled(con: duckdb.DuckDBPyConnection, source: Source, dataset: str) -> None:
    """Set aside the rows whose record has no usable number, whatever the staging query says.

    Spaces around a number are no part of it: rows of one record would be two.
    """
    record = datasets()[dataset].id
    con.execute(
        f"update {staged(dataset)} set {record} = trim({record}) "
        f"where source = ? and {record} <> trim({record})",
        [source.id],
    )
    con.execute(
        f"""
        update {staged(dataset)} set set_aside = id_fault({record})
        where source = ? and set_aside is null and id_fault({record}) is not null
        """,
        [source.id],
    )


def _supersede(con: duckdb.DuckDBPyConnection, dataset: str, *, newer: str, older: str) -> None:
    table, record = staged(dataset), datasets()[dataset].id
    con.execute(
        f"""
        update {table} set is_superseded = true
        where source = ? and {record} in (select {record} from {table} where source = ?)
        """,
        [older, newer],
    )
