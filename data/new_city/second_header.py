"""Finds a second header under the first: names where all other rows have numbers and dates."""

import duckdb

from data.formats import named, quoted
from data.new_city.profile import Column, Table
from data.new_city.words import tokens

TYPED = 0.9
"""Least share of numbers, or of dates, among the values of a column that a name cannot be in."""

FILLED = 0.8
"""Least share of columns that a header fills."""

LONGEST_NAME = 40


def second_header(con: duckdb.DuckDBPyConnection, table: Table) -> dict[str, str]:
    """Return the values of two or more columns that mark a second header; {} if there is none.

    Its row is added to raw.header_rows, so that the table must be profiled again.
    """
    raw = (
        f"raw.{named(table.source)} "
        "anti join (select row_key from raw.header_rows) as repeated using (row_key)"
    )
    rows = con.execute(
        f"select * from {raw} qualify row_number() over (partition by source_file "
        "order by row_key) = 1 order by row_key"
    )
    names = [item[0] for item in rows.description or []]
    for values in rows.fetchall():
        row = dict(zip(names, values, strict=True))
        if marks := _marks(table, row):
            con.execute(f"insert into raw.header_rows select row_key from {raw} where {_is(marks)}")
            return marks
    return {}


def condition(marks: dict[str, str]) -> str:
    """Return SQL that holds for the second header, in a staging query."""
    return _is(marks, "raw.")


def _is(marks: dict[str, str], table: str = "") -> str:
    return " and ".join(
        f"trim({table}{named(name)}) = {quoted(value)}" for name, value in marks.items()
    )


def _marks(table: Table, row: dict[str, object]) -> dict[str, str]:
    texts = {
        column.name: str(row[column.name] or "").strip()
        for column in table.columns
        if row["source_file"] in column.files
    }
    filled = {name: text for name, text in texts.items() if text}
    is_names = len(filled) >= max(2, FILLED * len(texts)) and not any(
        len(text) > LONGEST_NAME or any(map(str.isdigit, text)) for text in filled.values()
    )
    if not is_names:
        return {}
    strange = {column.name for column in table.columns if _is_typed(column)} & filled.keys()
    kin = {name for name, text in filled.items() if set(tokens(name)) & set(tokens(text))}
    if len(strange) >= 2 or (strange and 2 * len(kin) >= len(filled)):
        first = next(iter(filled))
        return {name: filled[name] for name in dict.fromkeys([first, *sorted(strange)[:2]])}
    return {}


def _is_typed(column: Column) -> bool:
    return max(column.numbers, column.dates) >= TYPED
