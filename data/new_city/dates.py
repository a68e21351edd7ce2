"""What the dates of a source leave open: unread values, day or month first, early years, clocks."""

import datetime as dt
import re
import zoneinfo
from dataclasses import replace

import duckdb

from data.new_city.guess import FEW, REQUIRED, Guess, reason_wanted
from data.new_city.profile import Column, Table
from data.new_city.words import listed, tokens

SHOWN = 4
"""Values shown in a question."""

LEAST_UNPROVEN = 8
"""Dates of one file, all with days up to 12, that are too many to be so by chance."""

_NUMERIC = r"^(\d{1,2})([/.-])(\d{1,2})[/.-](\d{4}|\d{2})\b"
_MONTH_FIRST = re.compile("^%m[/.-]%d[/.-]")
_DAY_FIRST = re.compile("^%d[/.-]%m[/.-]")
_QUARTER = r"(?i)\bq(uarte)?r? ?[1-4]\b|\b[1-4](st|nd|rd|th)? ?q"


def unread(con: duckdb.DuckDBPyConnection, guess: Guess, retrieved_on: dt.date) -> str | None:
    """Return a question if more than FEW of a required date's values cannot be, else None."""
    rows = con.execute(
        f"""
        select value, n, year
        from (
            select value, n, parse_time(value) as moment, year(parse_time(value)) as year
            from (
                select {guess.sql} as value, count(*) as n
                from records as raw
                where not is_blank({guess.sql})
                group by 1
            )
        )
        where not coalesce(year >= 1900 and cast(moment as date) <= ?, false)
        order by n desc, value
        """,
        [retrieved_on],
    ).fetchall()
    filled = con.execute(
        f"select count(*) from records as raw where not is_blank({guess.sql})"
    ).fetchall()[0][0]
    wrong = sum(n for _, n, _ in rows)
    if wrong <= FEW * filled:
        return None
    examples = ", ".join(f"{str(value)!r} ({n:,})" for value, n, _ in rows[:SHOWN])
    later = sum(n for _, n, year in rows if year is not None and year >= 1900)
    hint = f", {later:,} of them because they lie after {retrieved_on} (retrieved_on)"
    return (
        f"{wrong:,} of {filled:,} values of {guess.columns[0].name!r} are no date that can be"
        f"{hint if later else ''}, and their rows would be set aside: {examples}. Add their way of "
        f"writing to date_formats in city.toml, or agree.{reason_wanted(wrong, filled)}"
    )


def without_date(con: duckdb.DuckDBPyConnection, dataset: str, table: Table) -> str:
    """Return the question about a required date that was not found, with what could be it."""
    target = REQUIRED[dataset][-1]
    spec = listed()[dataset][target]
    candidates = []
    for column in table.columns:
        words = set(tokens(column.name))
        is_named = any(set(phrase.split()) <= words for phrase in spec["names"])
        if column.filled and is_named and not words & set(spec["not"]):
            candidates.append(column)
    if not candidates:
        return (
            f"which column is {target}? None is named like a date or holds dates; the columns not "
            f"used stand at the end. Add it below as `… as {target},` and set aside the rows "
            "without it. A file without dates cannot be counted by itself"
        )
    texts = []
    for column in candidates[:3]:
        examples = ", ".join(repr(value) for value, _ in column.values[:SHOWN])
        texts.append(f"{column.name!r} ({examples})")
    is_quarter = any(
        re.search(_QUARTER, value) for column in candidates for value, _ in column.values[:SHOWN]
    )
    hint = (
        "A quarter names no day and no month, and none may be made up: ask for a file with days"
        if is_quarter
        else "If one is it, add its way of writing to date_formats of city.toml and write "
        f'`parse_time(raw."column") as {target},` below, with date_fault(raw."column") in '
        "set_aside"
    )
    return (
        f"which column is {target}? Named like it, but not readable as dates: {'; '.join(texts)}. "
        f"{hint}"
    )


def without_time(day: Guess) -> str:
    """Return the question about calls whose times are all midnight."""
    return (
        f"{day.columns[0].name!r} gives no time of day, so every call would count as one at "
        "midnight; is the time in another column? Add it, or agree and let nobody count calls by "
        "hour"
    )


