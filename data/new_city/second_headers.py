"""Second headers, notes and empty rows among the records of a profile."""

import duckdb

from data.formats import named

USUAL = 0.9
"""Share of rows in which a column that tells records apart holds a digit."""

LEAST_COLUMNS = 2
"""Columns of digits that a file needs before a row without any is no record."""


def drop_second_headers(con: duckdb.DuckDBPyConnection, names: list[str]) -> int:
    """Delete rows of records without a digit where nearly all rows have several; count them.

    A second header, a note or an empty row is no value of a column, and would spoil its profile.
    """
    if not names:
        return 0
    counts = con.execute(
        "select source_file, count(*), "
        + ", ".join(rf"count(*) filter (regexp_matches({named(name)}, '\d'))" for name in names)
        + " from records group by 1"
    ).fetchall()
    dropped = 0
    for file, rows, *in_file in counts:
        digits = [name for name, n in zip(names, in_file, strict=True) if n >= USUAL * rows]
        if len(digits) < LEAST_COLUMNS:
            continue
        without = " and ".join(
            rf"not regexp_matches(coalesce({named(name)}, ''), '\d')" for name in digits
        )
        condition = f"source_file = ? and {without}"
        [(n,)] = con.execute(f"select count(*) from records where {condition}", [file]).fetchall()
        con.execute(f"delete from records where {condition}", [file])
        dropped += int(n)
    return dropped
