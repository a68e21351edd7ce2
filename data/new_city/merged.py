"""Finds numbers and days that merged cells leave in the first of several rows only."""

from dataclasses import replace

import duckdb

from data.formats import named
from data.new_city.guess import Guess
from data.new_city.profile import Table

LEAST = 0.1
"""Least share of rows that merged cells leave blank; fewer are rows that say nothing, or totals."""

NEARLY_ALL = 0.9
"""Share of the rows without a number that must lack the day as well, below a row that has both."""


def merged_cells(
    con: duckdb.DuckDBPyConnection, table: Table, number: Guess, day: Guess
) -> str | None:
    """Return a question if rows lack number and day and belong to the row above, else None."""
    blank_columns = _columns(number, day)
    others = [column.sql for column in table.columns if column.name not in blank_columns]
    rows, blank, both, whole = con.execute(
        f"""
        with marked as (
            select
                coalesce(trim({number.value}), '') = '' as is_blank,
                coalesce(trim({day.value}), '') = '' as is_dayless,
                min(source_row) filter (trim({number.value}) <> '' and trim({day.value}) <> '')
                    over (partition by source_file) < source_row as has_above,
                concat_ws('', {", ".join(others) or "''"}) <> '' as says_more,
                trim({number.value}) as value,
            from records as raw
        )

        select
            count(*),
            count(*) filter (is_blank),
            count(*) filter (is_blank and is_dayless and has_above and says_more),
            count(distinct value) filter (not is_blank),
        from marked
        """
    ).fetchall()[0]
    if blank < LEAST * rows or both < NEARLY_ALL * blank:
        return None
    return (
        f"{both:,} of {rows:,} rows have neither {number.columns[0].name!r} nor "
        f"{day.columns[0].name!r}, each below a row that has both: are these merged cells, so that "
        f"the rows belong to the record above? If so ({whole:,} records of {rows:,} rows), agree "
        "by deleting this line: number and day are taken from above. If not, write the columns "
        f"themselves in place of last_value(…), and {both:,} rows are set aside"
    )


def fill_down(con: duckdb.DuckDBPyConnection, number: Guess, day: Guess) -> None:
    """Fill the blank numbers and days of `records` from above, so that it holds whole records."""
    columns = [named(name) for name in sorted(_columns(number, day))]
    above = ", ".join(f"{_above(column)} as {column}" for column in columns)
    con.execute(
        f"create or replace temp table records as select * replace ({above}) from records as raw"
    )


def from_above(guess: Guess) -> Guess:
    """Return the guess with a blank value taken from the row above, as the query writes it."""
    evidence = f"{guess.evidence}; where it is blank, that of the row above"
    return replace(guess, written=_above(guess.value), evidence=evidence)


def _columns(number: Guess, day: Guess) -> set[str]:
    """Return the names of the raw columns of number and day."""
    return {name for guess in (number, day) for column in guess.columns for name in column.sources}


def _above(value: str) -> str:
    return (
        f"last_value(nullif(trim({value}), '') ignore nulls) "
        "over (partition by raw.source_file order by raw.source_row)"
    )