def day_or_month_first(con: duckdb.DuckDBPyConnection, dates: list[Guess]) -> str | None:
    """Return a question if it is open whether the day or the month stands first, else None.

    A date proves one order if its other number is above 12. All columns of a source have one list
    of formats, so proofs of both orders may be of two columns.
    """
    columns = [column for guess in dates for column in guess.columns]
    numeric = [
        column
        for column in columns
        if any(_MONTH_FIRST.match(form) or _DAY_FIRST.match(form) for form in column.formats)
    ]
    rows = [
        (column.name, *row)
        for column in numeric
        for row in con.execute(
            f"""
            with parts as (
                select
                    source_file,
                    source_row,
                    cast(regexp_extract(value, '{_NUMERIC}', 1) as integer) as first,
                    cast(regexp_extract(value, '{_NUMERIC}', 3) as integer) as second,
                from (
                    select source_file, source_row, date_text({column.sql}) as value
                    from records as raw
                )
                where regexp_matches(value, '{_NUMERIC}')
            )

            select
                source_file,
                count(*) filter (first <= 12 and second > 12) as month_first,
                count(*) filter (first > 12 and second <= 12) as day_first,
                count(*) filter (first <= 12 and second <= 12 and first <> second) as either,
                min(source_row) filter (first <= 12 and second > 12),
                max(source_row) filter (first <= 12 and second > 12),
                min(source_row) filter (first > 12 and second <= 12),
                max(source_row) filter (first > 12 and second <= 12),
            from parts
            group by source_file
            order by source_file
            """
        ).fetchall()
    ]
    month_first = sum(row[2] for row in rows)
    day_first = sum(row[3] for row in rows)
    either = sum(row[4] for row in rows)
    forms = {form for column in numeric for form in column.formats}
    has_both = any(map(_MONTH_FIRST.match, forms)) and any(map(_DAY_FIRST.match, forms))
    if has_both and month_first and day_first:
        where = "; ".join(
            f"{name!r} of {file}: "
            + " and ".join(
                f"{n:,} {order} first (rows {low} to {high})"
                for n, order, low, high in ((m, "month", m0, m1), (d, "day", d0, d1))
                if n
            )
            + f", {e:,} that fit both"
            for name, file, m, d, e, m0, m1, d0, d1 in rows[:SHOWN]
        )
        return (
            f"dates are written month first and day first ({where}). In which column, rows or "
            f"files does the day stand first? {either:,} dates fit both and are read by the first "
            "of date_formats in city.toml; read files of two kinds as two sources, columns or "
            "rows of two kinds by strptime in the query (source_row tells the rows apart)"
        )
    if either and not month_first and not day_first:
        return _unproven(con, numeric, either)
    unproven = [
        f"{name!r} of {file} ({e:,} dates)"
        for name, file, m, d, e, *_ in rows
        if not m and not d and e >= LEAST_UNPROVEN
    ]
    if unproven:
        order = "month" if month_first else "day"
        return (
            f"the {order} stands first in other dates of this source, but no day is above 12 in "
            f"{', '.join(unproven[:SHOWN])}. Does the {order} stand first there as well? If so, "
            "delete this; else read that file or column as a source of its own"
        )
    return None


def _unproven(con: duckdb.DuckDBPyConnection, columns: list[Column], either: int) -> str:
    column = columns[0]
    readings = []
    for order, form in (("month", "%m/%d"), ("day", "%d/%m")):
        low, high, steps_back = con.execute(
            f"""
            with days as (
                select
                    source_file,
                    source_row,
                    try_strptime(
                        regexp_replace(
                            regexp_extract(date_text({column.sql}), '^[0-9/.-]+'), '[.-]', '/', 'g'
                        ),
                        ['{form}/%y', '{form}/%Y']
                    ) as day,
                from records as raw
            ),

            steps as (
                select day, lag(day) over (partition by source_file order by source_row) as before
                from days
            )

            select
                strftime(min(day), '%Y-%m-%d'),
                strftime(max(day), '%Y-%m-%d'),
                count(*) filter (day < before),
            from steps
            """
        ).fetchall()[0]
        readings.append(
            f"{order} first they run from {low} to {high}, and {steps_back:,} rows lie before the "
            "row above"
        )
    used = " or ".join(
        form for form in column.formats if _MONTH_FIRST.match(form) or _DAY_FIRST.match(form)
    )
    other = re.sub(r"%([md])([/.-])%([md])", r"%\3\2%\1", used)
    return (
        f"does the month or the day stand first in {column.name!r}, as in "
        f"{', '.join(repr(value) for value, _ in column.values[:SHOWN])}? No number is above 12, "
        f"so nothing proves it: {either:,} dates fit both. Read {readings[0]}; read "
        f"{readings[1]}. It is read by {used} now; write {other} in date_formats of city.toml, or "
        "agree by deleting this"
    )


def early_years(
    con: duckdb.DuckDBPyConnection, day: Guess, begins_on: str, slips_before: int
) -> str | None:
    """Return a question about the few records before the first fair year, else None."""
    days = con.execute(
        f"""
        select strftime(parse_time({day.sql}), '%Y-%m-%d') as day
        from records as raw
        where
            parse_time({day.sql}) < cast(? as date)
            and year(parse_time({day.sql})) >= ?
        order by day
        """,
        [begins_on, slips_before],
    ).fetchall()
    if not days:
        return None
    examples = ", ".join(str(text) for (text,) in days[:SHOWN])
    return (
        f"are the {len(days):,} records before {begins_on[:4]} real ({examples})? They are few "
        f"beside the later years and would be set aside. If they are real, write date "
        f"'{days[0][0]}' for date '{begins_on}' below, and begins_on = {days[0][0]} in city.toml "
        "unless it is earlier; if they are slips, agree"
    )


def clock_changes(con: duckdb.DuckDBPyConnection, guess: Guess, time_zone: str) -> str | None:
    """Return a line on local times in the hour that never was or was twice, else None."""
    hours = con.execute(
        "select moment, count(*) from (select "
        f"date_trunc('hour', parse_time({guess.sql})) as moment from records as raw) "
        "where month(moment) in (3, 4, 10, 11) and hour(moment) in (1, 2) group by 1"
    ).fetchall()
    zone = zoneinfo.ZoneInfo(time_zone)
    never = twice = 0
    for moment, n in hours:
        local = moment.replace(tzinfo=zone)
        back = local.astimezone(dt.UTC).astimezone(zone).replace(tzinfo=None)
        if back != moment:
            never += n
        elif local.utcoffset() != local.replace(fold=1).utcoffset():
            twice += n
    if not never and not twice:
        return None
    return (
        f"{guess.columns[0].name!r}: {never:,} times stand in an hour that never was, as the "
        f"clocks went forward, and {twice:,} in the hour that was twice; how long something took "
        "across it can be wrong by an hour" + (". Are the times local at all?" if never else "")
    )


def timed(con: duckdb.DuckDBPyConnection, guess: Guess) -> Guess:
    """Return the guess of a date with its columns of times; one time alone only marks a day."""
    columns = []
    for column in guess.columns:
        [(times,)] = con.execute(
            f"select count(distinct cast(parse_time({column.sql}) as time)) from records as raw"
        ).fetchall()
        columns += [column] if times > 1 else []
    return replace(guess, timed=tuple(columns))
