"""The mart of blocks: which street leads to which area, worked by hand."""

import duckdb
import pytest

from queries.sql_text import read_sql
from tests.sql.test_core import ask, stage


def blocks(con: duckdb.DuckDBPyConnection, *rows: str) -> list[tuple[str, str, int]]:
    """Return block, area_id and days_n of the mart of calls of block, day of 2019-01, place."""
    con.execute(
        """
        insert into core.placed
        select 's', 0, null, null, 'B', 3, 'b', 'field';
        insert into core.places values (3, 'area', 'b', 'field');
        """
    )
    calls = [row.rsplit(",", 2) for row in rows]
    stage(
        con,
        "calls",
        "block_address, received_at, place_name",
        *(
            f"{block}, timestamp '2019-01-{day.strip()} 10:00', {place}"
            for block, day, place in calls
        ),
    )
    query = read_sql("marts", "blocks")
    return ask(con, f"select block, area_id, days_n from ({query}) order by block")


def days(block: str, place: str = "'A'") -> list[str]:
    """Return a call on each of three days."""
    return [f"'{block}', {day}, {place}" for day in ("01", "02", "03")]


def test_a_block_of_three_days_in_one_area(con: duckdb.DuckDBPyConnection) -> None:
    """Case and blanks are folded, and a call whose place is unknown does not count."""
    rows = ["'16xx  Linn st', 01, 'A'", "'16XX LINN ST ', 02, 'A'", "'16XX LINN ST', 03, 'A'"]
    assert blocks(con, *rows, "'16XX LINN ST', 04, null") == [("16XX LINN ST", "a", 3)]


def test_force_and_calls_name_blocks_alike(con: duckdb.DuckDBPyConnection) -> None:
    """A day of force counts beside days of calls; a row that is set aside does not."""
    stage(
        con,
        "force",
        "block_address, occurred_on, place_name, set_aside",
        "'XX ELM ST', date '2019-02-01', 'A', null",
        "'1XX ELM ST', date '2019-02-01', 'A', 'not_force'",
    )
    calls = ["'XX ELM ST', 01, 'A'", "'XX ELM ST', 02, 'A'"]
    assert blocks(con, *calls, *(call.replace("XX", "1XX") for call in calls)) == [
        ("XX ELM ST", "a", 3)
    ]


def test_a_single_event_is_not_named(con: duckdb.DuckDBPyConnection) -> None:
    """Three records of one day may be one event: the block is left out."""
    assert blocks(con, *["'16XX LINN ST', 01, 'A'"] * 3) == []


def test_a_block_across_a_border_is_left_out(con: duckdb.DuckDBPyConnection) -> None:
    """A block with records on both sides of a border leads to no area."""
    assert blocks(con, *days("16XX LINN ST"), "'16XX LINN ST', 04, 'B'") == []


@pytest.mark.parametrize("name", ["RACE ST / W LIBERTY ST", "READ BLVD & I-10 E", "X BACK ST"])
def test_crossings_and_first_blocks_are_kept(name: str, con: duckdb.DuckDBPyConnection) -> None:
    """A crossing, an interstate in it, and the block of the lowest numbers are blocks."""
    assert blocks(con, *days(name)) == [(name, "a", 3)]


@pytest.mark.parametrize(
    "name",
    [
        "1612 LINN ST",
        "16XX LINN ST 9",
        "29XX - 3006 JEFFERSON AV",
        "78XX NEW BEDFORD AV APT",
        "ZOO",
    ],
)
def test_no_house_and_no_flat(name: str, con: duckdb.DuckDBPyConnection) -> None:
    """What is no block, or holds a number that may be a house or a flat, cannot be found."""
    assert blocks(con, *days(name)) == []


def test_days_of_unusable_and_superseded_records_do_not_count(
    con: duckdb.DuckDBPyConnection,
) -> None:
    """Of four days of one block three are of calls or force that cannot be used or are replaced."""
    calls = "block_address, received_at, place_name, set_aside, is_superseded"
    force = "block_address, occurred_on, place_name, set_aside, is_superseded"
    for number, flags in enumerate(["'x', false", "null, true", "null, false"], start=1):
        stage(
            con, "calls", calls, f"'1XX ELM ST', timestamp '2019-01-0{number} 10:00', 'A', {flags}"
        )
        stage(con, "force", force, f"'2XX ELM ST', date '2019-01-0{number}', 'A', {flags}")
        stage(
            con, "calls", calls, f"'2XX ELM ST', timestamp '2019-02-0{number} 10:00', 'A', {flags}"
        )
        stage(con, "force", force, f"'1XX ELM ST', date '2019-02-0{number}', 'A', {flags}")
    # each block has one usable day of calls and one of force
    assert blocks(con) == []


def test_days_are_counted_not_records(con: duckdb.DuckDBPyConnection) -> None:
    """Two calls on one of three days: the block is of three days."""
    rows = days("16XX LINN ST")
    assert blocks(con, *rows, rows[0]) == [("16XX LINN ST", "a", 3)]


def test_a_block_lies_where_its_records_lie(con: duckdb.DuckDBPyConnection) -> None:
    """Source, map, point and name together are the place: one that differs is another."""
    for place in (
        "'t', 0, 1.5, 2.5, 'P', 12",
        "'s', 1, 1.5, 2.5, 'P', 13",
        "'s', 0, 1.6, 2.5, 'P', 14",
        "'s', 0, 1.5, 2.6, 'P', 15",
        "'s', 0, 1.5, 2.5, 'Q', 16",
        "'s', 0, 1.5, 2.5, 'P', 11",
    ):
        con.execute(
            "insert into core.placed (source, map_no, longitude, latitude, place_name, place_id, "
            f"area_id, placed_by) values ({place}, 'x', 'point')"
        )
    con.execute(
        "insert into core.places select place_id, 'area', 'area ' || place_id, 'point' "
        "from core.placed where place_id > 10"
    )
    for day in ("01", "02", "03"):
        stage(
            con,
            "calls",
            "block_address, received_at, longitude, latitude, place_name",
            f"'16XX LINN ST', timestamp '2019-01-{day} 10:00', 1.5, 2.5, 'P'",
        )
    assert blocks(con) == [("16XX LINN ST", "area 11", 3)]
