"""The marts: what counts on which day, and what is excluded from a share."""

import duckdb
import pytest

from queries.declared.measures import events
from queries.sql_text import read_sql
from tests.sql.test_core import ask, make, stage


@pytest.fixture
def daily(con: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
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
        "'unknown'",
        "'k2', timestamp '2019-01-01 10:00', 'A', 1, null, 'officer', 'behavioral_crisis'",
        "'k3', timestamp '2019-01-01 10:00', 'A', 2, timestamp '2019-01-01 10:01', 'unknown', null",
    )
    for name in ("references", "allegations", "complaints", "force_incidents", "calls"):
        make(con, name)
    name_sensitive_types(con)
    query = read_sql("marts", "daily_counts")
    con.execute(f"create table marts.daily_counts as {query}")
    return con


def name_sensitive_types(con: duckdb.DuckDBPyConnection) -> None:
    """Make the marts that say which calls are sensitive: here none."""
    for name in ("call_types", "sensitive_types"):
        con.execute(f"create table marts.{name} as {read_sql('marts', name)}")


def test_daily_counts(daily: duckdb.DuckDBPyConnection) -> None:
    """Each event stands on its day; what is not known is in neither part of a share."""
    assert dict(
        ask(
            daily,
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
        daily, "select event, n from marts.daily_counts where area_id = 'unknown' order by 1"
    ) == [
        ("force", 1),
        ("force_person_injury_known", 1),
    ]


def test_every_declared_event_is_counted(daily: duckdb.DuckDBPyConnection) -> None:
    """The events of measures.toml are what daily_counts.sql counts, no more, no less."""
    query = read_sql("marts", "daily_counts")
    daily.execute(f"create table every as {query.replace('where n > 0', '')}")
    assert {row[0] for row in ask(daily, "select distinct event from every")} == set(events())


def test_complaints_are_watched_to_the_last_day_known(con: duckdb.DuckDBPyConnection) -> None:
    """A closed complaint is watched until it closed, an open one until the source's last day."""
    stage(
        con,
        "complaints",
        "complaint_id, received_on, closed_on, disposition, place_name",
        "'c1', date '2019-01-01', date '2019-01-31', 'unfounded', 'A'",
        "'c2', date '2019-01-15', null, null, 'A'",
        "'c3', date '2019-02-01', date '2019-03-02', 'sustained', null",
    )
    for name in ("references", "allegations", "complaints"):
        make(con, name)
    query = read_sql("marts", "complaint_durations")
    # the last day the source tells of is 2 March 2019, 46 days after c2 came
    assert ask(
        con, f"select area_id, days, closed_month is null, n from ({query}) order by days"
    ) == [("unknown", 29, False, 1), ("a", 30, False, 1), ("a", 46, True, 1)]


def test_a_complaint_without_closing_days_is_not_watched(con: duckdb.DuckDBPyConnection) -> None:
    """Where a source gives no closing day, an outcome does not say when it came."""
    stage(
        con,
        "complaints",
        "complaint_id, received_on, disposition",
        "'c1', date '2019-01-01', 'unfounded'",
    )
    for name in ("allegations", "complaints"):
        make(con, name)
    query = read_sql("marts", "complaint_durations")
    assert ask(con, query) == []


def test_rare_outcomes_are_one(con: duckdb.DuckDBPyConnection) -> None:
    """The twenty most frequent outcomes keep their names; all others count as "other"."""
    often = [
        f"'a{i}{j}', timestamp '2019-01-01 10:00', 'often {i}'" for i in range(20) for j in "xy"
    ]
    rare = [f"'b{i}', timestamp '2019-01-01 10:00', 'rare {i}'" for i in range(3)]
    stage(con, "calls", "call_id, received_at, outcome", *often, *rare)
    make(con, "calls")
    name_sensitive_types(con)
    query = read_sql("marts", "call_outcomes")
    outcomes = dict(ask(con, f"select outcome, n from ({query})"))
    assert outcomes["other"] == 3
    assert len(outcomes) == 21


def test_hours_and_steps_of_calls(con: duckdb.DuckDBPyConnection) -> None:
    """1 January 2019 was a Tuesday; a response of 475 s stands in the step from 450 s."""
    stage(
        con,
        "calls",
        "call_id, received_at, arrived_at, place_name",
        "'k1', timestamp '2019-01-01 23:59', timestamp '2019-01-02 00:06:55', 'A'",
        "'k2', timestamp '2019-01-06 00:00', timestamp '2019-01-06 01:02:00', 'A'",
    )
    make(con, "calls")
    name_sensitive_types(con)
    marts = {name: read_sql("marts", name) for name in ("call_week_hours", "call_responses")}
    assert ask(con, f"select weekday, hour, n from ({marts['call_week_hours']}) order by 1") == [
        (1, 23, 1),
        (6, 0, 1),
    ]
    # 475 s lie in the step from 450 s, 3,720 s in the five minutes from 3,600 s
    assert ask(con, f"select from_s, n, seconds from ({marts['call_responses']}) order by 1") == [
        (450, 1, 475),
        (3600, 1, 3720),
    ]
