"""Holds the numbers of allegations against those of complaints, which stand in other files."""

import duckdb

from data.formats import quoted
from data.new_city.guess import FEW, Guess
from data.new_city.spoiled import FOLDS, SPREADSHEET

MADE_WHOLE = 0.9
"""Least share of the numbers without a complaint that a way of writing must join to be offered."""

SHOWN = 3

_LONE = "id not in (select id from complaint_numbers)"


def remember(con: duckdb.DuckDBPyConnection, number: Guess) -> None:
    """Add a source's numbers of complaints to table `complaint_numbers`.

    `id` is the number as staging has it, `as_written` the one of the file, `value` its SQL.
    """
    _prepare(con)
    con.execute(
        f"insert into complaint_numbers select distinct trim({number.sql}), "
        f"trim({number.value}), {quoted(number.value)} from records as raw "
        f"where trim({number.value}) <> '' "
        f"and not regexp_matches(trim({number.value}), '{SPREADSHEET}')"
    )


def unlinked(con: duckdb.DuckDBPyConnection, number: Guess) -> str | None:
    """Return a question if more than a few numbers of allegations stand in no complaint."""
    _prepare(con)
    con.execute(
        "create or replace temp table own_numbers as "
        f"select distinct trim({number.value}) as id from records as raw "
        f"where trim({number.value}) <> '' "
        f"and not regexp_matches(trim({number.value}), '{SPREADSHEET}')"
    )
    complaints = _count(con, "complaint_numbers")
    numbers, lone = _count(con, "own_numbers"), _count(con, f"own_numbers where {_LONE}")
    if not complaints or lone <= FEW * numbers:
        return None
    return (
        f"{lone:,} of {numbers:,} numbers of {number.columns[0].name!r} stand in no complaint, "
        f"such as {_examples(con, f'own_numbers where {_LONE}')}; complaints have "
        f"{_examples(con, 'complaint_numbers')}. {_remedy(con, number, lone)}"
    )


def _remedy(con: duckdb.DuckDBPyConnection, number: Guess, lone: int) -> str:
    apart = _count(con, "complaint_numbers")
    for way, template in FOLDS.items():
        fold = template.format("id")
        joined = _count(
            con, f"own_numbers where {_LONE} and {fold} in (select {fold} from complaint_numbers)"
        )
        folded = _count(con, f"(select distinct {fold} from complaint_numbers)")
        if joined >= MADE_WHOLE * lone and folded == apart:
            [(beside,)] = con.execute("select max(value) from complaint_numbers").fetchall()
            here, there = (template.format(f"trim({sql})") for sql in (number.value, beside))
            return (
                f"Written in one way ({way}) {joined:,} of them do. If they are the same, write "
                f"`{here} as complaint_id,` below and `{there} as complaint_id,` in the query of "
                "complaints; else they belong to no complaint, and the build refuses them"
            )
    is_put_before = "id in (select as_written from complaint_numbers)"
    if _count(con, f"own_numbers where {_LONE} and {is_put_before}") >= MADE_WHOLE * lone:
        return (
            "Numbers of complaints begin again, and a year or the name of a file stands before "
            "them. Put the same before these, from a column that says the year, or ask for it"
        )
    return (
        "Is another column the number, or are complaints missing? Write the right one as "
        "complaint_id, ask for the complaints, or take the allegations out of city.toml"
    )


def _prepare(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(
        "create table if not exists complaint_numbers "
        "(id varchar, as_written varchar, value varchar)"
    )


def _count(con: duckdb.DuckDBPyConnection, rows: str) -> int:
    [(n,)] = con.execute(f"select count(*) from {rows}").fetchall()
    return int(n)


def _examples(con: duckdb.DuckDBPyConnection, rows: str) -> str:
    values = con.execute(f"select distinct id from {rows} order by 1 limit {SHOWN}").fetchall()
    return ", ".join(repr(value) for (value,) in values)
