"""The marts of force: incidents by value, people by group, and how many of what they hold."""

import duckdb
import pytest

from queries.sql_text import read_sql
from tests.sql.test_core import ask, make, stage

MARTS = ("force_breakdowns", "force_totals", "person_breakdowns")


@pytest.fixture
def broken_down(con: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Three incidents of January 2019: two in area a, one without a place, in the marts."""
    stage(
        con,
        "force",
        "incident_id, occurred_on, place_name, person_key, person_race, officer_key, force_type, "
        "is_person_injured",
        "'i1', date '2019-01-05', 'A', 'p1', 'black', 'o1', 'taser', true",
        "'i1', date '2019-01-05', 'A', 'p2', 'white', 'o2', 'push', null",
        "'i2', date '2019-01-31', 'A', 'p1', 'black', 'o1', 'push', null",
        "'i3', date '2019-01-01', null, null, null, 'o1', null, false",
    )
    for name in ("force_incidents", "force_persons"):
        make(con, name)
    for name in MARTS:
        query = read_sql("marts", name)
        con.execute(f"create table marts.{name} as {query}")
    return con


def test_an_incident_counts_once_for_each_value(broken_down: duckdb.DuckDBPyConnection) -> None:
    """i1 stands under both of its kinds of force; an unknown value is a row of its own."""
    assert ask(
        broken_down,
        "select area_id, field, value, incidents_n from marts.force_breakdowns "
        "where month = '2019-01-01' order by all",
    ) == [
        ("a", "force_types", "push", 2),
        ("a", "force_types", "taser", 1),
        ("a", "is_person_injured", "true", 1),
        ("a", "is_person_injured", "unknown", 1),
        ("unknown", "force_types", "unknown", 1),
        ("unknown", "is_person_injured", "false", 1),
    ]


def test_a_field_nobody_publishes_has_no_rows(broken_down: duckdb.DuckDBPyConnection) -> None:
    """Not published is not unknown: reason and all other fields that no record holds are absent."""
    assert ask(broken_down, "select distinct field from marts.force_breakdowns order by 1") == [
        ("force_types",),
        ("is_person_injured",),
    ]
    assert ask(broken_down, "select distinct field from marts.person_breakdowns") == [("race",)]


def test_totals(broken_down: duckdb.DuckDBPyConnection) -> None:
    """Area a: 2 incidents, p1 p2 and p1, o1 o2 and o1, 3 rows; without a place: nobody, o1."""
    assert ask(
        broken_down,
        "select area_id, incidents_n, persons_published_n, persons_n, officers_n, rows_n "
        "from marts.force_totals order by 1",
    ) == [("a", 2, 2, 3, 3, 3), ("unknown", 1, 1, 0, 1, 1)]


def test_people_and_their_incidents(broken_down: duckdb.DuckDBPyConnection) -> None:
    """Two Black persons in two incidents, one White person in one of them."""
    assert ask(
        broken_down,
        "select value, persons_n, incidents_n from marts.person_breakdowns order by 1",
    ) == [("black", 2, 2), ("white", 1, 1)]


def test_breakdowns_that_do_not_add_up_are_found(broken_down: duckdb.DuckDBPyConnection) -> None:
    """The check is silent on what the marts make, and finds a value that was lost or doubled."""
    check = read_sql("checks", "breakdowns_add_up")
    assert ask(broken_down, check) == []
    broken_down.execute("update marts.force_breakdowns set incidents_n = 2 where value = 'false'")
    assert ask(broken_down, check) == [("area", "is_person_injured", 4, 3)]
    broken_down.execute("delete from marts.force_breakdowns where value in ('false', 'true')")
    assert ask(broken_down, check) == [("area", "is_person_injured", 1, 3)]
