"""Dates in several columns: year, month and day apart, or a day beside its time of day."""

from dataclasses import replace

import duckdb

from data.new_city.guess import REQUIRED, Guess
from data.new_city.profile import Column, Table, together
from data.new_city.words import tokens

CLOCK = r"^\d{1,2}:\d{2}(:\d{2})?(\.\d+)?( ?[AaPp]\.?[Mm]\.?)?(Z|[+-]\d\d(:?\d\d)?)?$"
"""A time of day as people write it."""

FOUR_DIGITS = r"^([01]?\d|2[0-4])[0-5]\d$|^[0-5]?\d$"
"""A time of day as four digits (0930), whose zeros in front may be lost."""

MIDNIGHT = r"[ T]+(00?:00(:00)?(\.0+)?|12:00(:00)? ?[Aa]\.?[Mm]\.?)(Z|[+-]00(:?00)?)?$"
"""The midnight that a spreadsheet or portal adds to a day."""

NEARLY_ALL = 0.9
"""Least share of a column's values that must be times of day, or parts of a date."""

LAST_HOUR = 24

_NOT_OF_THE_EVENT = {
    *("arrive", "dispatch", "closed", "clear", "cleared", "reported", "received", "entered"),
    *("created", "updated", "response", "birth", "end", "zone", "elapsed", "total", "level"),
}


def date_of_parts(
    con: duckdb.DuckDBPyConnection, dataset: str, table: Table, skip: frozenset[str]
) -> Guess | None:
    """Return the required date put together from columns Year, Month and Day, or None."""
    by_word = {
        word: column
        for column in table.columns
        for word in ("year", "month", "day")
        if column.filled
        and column.name not in skip
        and word in tokens(column.name)
        and not set(tokens(column.name)) & {*_NOT_OF_THE_EVENT, "week", "name", "age"}
    }
    if not {"year", "month"} <= set(by_word):
        return None
    year, month = by_word["year"], by_word["month"]
    day = by_word.get("day")
    parts = (year, month, day) if day else (month, year)
    if len({part.name for part in parts}) < len(parts):
        return None
    expression = (
        f"day_of_parts({year.sql}, {month.sql}, {day.sql})"
        if day
        else f"month_of_parts({month.sql}, {year.sql})"
    )
    names = [part.name for part in parts]
    column = together(con, ", ".join(names), parts, expression)
    if column.dates < NEARLY_ALL:
        return None
    target = REQUIRED[dataset][-1]
    evidence = (
        f"put together from {' and '.join(map(repr, names))}; "
        f"{100 * column.dates:.1f}% of the values are dates as {' and '.join(column.formats)}"
    )
    return Guess(target, "date", "date", (column,), evidence)


def with_time_of_day(
    con: duckdb.DuckDBPyConnection, table: Table, guess: Guess, skip: frozenset[str]
) -> Guess:
    """Return the guess of a day, with the times of day that stand in columns beside it."""
    columns: list[Column] = []
    for day in guess.columns:
        clock = _clock_beside(con, table, day, skip) if _is_day(con, day) else None
        columns.append(clock or day)
        if clock:
            guess = replace(
                guess, evidence=f"{guess.evidence}; the time of day is {clock.sources[-1]!r}"
            )
    return replace(guess, columns=tuple(columns))


def _is_day(con: duckdb.DuckDBPyConnection, day: Column) -> bool:
    """Return whether a column of dates has no times of day but midnight."""
    [(timed,)] = con.execute(
        "select count(*) from records as raw "
        f"where regexp_matches(trim({day.sql}), ':\\d\\d') "
        f"and not regexp_matches(trim({day.sql}), '{MIDNIGHT}')"
    ).fetchall()
    return int(timed) == 0


def _clock_beside(
    con: duckdb.DuckDBPyConnection, table: Table, day: Column, skip: frozenset[str]
) -> Column | None:
    """Return a day put together with a column of times of day, or None."""
    own_words = set(tokens(day.name)) - {"date", "day"}
    for column in table.columns:
        words = set(tokens(column.name))
        if (
            column.name in (*day.sources, *skip)
            or not words & {"time", "hour"}
            or words & (_NOT_OF_THE_EVENT - own_words)
            or not day.files <= column.files
        ):
            continue
        matches, digits, filled = con.execute(
            "select coalesce(sum(n) filter (regexp_matches(value, ?)), 0), "
            "coalesce(sum(n) filter (regexp_matches(value, ?)), 0), coalesce(sum(n), 0) from "
            f"(select trim({column.sql}) as value, count(*) as n from records as raw "
            f"where trim({column.sql}) <> '' group by 1)",
            [CLOCK, FOUR_DIGITS],
        ).fetchall()[0]
        if not filled or max(matches, digits) < NEARLY_ALL * filled:
            continue
        clock = column.sql
        if digits > matches:
            clock = f"padded({clock}, {4 if (column.high or 0) > LAST_HOUR else 2})"
        expression = f"day_and_clock({day.sql}, {clock})"
        joined = together(con, f"{day.name}, {column.name}", (day, column), expression)
        if joined.dates >= NEARLY_ALL * day.dates:
            return joined
    return None
