"""Rows that are no records: empty ones, totals and notes."""

import duckdb

from data.new_city.guess import FEW, Guess, first_filled
from data.new_city.profile import Table

ALMOST_ALL = 0.95
"""Share of numbers with a digit that makes one without a digit none."""

NEVER = "false"
"""SQL of a condition that holds for no row."""

LEAST_WORDS = 4
"""Columns of words beside number and date that must be blank before a row is called empty."""

MOSTLY_NUMBERS = 0.5
"""A column with fewer numbers among its values is one of words."""


def no_record(
    con: duckdb.DuckDBPyConnection, number: Guess | None, day: Guess | None, *, are_merged: bool
) -> str:
    """Return SQL that is true for a row without date whose number has no digit, or NEVER.

    Where cells are merged, a row with neither belongs to the record above, and only a word such as
    Total stands for no record.
    """
    if number is None or day is None:
        return NEVER
    value = first_filled([column.sql for column in number.columns])
    [(filled, digits)] = con.execute(
        rf"select count(*), count(*) filter (regexp_matches({value}, '\d')) "
        f"from records as raw where trim({value}) <> ''"
    ).fetchall()
    if not filled or digits < ALMOST_ALL * filled:
        return NEVER
    no_date = f"parse_time({day.sql}) is null"
    if are_merged:
        return rf"regexp_matches({value}, '^\D*[^\s\d]\D*$') and {no_date}"
    return rf"not regexp_matches(coalesce({value}, ''), '\d') and {no_date}"


def empty_row(number: Guess | None, day: Guess | None, table: Table) -> str:
    """Return SQL that is true for a row with nothing but its number and date, or NEVER.

    Zeros and midnights count as nothing: an export writes them where it has no value. Only words
    tell a record of zeros from an empty row, so a table without columns of words has none.
    """
    own = {
        name
        for guess in (number, day)
        if guess
        for column in guess.columns
        for name in column.sources
    }
    others = [column for column in table.columns if column.name not in own and column.filled]
    words = [column for column in others if column.numbers < MOSTLY_NUMBERS]
    if not day or len(words) < LEAST_WORDS:
        return NEVER
    joined = ", ".join(column.sql for column in others)
    return f"regexp_matches(concat_ws('', {joined}), '^[0.:Z ]*$')"


def row_questions(
    con: duckdb.DuckDBPyConnection, table: Table, conditions: tuple[str, ...]
) -> tuple[int, list[str], list[str]]:
    """Return the rows that are no records, with questions and remarks about them."""
    joined = " or ".join(conditions)
    [(n, example)] = con.execute(
        f"select count(*), min(source_file || ' row ' || source_row) from records as raw "
        f"where {joined}"
    ).fetchall()
    remarks = []
    if table.second_headers:
        remarks.append(
            f"{table.second_headers:,} rows hold no digit where nearly all others do (a second "
            "header, an empty row or a note) and are set aside"
        )
    if not n:
        return 0, [], remarks
    text = f"{n:,} of {table.rows:,} rows have nothing but a number or a date (such as {example})"
    if n > FEW * table.rows:
        return (
            n,
            [f"are these records? {text}. As drafted they are set aside as empty_row"],
            remarks,
        )
    return n, [], [*remarks, f"{text} and are set aside"]
