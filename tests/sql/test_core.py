"""The core tables: a few staged rows in, the rows that must come out worked by hand."""

import datetime as dt
from typing import Any

import duckdb
import pytest

from data.register import load_vocabularies
from queries.declared.fields import staged
from queries.sql_text import read_sql


def make(con: duckdb.DuckDBPyConnection, name: str) -> None:
    """Run one of the core queries."""
    query = read_sql("core", name)
    con.execute(query if name == "references" else f"create table core.{name} as {query}")


def stage(
    con: duckdb.DuckDBPyConnection,
    dataset: str,
    columns: str,
    *rows: str,
    source: str = "s",
    file_no: int = 1,
    first: int = 2,
) -> None:
    """Insert rows given as SQL values; they are numbered from `first` in their file."""
    for number, row in enumerate(rows, start=first):
        con.execute(
            f"insert into {staged(dataset)} (source, source_file, source_row, row_key, {columns}) "
            f"values ('{source}', 'f.csv', {number}, row_key({file_no}, {number}), {row})"
        )


def ask(con: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    """Return all rows of an answer."""
    return con.execute(query).fetchall()


def test_rows_of_one_incident_are_one_incident(con: duckdb.DuckDBPyConnection) -> None:
    """Two officers and two persons in one incident are one incident, two persons, two officers."""
    stage(
        con,
        "force",
        "incident_id, occurred_on, person_key, officer_key, is_person_injured, force_level, "
        "force_type, place_name",
        "'i1', date '2019-05-01', 'p1', 'o1', false, 1, 'hands', 'A'",
        "'i1', date '2019-05-01', 'p1', 'o2', true, 3, 'taser', 'A'",
        "'i1', date '2019-05-01', 'p2', 'o2', null, 1, 'hands', 'A'",
        "'i2', date '2019-05-02', 'p1', 'o1', null, null, null, null",
    )
    make(con, "force_incidents")
    # i1: 3 rows, persons p1 p2, officers o1 o2, injured because one row says so, level the highest
    # i2: 1 row; what nobody recorded stays null, not false
    assert ask(
        con,
        "select incident_id, rows_n, persons_n, officers_n, is_person_injured, force_level, "
        "force_types, area_id, placed_by, source_row from core.force_incidents order by 1",
    ) == [
        ("i1", 3, 2, 2, True, 3, ["hands", "taser"], "a", "field", 2),
        ("i2", 1, 1, 1, None, None, None, "unknown", "unplaced", 5),
    ]


def test_persons_nobody_publishes_are_not_zero(con: duckdb.DuckDBPyConnection) -> None:
    """Officers are null where the source names none; persons are 0 where an incident has none."""
    stage(
        con,
        "force",
        "incident_id, occurred_on, person_key",
        "'i1', date '2019-05-01', 'p1'",
        "'i2', date '2019-05-02', null",
    )
    make(con, "force_incidents")
    assert ask(
        con, "select incident_id, persons_n, officers_n from core.force_incidents order by 1"
    ) == [("i1", 1, None), ("i2", 0, None)]


def test_rows_set_aside_or_superseded_do_not_count(con: duckdb.DuckDBPyConnection) -> None:
    """A row with a reason, or one that a newer snapshot replaces, leaves no trace in core."""
    stage(
        con,
        "force",
        "incident_id, occurred_on, set_aside, is_superseded",
        "'i1', date '2019-05-01', null, false",
        "'i2', date '1900-01-01', 'date_impossible', false",
        "'i3', date '2019-05-01', null, true",
    )
    make(con, "force_incidents")
    assert ask(con, "select incident_id from core.force_incidents") == [("i1",)]


def test_no_weapon_is_said_only_where_every_row_says_so(con: duckdb.DuckDBPyConnection) -> None:
    """An incident has all its weapons; `none` needs `none` in every row that tells of one."""
    stage(
        con,
        "force",
        "incident_id, occurred_on, officer_weapon, person_weapon",
        "'i1', date '2019-05-01', 'none', 'unknown'",
        "'i1', date '2019-05-01', 'Taser', 'Knife'",
        "'i1', date '2019-05-01', 'Firearm', 'none'",
        "'i2', date '2019-05-01', 'none', 'none'",
        "'i2', date '2019-05-01', null, 'none'",
        "'i3', date '2019-05-01', 'none', null",
        "'i3', date '2019-05-01', 'unknown', null",
        "'i4', date '2019-05-01', null, null",
    )
    make(con, "force_incidents")
    # i2: the second row tells of a person, not of an action; i3: one of two actions is not told
    assert ask(
        con,
        "select incident_id, officer_weapon, person_weapon from core.force_incidents order by 1",
    ) == [
        ("i1", "Firearm, Taser", "Knife"),
        ("i2", "none", "none"),
        ("i3", None, None),
        ("i4", None, None),
    ]


def test_persons_are_numbered_within_their_incident(con: duckdb.DuckDBPyConnection) -> None:
    """A person on several rows is one person, and an exact age becomes a group."""
    stage(
        con,
        "force",
        "incident_id, occurred_on, person_key, person_race, person_age, is_person_injured",
        "'i1', date '2019-05-01', 'b', 'black', 17, false",
        "'i1', date '2019-05-01', 'a', 'white', 34, false",
        "'i1', date '2019-05-01', 'b', null, null, true",
        "'i1', date '2019-05-01', 'c', null, -100, null",
    )
    make(con, "force_persons")
    assert ask(
        con, "select person_no, race, age_group, is_injured from core.force_persons order by 1"
    ) == [
        (1, "black", "under 18", True),
        (2, "white", "25-34", False),
        (3, "unknown", "unknown", None),
    ]


def test_the_citys_age_group_stands_where_no_age_does(con: duckdb.DuckDBPyConnection) -> None:
    """A city that only says adult or juvenile keeps its groups; a possible age goes before them."""
    stage(
        con,
        "force",
        "incident_id, occurred_on, person_key, person_age, person_age_group",
        "'i1', date '2019-05-01', 'a', null, 'under 18'",
        "'i1', date '2019-05-01', 'b', 20, '18 and over'",
        "'i1', date '2019-05-01', 'c', -1, '18 and over'",
    )
    make(con, "force_persons")
    assert ask(con, "select age_group from core.force_persons order by person_no") == [
        ("under 18",),
        ("18-24",),
        ("18 and over",),
    ]


def test_a_complaint_is_sustained_if_one_allegation_is(con: duckdb.DuckDBPyConnection) -> None:
    """Findings come up from the allegations; an open complaint has none, whatever they say."""
    stage(
        con,
        "complaints",
        "complaint_id, received_on, closed_on",
        "'c1', date '2019-01-01', date '2019-03-02'",
        "'c2', date '2019-01-01', null",
        "'c3', date '2019-01-01', date '2019-01-31'",
    )
    stage(
        con,
        "allegations",
        "complaint_id, allegation_key, finding, is_force_alleged",
        "'c1', 'x', 'unfounded', false",
        "'c1', 'y', 'sustained', true",
        "'c2', 'x', 'sustained', false",
        "'c9', 'x', 'sustained', true",
    )
    make(con, "references")
    make(con, "allegations")
    make(con, "complaints")
    # c1: 60 days from 1 January to 2 March 2019; c3 has no allegation on record
    assert ask(
        con,
        "select complaint_id, disposition, is_force_alleged, allegations_n, days_open "
        "from core.complaints order by 1",
    ) == [
        ("c1", "sustained", True, 2, 60),
        ("c2", "open", False, 1, None),
        ("c3", "unknown", None, 0, 30),
    ]
    assert ask(con, "select set_aside from staging.allegation_rows where complaint_id = 'c9'") == [
        ("complaint_unknown",)
    ]


def test_without_closing_days_an_outcome_still_counts(con: duckdb.DuckDBPyConnection) -> None:
    """Where a source gives no closing day at all, a complaint is what its outcome says."""
    stage(
        con,
        "complaints",
        "complaint_id, received_on, disposition",
        "'c1', date '2019-05-01', 'unfounded'",
        "'c2', date '2019-05-02', 'unknown'",
    )
    stage(
        con,
        "allegations",
        "complaint_id, allegation_key, finding",
        "'c2', 'a', 'sustained'",
    )
    make(con, "allegations")
    make(con, "complaints")
    assert ask(con, "select complaint_id, disposition from core.complaints order by 1") == [
        ("c1", "unfounded"),
        ("c2", "sustained"),
    ]


@pytest.mark.parametrize(
    ("kinds", "counted"),
    [
        (["received_on"], ["2019-01-05", None, None, None]),
        (["occurred_on"], ["2019-01-02", "2019-02-02", None, None]),
        (["received_on", "occurred_on"], ["2019-01-05", "2019-02-02", None, None]),
        (
            ["received_on", "closed_on", "occurred_on"],
            ["2019-01-05", "2019-02-09", "2019-03-09", None],
        ),
        (["closed_on", "received_on"], ["2019-01-09", "2019-02-09", "2019-03-09", None]),
    ],
)
def test_a_complaint_counts_by_the_first_day_it_has(
    kinds: list[str], counted: list[str | None], con: duckdb.DuckDBPyConnection
) -> None:
    """Of the days that the pack names, in its order; without any it has none, and is still kept.

    Its day received stays what it is: without it nobody knows how long it was open.
    """
    con.execute("delete from core.complaint_days")
    for place, kind in enumerate(kinds):
        con.execute("insert into core.complaint_days values (?, ?)", [kind, place])
    stage(
        con,
        "complaints",
        "complaint_id, received_on, occurred_on, closed_on",
        "'c1', date '2019-01-05', date '2019-01-02', date '2019-01-09'",
        "'c2', null, date '2019-02-02', date '2019-02-09'",
        "'c3', null, null, date '2019-03-09'",
        "'c4', null, null, null",
    )
    make(con, "allegations")
    make(con, "complaints")
    rows = ask(
        con, "select counted_on::varchar, received_on, days_open from core.complaints order by 1"
    )
    assert [row[0] for row in rows] == counted
    assert [row[1:] for row in rows] == [(dt.date(2019, 1, 5), 4), *[(None, None)] * 3]


def test_the_first_known_complainant_speaks_for_a_complaint(
    con: duckdb.DuckDBPyConnection,
) -> None:
    """Race, sex and age are each the first known of the complainants, else null."""
    stage(
        con,
        "complaints",
        "complaint_id, received_on, complainant_race, complainant_sex, complainant_age_group",
        "'c1', date '2019-01-01', 'unknown', 'male', '25-34'",
        "'c1', date '2019-01-01', 'black', 'female', 'unknown'",
        "'c1', date '2019-01-01', 'white', 'unknown', '65 and over'",
        "'c2', date '2019-01-01', 'unknown', null, 'unknown'",
    )
    make(con, "allegations")
    make(con, "complaints")
    assert ask(
        con,
        "select complaint_id, complainant_race, complainant_sex, complainant_age_group "
        "from core.complaints order by 1",
    ) == [("c1", "black", "male", "25-34"), ("c2", None, None, None)]


def test_a_response_time_that_cannot_be_is_unknown(con: duckdb.DuckDBPyConnection) -> None:
    """An arrival before the call or more than a day after it gives no response time."""
    stage(
        con,
        "calls",
        "call_id, received_at, arrived_at",
        "'k1', timestamp '2019-01-01 10:00', timestamp '2019-01-01 10:07:30'",
        "'k2', timestamp '2019-01-01 10:00', timestamp '2019-01-01 09:00'",
        "'k3', timestamp '2019-01-01 10:00', timestamp '2019-01-03 10:00'",
        "'k1', timestamp '2019-01-01 10:00', timestamp '2019-01-01 11:00'",
    )
    make(con, "calls")
    assert ask(con, "select call_id, response_s from core.calls order by 1") == [
        ("k1", 450),
        ("k2", None),
        ("k3", None),
    ]


def test_age_groups_meet_without_gap(con: duckdb.DuckDBPyConnection) -> None:
    """Every age from 0 to 110 is in one group, the bounds as named; others are unknown."""
    grouped = ask(
        con,
        "select age_group(years), min(years), max(years), count(*) "
        "from range(-2, 113) as t (years) group by all order by min(years)",
    )
    assert grouped == [
        ("unknown", -2, 112, 4),
        ("under 18", 0, 17, 18),
        ("18-24", 18, 24, 7),
        ("25-34", 25, 34, 10),
        ("35-44", 35, 44, 10),
        ("45-64", 45, 64, 20),
        ("65 and over", 65, 110, 46),
    ]
    assert ask(con, "select age_group(null)") == [("unknown",)]


@pytest.mark.parametrize(
    ("dataset", "column", "vocabulary"),
    [
        ("complaints", "complainant_race", "race"),
        ("complaints", "complainant_sex", "sex"),
        ("allegations", "officer_race", "race"),
        ("allegations", "officer_sex", "sex"),
    ],
)
def test_a_word_outside_the_dictionary_is_found(
    con: duckdb.DuckDBPyConnection, dataset: str, column: str, vocabulary: str
) -> None:
    """The check returns a race or sex in the city's own words, whoever it is of."""
    stage(con, "complaints", "complaint_id, received_on", "'c1', date '2019-01-01'")
    stage(con, "allegations", "complaint_id, allegation_key", "'c1', 'x'")
    con.execute(f"update {staged(dataset)} set {column} = 'BLK'")
    for name in ("references", "allegations", "complaints", "force_incidents", "force_persons"):
        make(con, name)
    make(con, "calls")
    con.execute("create table core.set_aside (reason varchar)")
    con.execute("create table core.surveys (topic varchar, group_kind varchar, statistic varchar)")
    load_vocabularies(con)
    check = read_sql("checks", "vocabularies_closed")
    assert ask(con, check) == [(vocabulary, "BLK")]
