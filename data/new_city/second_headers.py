"""Second headers, notes and empty rows among the records of a profile."""

import duckdb

from data.formats import named

USUAL = 0.9
"""Share of rows in which a column that tells records apart holds a digit."""


def drop_second_headers(con: duckdb.DuckDBPyConnection, names: list[str]) -> int:
    """Delete rows of records without a digit where nearly all rows have several; count them.

    A second header, a note or an empty row is no value of a column, and would spoil its profile.
    """
    if not names:
        return 0
    counts = con.execute(
        "select count(*), "
        + ", ".join(rf"count(*) filter (regexp_matches({named(name)}, '\d'))" for name in names)
        + " from records"
    ).fetchall()[0]
    rows = counts[0]
    digits = [name for name, n in zip(names, counts[1:], strict=True) if rows and n >= USUAL * rows]
    if len(digits) < 2:
        return 0
    without = " and ".join(
        rf"not regexp_matches(coalesce({named(name)}, ''), '\d')" for name in digits
    )
    [(n,)] = con.execute(f"select count(*) from records where {without}").fetchall()
    con.execute(f"delete from records where {without}")
    return int(n)
