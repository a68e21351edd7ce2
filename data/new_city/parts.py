"""Dates in several columns: year, month and day apart, or a day beside its time of day."""

from dataclasses import replace

import duckdb

from data.new_city.guess import REQUIRED, Guess
from data.new_city.profile import Table, together
from data.new_city.words import tokens

CLOCK = r"^\d{1,2}:\d{2}(:\d{2})?(\.\d+)?( ?[AaPp]\.?[Mm]\.?)?(Z|[+-]\d\d(:?\d\d)?)?$"
"""A time of day as people write it."""

FOUR_DIGITS = r"^([01]?\d|2[0-4])[0-5]\d$|^[0-5]?\d$"
"""A time of day as four digits (0930), whose zeros in front may be lost."""

MIDNIGHT = r"[ T]+(00?:00(:00)?(\.0+)?|12:00(:00)? ?[Aa]\.?[Mm]\.?)(Z|[+-]00(:?00)?)?$"
"""The midnight that a spreadsheet or portal adds to a day."""

NEARLY_ALL = 0.9
"""Least share of a column's values that must be times of day, or parts of a date."""

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
    if len(by_word) < 3 or len({column.name for column in by_word.values()}) < 3:
        return None
    year, month, day = (by_word[word] for word in ("year", "month", "day"))
    expression = f"concat_ws('-', {year.sql}, {month.sql}, {day.sql})"
    name = f"{year.name}, {month.name}, {day.name}"
    column = together(con, name, (year, month, day), expression)
    if column.dates < NEARLY_ALL:
        return None
    target = REQUIRED[dataset][-1]
    evidence = (
        f"put together from {year.name!r}, {month.name!r} and {day.name!r}; "
        f"{100 * column.dates:.1f}% of the values are dates as {' and '.join(column.formats)}"
    )
    return Guess(target, "date", "date", (column,), evidence)


def with_time_of_day(
    con: duckdb.DuckDBPyConnection, table: Table, guess: Guess, skip: frozenset[str]
) -> Guess:
    """Return the guess of a day, with the time of day of another column added if there is one."""
    if len(guess.columns) > 1 or any(":" in form for form in guess.columns[0].formats):
        [is_day] = con.execute(
            "select count(*) = 0 from records as raw "
            f"where regexp_matches(trim({guess.sql}), ':\\d\\d') "
            f"and not regexp_matches(trim({guess.sql}), '{MIDNIGHT}')"
        ).fetchall()[0]
        if not is_day or len(guess.columns) > 1:
            return guess
    day = guess.columns[0]
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
        clock = f"nullif(trim({column.sql}), '')"
        matches, digits, filled = con.execute(
            "select coalesce(sum(n) filter (regexp_matches(value, ?)), 0), "
            "coalesce(sum(n) filter (regexp_matches(value, ?)), 0), coalesce(sum(n), 0) from "
            f"(select trim({column.sql}) as value, count(*) as n from records as raw "
            f"where trim({column.sql}) <> '' group by 1)",
            [CLOCK, FOUR_DIGITS],
        ).fetchall()[0]
        if not filled or max(matches, digits) < NEARLY_ALL * filled:
            continue
        if digits > matches:
            highest = column.high or 0
            clock = f"lpad({clock}, 4, '0')" if highest > 24 else f"lpad({clock}, 2, '0')"
        bare_day = f"regexp_replace(trim({day.sql}), '{MIDNIGHT}', '')"
        expression = f"concat_ws(' ', {bare_day}, {clock})"
        joined = together(con, f"{day.name}, {column.name}", (day, column), expression)
        if joined.dates >= NEARLY_ALL * day.dates:
            return replace(
                guess,
                columns=(joined,),
                evidence=f"{guess.evidence}; the time of day is {column.name!r}",
            )
    return guess
