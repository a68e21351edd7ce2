"""Staging: every source's rows in the columns of the contract, corrected, the newest on top."""

import duckdb

from data.config import City, Source, staging_file
from data.corrections import correct
from data.errors import BadInput
from data.formats import named, quoted
from queries.declared.fields import datasets, staged
from queries.sql_text import read_sql


def stage(con: duckdb.DuckDBPyConnection, city: City) -> None:
    """Fill staging.* and core.settings from raw.*; mark what a newer source supersedes.

    Raises BadInput, naming the file, for a staging query that the database refuses.
    """
    con.execute(read_sql("staging", "contract"))
    con.execute(
        """
        create table core.settings as
        select
            ? as city, ? as public_decimals, ?::date as begins_on, ?::date as ends_on,
            ? as high_force_level, ?::int as response_priority, ?::int as response_target_s,
        """,
        [
            city.id,
            city.public_decimals,
            city.begins_on,
            max(source.retrieved_on for source in city.sources),
            city.high_force_level,
            city.response_target.get("priority"),
            city.response_target.get("seconds"),
        ],
    )
    for source in city.sources:
        for dataset, name in source.staging.items():
            _stage_one(con, city, source, dataset, name)
    correct(con, city.folder / "corrections.toml", [source.id for source in city.sources])
    for source in city.sources:
        for older in source.supersedes:
            for dataset in source.staging:
                _supersede(con, dataset, newer=source.id, older=older)


def _stage_one(
    con: duckdb.DuckDBPyConnection, city: City, source: Source, dataset: str, name: str
) -> None:
    formats = ", ".join(quoted(one) for one in source.date_formats)
    path = staging_file(city.id, name)
    query = path.read_text(encoding="utf-8").rstrip().rstrip(";")
    con.execute(
        f"create or replace macro parse_time(text) as try_strptime(trim(text), [{formats}])"
    )
    con.execute(f"create or replace macro retrieved_on() as date '{source.retrieved_on}'")
    con.execute(
        f"create or replace view raw as select * exclude (row_key) from raw.{named(source.id)}"
    )
    try:
        con.execute(
            f"""
            insert into {staged(dataset)} by name
            select
                staged.* replace (
                    case
                        when header_rows.row_key is not null then 'header_repeated'
                        else staged.set_aside
                    end as set_aside
                ),
                {quoted(source.id)} as source,
                files.file_no * 10000000000 + staged.source_row as row_key,
                false as is_superseded,
            from (
            {query}
            ) as staged
            inner join core.files as files
                on staged.source_file = files.file and files.source = {quoted(source.id)}
            left join (select distinct row_key from raw.header_rows) as header_rows
                on files.file_no * 10000000000 + staged.source_row = header_rows.row_key
            """
        )
    except duckdb.Error as error:
        raise BadInput(
            f"The staging query of source {source.id!r} cannot be run",
            file=path,
            found=str(error).split("\n\n", maxsplit=1)[0],
            expected=f"columns of {staged(dataset)} in sql/staging/contract.sql",
            remedy="correct the query; if a source column was renamed, follow it",
        ) from error


def _supersede(con: duckdb.DuckDBPyConnection, dataset: str, *, newer: str, older: str) -> None:
    rows, record = staged(dataset), datasets()[dataset].id
    con.execute(
        f"""
        update {rows} set is_superseded = true
        where source = ? and {record} in (
            select {record} from {rows} where source = ?
        )
        """,
        [older, newer],
    )
