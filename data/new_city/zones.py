"""Dates in UTC: whether their times are moments, days, or local times with a wrong mark.

Portals write `+00`, `Z` or milliseconds behind three different things: a moment in UTC, a day (its
midnight), and a local time that nobody converted. The values tell days from the rest.
"""

from dataclasses import dataclass, replace

import duckdb

from data.new_city.guess import Guess
from data.new_city.profile import Column
from data.written_dates import NUMBERS, OFFSET, set_date_formats

SUFFIX = r"(Z|[+-]\d\d(:?\d\d)?)$"
ALL = 0.99
"""Share of values that makes a column one of days."""

_LOCAL = {"milliseconds": "local_milliseconds", "seconds": "local_seconds"}


@dataclass(frozen=True)
class _Moments:
    """What the values of a column are, read as UTC and as the clock shows them."""

    values: int
    utc_midnights: int
    local_midnights: int
    unlike: int
    other_days: int
    clock_times: int
    at_night_utc: int
    at_night_as_written: int
    example: str
    example_local: str
    example_as_written: str


def zoned(con: duckdb.DuckDBPyConnection, guess: Guess, time_zone: str) -> tuple[Guess, str | None]:
    """Return the guess with the formats that its values call for, and a question or None."""
    columns: list[Column] = []
    question = None
    for column in guess.columns:
        if not any(OFFSET in form or form in _LOCAL for form in column.formats):
            columns.append(column)
            continue
        moments = _moments(con, column, time_zone)
        as_written = _as_written(con, column)
        if moments.unlike <= (1 - ALL) * moments.values:
            columns.append(column)
        elif moments.utc_midnights >= ALL * moments.values:
            columns.append(as_written)
            guess = _explained(guess, "all at midnight, so they are days as written, not UTC")
        elif moments.local_midnights >= ALL * moments.values:
            columns.append(column)
            guess = _explained(guess, f"each is a midnight of {time_zone}, written in UTC")
        else:
            columns.append(column)
            guess = _explained(guess, f"read as UTC and turned into the time of {time_zone}")
            if moments.other_days or moments.clock_times > 1:
                question = _question(column, as_written, moments, time_zone)
    return replace(guess, columns=tuple(columns)), question


def _explained(guess: Guess, reading: str) -> Guess:
    return replace(guess, evidence=f"{guess.evidence}; {reading}")


def _moments(con: duckdb.DuckDBPyConnection, column: Column, time_zone: str) -> _Moments:
    con.execute(
        f"create or replace temp table moments as "
        f"select date_text({column.sql}) as value, count(*) as n from records as raw "
        f"where trim({column.sql}) <> '' group by 1"
    )
    formats = [form for form in column.formats if OFFSET in form or form in _LOCAL]
    set_date_formats(con, formats, time_zone)
    con.execute(
        "create or replace temp table moments as select *, parse_time(value) as local_time "
        "from moments"
    )
    clocks = [_LOCAL.get(form, form.replace(OFFSET, "")) for form in formats]
    set_date_formats(con, clocks, time_zone)
    row = con.execute(
        r"""
        with read as (
            select *, parse_time(regexp_replace(value, ' ?[+-]\d\d(:?\d\d)?$', '')) as clock_time
            from moments
            where local_time is not null
        )

        select
            coalesce(sum(n), 0),
            coalesce(sum(n) filter (clock_time::time = time '00:00'), 0),
            coalesce(sum(n) filter (local_time::time = time '00:00'), 0),
            coalesce(sum(n) filter (clock_time <> local_time), 0),
            coalesce(sum(n) filter (clock_time::date <> local_time::date), 0),
            count(distinct clock_time::time),
            coalesce(sum(n) filter (hour(local_time) between 3 and 6), 0),
            coalesce(sum(n) filter (hour(clock_time) between 3 and 6), 0),
            coalesce(min_by(value, value), ''),
            coalesce(min_by(strftime(local_time, '%Y-%m-%d %H:%M'), value), ''),
            coalesce(min_by(strftime(clock_time, '%Y-%m-%d %H:%M'), value), ''),
        from read
        """
    ).fetchall()[0]
    return _Moments(*row)


def _as_written(con: duckdb.DuckDBPyConnection, column: Column) -> Column:
    """Return the column with formats that read its times as the clock shows them."""
    suffixes = con.execute(
        f"select regexp_extract(trim({column.sql}), ?) as suffix from records as raw "
        "where suffix <> '' group by 1 order by count(*) desc, suffix",
        [SUFFIX],
    ).fetchall()
    by_format: dict[str, int] = {}
    for form, n in zip(column.formats, column.by_format, strict=True):
        if OFFSET in form:
            by_format |= {form.replace(OFFSET, str(suffix)): n for (suffix,) in suffixes}
        else:
            by_format[_LOCAL.get(form, form)] = n
    return replace(column, formats=tuple(by_format), by_format=tuple(by_format.values()))


def _question(column: Column, as_written: Column, moments: _Moments, time_zone: str) -> str:
    utc = " or ".join(form for form in column.formats if form not in as_written.formats)
    written = " or ".join(form for form in as_written.formats if form not in column.formats)
    kind = next((f" ({NUMBERS[form]})" for form in column.formats if form in _LOCAL), "")
    return (
        f"are the times of {column.name!r} in UTC, as they say? {moments.example!r}{kind} is read "
        f"as {moments.example_local} in {time_zone}; as written it would be "
        f"{moments.example_as_written}. {moments.other_days:,} of {moments.values:,} rows fall on "
        f"another day, and from 3 to 7 in the morning lie {moments.at_night_utc:,} rows as UTC, "
        f"{moments.at_night_as_written:,} as written. If they are local all the same, write "
        f"{written} for {utc} in date_formats of city.toml"
    )
