"""Checks record numbers against days and files: where they begin again, and repeated downloads."""

from dataclasses import replace

import duckdb

from data.new_city.guess import ONE_DAY, Guess

SNAPSHOTS = 0.5
"""Files that share more than this of their records and dates are downloads of the same data."""


def numbered(con: duckdb.DuckDBPyConnection, dataset: str, number: Guess, day: Guess) -> Guess:
    """Return the guess of the record number, checked against the dates of the records.

    If the numbers start again in every file, the file is added to the number; if in every year,
    the year is, and a person must agree. Table `numbers` (dataset, id, day) holds the numbers of
    earlier sources; those of this source are added.
    """
    con.execute("create table if not exists numbers (dataset varchar, id varchar, day date)")
    con.execute(
        f"""
        create or replace temp table in_file as
        select
            raw.source_file,
            trim({number.sql}) as id,
            min(cast(parse_time({day.sql}) as date)) as day,
            count(distinct cast(parse_time({day.sql}) as date)) as days,
        from records as raw
        where trim({number.sql}) <> '' and parse_time({day.sql}) is not null
        group by all
        """
    )
    ids, alone, across, again = con.execute(
        """
        with everywhere as (
            select id, day from in_file
            union all
            select id, day from numbers where dataset = ?
        ),

        per_id as (
            select
                id,
                count(*) as files,
                count(distinct day) as first_days,
                id in (select id from in_file where days > 1) as is_mixed,
            from everywhere
            where id in (select id from in_file)
            group by id
        )

        select
            count(*),
            count(*) filter (not is_mixed),
            count(*) filter (first_days > 1),
            count(*) filter (files > 1 and first_days = 1),
        from per_id
        """,
        [dataset],
    ).fetchall()[0]
    con.execute("insert into numbers select ?, id, day from in_file", [dataset])
    if ids and alone / ids < ONE_DAY:
        return _per_year(con, number, day)
    if ids and across / ids > 1 - ONE_DAY:
        return replace(
            number,
            begins_again="raw.source_file",
            evidence=f"{number.evidence}; {across:,} of {ids:,} numbers stand in several files "
            "with different days, so each file counts anew and its name is put before the number",
        )
    if ids and again / ids > SNAPSHOTS:
        return replace(
            number,
            decide=f"are these files downloads of the same records? {again:,} of {ids:,} numbers "
            "stand in several with the same day. If so, keep the newest file only, or give each a "
            "[[sources]] entry of its own, the newer with supersedes = ['id of the older']",
        )
    return number


def numbered_in_files(con: duckdb.DuckDBPyConnection, number: Guess) -> Guess:
    """Return the guess of the record number of a source without days, checked against its files.

    Nothing tells whether a number in two files is one record, so a person must decide.
    """
    ids, again, both = con.execute(
        f"""
        with per_id as (
            select trim({number.value}) as id, count(distinct source_file) as files
            from records as raw
            where trim({number.value}) <> ''
            group by 1
        )

        select count(*), count(*) filter (files > 1), coalesce(sum(files), 0)
        from per_id
        """
    ).fetchall()[0]
    if not ids or again / ids <= 1 - ONE_DAY:
        return number
    name = number.columns[0].name
    return replace(
        number,
        begins_again="raw.source_file",
        decide=f"do the numbers of {name!r} begin again in every file? {again:,} of {ids:,} stand "
        f"in several, and no day tells. Counts: by file and number {both:,}; by number {ids:,}. "
        "Below the name of the file is put before the number. If the files hold the same records, "
        "keep the newest only",
    )


def _per_year(con: duckdb.DuckDBPyConnection, number: Guess, day: Guess) -> Guess:
    """Return the guess with the year before the number, if that makes it stand on one day each."""
    year = f"strftime(parse_time({day.value}), '%Y')"
    ids, of_years, mixed = con.execute(
        f"""
        with per_id as (
            select
                trim({number.value}) as id,
                {year} as year,
                count(distinct cast(parse_time({day.value}) as date)) as days,
            from records as raw
            where trim({number.value}) <> '' and parse_time({day.value}) is not null
            group by all
        )

        select count(distinct id), count(*), count(*) filter (days > 1)
        from per_id
        """
    ).fetchall()[0]
    if mixed > (1 - ONE_DAY) * of_years:
        return number
    name = number.columns[0].name
    return replace(
        number,
        begins_again=year,
        decide=f"do the numbers of {name!r} begin again every year? A number stands with several "
        f"days, but with only one in each year. Counts: by year and number {of_years:,}; by number "
        f"{ids:,}. Below the year is put before the number; to count by number write "
        f"`nullif(trim({number.value}), '') as {number.target},`",
    )
