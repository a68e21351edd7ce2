"""The marts: what is counted on which day, and what is left out of a share."""

import duckdb
import pytest

from queries.measures import events
from queries.warehouse import SQL
from tests.sql.test_core import ask, make, stage


@pytest.fixture
def counted(con: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Three incidents, four complaints and three calls of January 2019 and later, counted."""
    stage(
        con,
        "force",
        "incident_id, occurred_on, place_name, is_person_injured, force_level, is_firearm_pointed",
        "'i1', date '2019-01-01', 'A', true, 4, true",
        "'i2', date '2019-01-01', 'A', null, 1, false",
        "'i3', date '2019-01-01', null, false, null, null",
    )
    stage(
        con,
        "complaints",
        "complaint_id, received_on, closed_on, place_name, disposition",
        "'c1', date '2019-01-01', date '2019-06-30', 'A', 'sustained'",  # 180 days
        "'c2', date '2019-01-01', date '2019-07-01', 'A', 'unfounded'",  # 181 days
        "'c3', date '2019-01-01', null, 'A', null",
        "'c4', date '2019-12-01', date '2019-12-02', 'A', 'sustained'",  # too recent to be due
    )
    stage(
        con,
        "calls",
        "call_id, received_at, place_name, priority, arrived_at, initiated_by, category",
        "'k1', timestamp '2019-01-01 23:59', 'A', 1, timestamp '2019-01-02 00:09', 'public', "
        "'behavioral_crisis'",
        "'k2', timestamp '2019-01-01 10:00', 'A', 1, null, 'officer', 'unknown'",
        "'k3', timestamp '2019-01-01 10:00', 'A', 2, timestamp '2019-01-01 10:01', 'unknown', null",
    )
    for name in ("references", "allegations", "complaints", "force_incidents", "calls"):
        make(con, name)
    query = (SQL / "marts" / "daily_counts.sql").read_text(encoding="utf-8")
    con.execute(f"create table marts.daily_counts as {query}")
    return con


def test_daily_counts(counted: duckdb.DuckDBPyConnection) -> None:
    """Each event stands on its day; what is not known is in neither part of a share."""
    assert dict(
        ask(
            counted,
            "select event, n from marts.daily_counts where day = '2019-01-01' and area_id = 'a'",
        )
    ) == {
        "force": 2,
        "force_person_injury_known": 1,
        "force_person_injured": 1,
        "force_level_known": 2,
        "force_high_level": 1,
        "force_firearm_pointed": 1,
        "complaints": 3,
        "complaints_due_180": 3,
        "complaints_closed_180": 1,
        "calls": 3,
        "calls_initiator_known": 2,
        "calls_public": 1,
        "calls_category_known": 1,
        "calls_crisis": 1,
        "calls_priority_timed": 1,
        "calls_priority_on_time": 1,
    }
    assert ask(
        counted, "select event, n from marts.daily_counts where area_id = 'unknown' order by 1"
    ) == [
        ("force", 1),
        ("force_person_injury_known", 1),
    ]


def test_every_declared_event_is_counted(counted: duckdb.DuckDBPyConnection) -> None:
    """The events of measures.toml are what daily_counts.sql counts, no more, no less."""
    query = (SQL / "marts" / "daily_counts.sql").read_text(encoding="utf-8")
    counted.execute(f"create table every as {query.replace('where n > 0', '')}")
    assert {row[0] for row in ask(counted, "select distinct event from every")} == set(events())
