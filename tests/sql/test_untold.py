"""What no file tells of a sensitive call is told by no table: all are the same, whatever it was.

Two tables cannot be subtracted to find what neither depends on.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from data.build import MARTS
from data.sql import make_table
from queries.declared.fields import fields
from queries.sql_text import read_sql
from tests.sql.tables import table

BY_DAY = "daily_counts"
"""The one mart of days: policies are compared by days, and nobody chooses them."""

OF_AREAS = {"calls_cube", "daily_counts", "monthly_counts"}
"""The marts that count every call in its area: that an area had such a call in a month is told."""

AS_IT_WAS: dict[str, Any] = {
    "call_id": "19-17",
    "received_at": dt.datetime(2019, 3, 17, 9, 30),
    "dispatched_at": dt.datetime(2019, 3, 17, 9, 32),
    "arrived_at": dt.datetime(2019, 3, 17, 9, 40),
    "closed_at": dt.datetime(2019, 3, 17, 9, 55),
    "response_s": 600,
    "outcome": "Report taken",
}
OTHERWISE: dict[str, Any] = {
    "call_id": "19-99",
    "received_at": dt.datetime(2019, 3, 30, 23, 10),
    "dispatched_at": dt.datetime(2019, 3, 30, 23, 50),
    "arrived_at": dt.datetime(2019, 3, 31, 0, 30),
    "closed_at": dt.datetime(2019, 3, 31, 2, 0),
    "response_s": 4800,
    "outcome": "Arrest",
}
"""What another call of the same type and month had otherwise: all that its record does not tell."""


@pytest.fixture
def core(core: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Empty core tables, with two areas in each of two layers."""
    places = [
        f"{place}, '{layer}', '{layer}{place}', 'field'" for layer in "xy" for place in (1, 2)
    ]
    table(core, "core.places", "place_id, layer, area_id, placed_by", *places)
    areas = [
        f"'{layer}', {n}, '{layer}{place}', 'A'" for n, layer in enumerate("xy") for place in (1, 2)
    ]
    table(core, "core.areas", "layer, layer_order, area_id, name", *areas)
    return core


def published(
    con: duckdb.DuckDBPyConnection, call_type: str, values: dict[str, Any], place_id: int = 1
) -> dict[str, list[tuple[Any, ...]]]:
    """Return every mart and the files of calls, sorted, of one call of a type beside another's.

    The other call is a theft in each area, of the same month.
    """
    con.execute("delete from core.calls")
    for theft, place in (("t1", 1), ("t2", 2)):
        _add(con, {**AS_IT_WAS, "call_id": theft}, "Theft", place)
    _add(con, values, call_type, place_id)
    tables = {}
    for mart in MARTS:
        con.execute(f"drop table if exists marts.{mart}")
        make_table(con, f"marts.{mart}")
        tables[mart] = con.execute(f"from marts.{mart} order by all").fetchall()
    tables |= dict(_files(con))
    return tables


def _add(
    con: duckdb.DuckDBPyConnection, values: dict[str, Any], call_type: str, place_id: int
) -> None:
    row = {
        **values,
        "place_id": place_id,
        "area_id": f"x{place_id}",
        "call_type": call_type,
        "category": "violent",
        "priority": 1,
        "initiated_by": "public",
        "responder": "police",
    }
    marks = ", ".join("?" for _ in row)
    con.execute(f"insert into core.calls ({', '.join(row)}) values ({marks})", list(row.values()))


def _files(con: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    """Yield the rows of the files of calls in each layer."""
    con.execute("set search_path = 'fresh.core,fresh.marts'")
    for layer, is_first in (("x", True), ("y", False)):
        names = ", ".join(field.name for field in fields("calls") if field.is_public)
        query = read_sql("extracts", "calls", in_first_layer=is_first)
        rows = con.execute(f"select {names} from ({query}) order by all", {"layer": layer})
        yield f"file by {layer}", rows.fetchall()
    con.execute("use fresh")


def changed(
    before: dict[str, list[tuple[Any, ...]]], after: dict[str, list[tuple[Any, ...]]]
) -> set[str]:
    """Return the tables that are not the same."""
    return {name for name in before if before[name] != after[name]}


def test_no_table_depends_on_what_is_withheld(core: duckdb.DuckDBPyConnection) -> None:
    """Number, times, response and outcome of a rape may be others: every table stays as it is.

    The counts by day alone move, within their month.
    """
    before = published(core, "Rape", AS_IT_WAS)
    by_month = (
        "select layer, area_id, event, sum(n) from marts.daily_counts group by all order by all"
    )
    months = core.execute(by_month).fetchall()
    after = published(core, "Rape", OTHERWISE)
    assert changed(before, after) == {BY_DAY}
    assert core.execute(by_month).fetchall() == months


def test_the_same_of_another_call_is_told(core: duckdb.DuckDBPyConnection) -> None:
    """Of a theft, marts and files hold number, times, response and outcome: the attack can fail."""
    before = published(core, "Theft", AS_IT_WAS)
    after = published(core, "Theft", OTHERWISE)
    told = {"call_outcomes", "call_responses", "call_week_hours", "city_responses"}
    assert changed(before, after) == {
        *told, BY_DAY, "monthly_counts", "file by x", "file by y"
    }  # fmt: skip


def test_the_area_of_a_few_stands_in_counts_alone(core: duckdb.DuckDBPyConnection) -> None:
    """Where a rape came from moves no file, and of the marts only those that count all calls."""
    before = published(core, "Rape", AS_IT_WAS)
    after = published(core, "Rape", AS_IT_WAS, place_id=2)
    assert changed(before, after) == OF_AREAS


def test_every_withheld_field_is_tried() -> None:
    """A field of calls that is declared sensitive is one of those that the attack changes."""
    sensitive = {field.name for field in fields("calls") if field.sensitive not in (None, "few")}
    assert sensitive == set(AS_IT_WAS) == set(OTHERWISE)
    assert all(AS_IT_WAS[name] != OTHERWISE[name] for name in sensitive)
