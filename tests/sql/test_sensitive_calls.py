"""Records of calls about somebody who was hurt or needed help lead to no home."""

import datetime as dt
from typing import Any

import duckdb
import pytest

from queries.sql_text import read_sql
from tests.sql.tables import table, use_as_vintage

SENSITIVE = {
    "Rape, report": "violent",
    "SEX ASSAULT CHILD": "violent",
    "Domestic disturbance, verbal": "violent",
    "DOMVIO": "violent",
    "Suicide threat": "unknown",
    "Child abuse": "violent",
    "Welfare check": "behavioral_crisis",
}
"""Types of calls that are meant, and the category each has here."""

OTHERS = {"Theft": "property", "Drugs, liquor, prostitution or gambling": "disorder"}

MARCH = dt.datetime(2019, 3, 1)


@pytest.fixture
def core(core: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Empty core tables, found by their own names as in a vintage; one place in one layer."""
    table(core, "core.places", "place_id, layer, area_id, placed_by", "1, 'x', 'a', 'field'")
    table(core, "core.areas", "layer, layer_order, area_id, name", "'x', 0, 'a', 'Area A'")
    use_as_vintage(core)
    return core


def add(con: duckdb.DuckDBPyConnection, call_type: str, category: str, *days: int) -> None:
    """Add a call of the type at half past nine on each day of March 2019."""
    for day in days:
        con.execute(
            "insert into calls (call_id, place_id, area_id, call_type, category, received_at,"
            " dispatched_at, arrived_at, closed_at, response_s, outcome, priority)"
            " values (?, 1, 'a', ?, ?, ?, ?, ?, ?, 600, 'Report taken', 1)",
            [f"19-{call_type}-{day}", call_type, category]
            + [dt.datetime(2019, 3, day, 9, minute) for minute in (30, 32, 40, 55)],
        )


def records(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Return what leaves of the calls."""
    answer = con.execute(read_sql("extracts", "calls", in_first_layer=True), {"layer": "x"})
    columns = [column[0] for column in answer.description or []]
    return [dict(zip(columns, row, strict=True)) for row in answer.fetchall()]


@pytest.mark.parametrize(("call_type", "category"), SENSITIVE.items())
def test_a_single_call_leaves_with_its_month_alone(
    call_type: str, category: str, core: duckdb.DuckDBPyConnection
) -> None:
    """Neither its number, its time, its area nor what came of it leaves; its type and month do."""
    add(core, call_type, category, 17)
    (record,) = records(core)
    assert record["call_id"] == "2019-03 000001"
    assert record["received_at"] == MARCH
    assert (record["area_id"], record["area"], record["placed_by"]) == ("unknown", None, None)
    gone = ("dispatched_at", "arrived_at", "closed_at", "response_s", "outcome")
    assert [record[name] for name in gone] == [None] * len(gone)
    assert (record["call_type"], record["category"], record["priority"]) == (call_type, category, 1)


@pytest.mark.parametrize(("call_type", "category"), OTHERS.items())
def test_another_call_leaves_as_it_is(
    call_type: str, category: str, core: duckdb.DuckDBPyConnection
) -> None:
    """A call of no such kind keeps its number, time, area and outcome."""
    add(core, call_type, category, 17)
    (record,) = records(core)
    assert record["call_id"] == f"19-{call_type}-17"
    assert record["received_at"] == dt.datetime(2019, 3, 17, 9, 30)
    assert (record["area"], record["response_s"]) == ("Area A", 600)


@pytest.mark.parametrize(("count", "area"), [(4, "unknown"), (5, "a")])
def test_an_area_leaves_from_five_calls_alike(
    count: int, area: str, core: duckdb.DuckDBPyConnection
) -> None:
    """Five calls of one type in an area and month tell of no single home; calls of other types do
    not count.
    """
    add(core, "Rape", "violent", *range(1, count + 1))
    add(core, "Suicide", "violent", 1)
    told = [record["area_id"] for record in records(core) if record["call_type"] == "Rape"]
    assert told == [area] * count


def test_the_number_says_nothing_of_the_order(core: duckdb.DuckDBPyConnection) -> None:
    """Calls that leave alike are numbered through a month, whatever their numbers and days."""
    add(core, "Rape", "violent", 21, 3, 9)
    add(core, "Domestic violence", "violent", 30)
    told = sorted((record["call_id"], record["call_type"]) for record in records(core))
    assert told == [
        ("2019-03 000001", "Domestic violence"),
        *((f"2019-03 {number:06}", "Rape") for number in (2, 3, 4)),
    ]


def test_the_hours_of_the_week_hold_only_calls_whose_time_leaves(
    core: duckdb.DuckDBPyConnection,
) -> None:
    """Hours less those of the file's own calls leave nothing: a sensitive call is in no hour."""
    for call_type, category in (SENSITIVE | OTHERS).items():
        add(core, call_type, category, 4)  # a Monday
    query = f"select weekday, hour, n from ({read_sql('marts', 'call_week_hours')})"
    hours = core.execute(query).fetchall()
    told = [row for row in records(core) if row["received_at"] != MARCH]
    assert hours == [(0, 9, len(told))] == [(0, 9, len(OTHERS))]
