"""The queries of the pages on a few published rows, with answers worked by hand."""

import datetime as dt
from typing import Any

import duckdb
import pytest

from queries.vintage.older import add_lacking
from tests.sql.tables import answer, table

JANUARY, FEBRUARY, MARCH = (dt.date(2019, month, 1) for month in (1, 2, 3))
WHOLE_YEAR = {"first": dt.date(2019, 1, 1), "last": dt.date(2019, 12, 31)}
CITY = {"layer": "x", "area_id": None, **WHOLE_YEAR}


@pytest.fixture
def con(empty: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """An empty vintage."""
    return empty


# One row per page that counts the months of a period: its query, its table, the columns that do
# not matter here with a value, the columns that are summed, where the sums stand in the answer.
PERIODS = [
    ("allegation_findings", "allegation_breakdowns", "allegation, finding", "'v', 'w'", ["n"], [2]),
    ("call_outcomes", "call_outcomes", "outcome", "'v'", ["n"], [1]),
    ("complaint_durations", "complaint_durations", "complaint_source, days, closed_month",
     "'v', 2, null", ["n"], [3]),
    ("complaint_outcomes", "complaint_breakdowns", "complaint_source, disposition", "'v', 'w'",
     ["n"], [2]),
    ("force_values", "force_breakdowns", "field, value", "'v', 'w'", ["incidents_n"], [2]),
    ("force_totals", "force_totals", "v", "1",
     ["incidents_n", "persons_published_n", "persons_n", "officers_published_n", "officers_n",
      "rows_n"], [0, 1, 2, 3, 4, 5]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (dt.date(2019, 2, 1), dt.date(2019, 4, 1)),
        # a month counts by its first day
        (dt.date(2019, 1, 2), dt.date(2019, 4, 30)),
    ],
)
@pytest.mark.parametrize(("name", "of", "keys", "values", "sums", "places"), PERIODS)
def test_a_period_holds_its_first_and_last_month(
    name: str,
    of: str,
    keys: str,
    values: str,
    sums: list[str],
    places: list[int],
    first: dt.date,
    last: dt.date,
    con: duckdb.DuckDBPyConnection,
) -> None:
    """February to April are counted, January and May are not; nor another area or layer."""
    rows = [
        ("x", "a", "01", 1),
        ("x", "a", "02", 2),
        ("x", "a", "03", 4),
        ("x", "a", "04", 8),
        ("x", "a", "05", 16),
        ("x", "b", "03", 32),
        ("y", "a", "03", 64),
    ]
    # the columns of one query are summed alike, but each has its own factor
    table(
        con,
        of,
        f"layer, area_id, month, {keys}, {', '.join(sums)}",
        *(
            f"'{layer}', '{area}', date '2019-{month}-01', {values}, "
            + ", ".join(str(n * (at + 1)) for at in range(len(sums)))
            for layer, area, month, n in rows
        ),
    )
    period = {"layer": "x", "first": first, "last": last}
    # area a: 2 + 4 + 8 = 14; the whole city: 32 more
    for area, n in (("a", 14), ("b", 32), (None, 46)):
        answers = answer(con, "pages", name, area_id=area, **period)
        assert [[row[place] for place in places] for row in answers] == [
            [n * (at + 1) for at in range(len(sums))]
        ]


@pytest.mark.parametrize(
    ("first", "last"),
    [(dt.date(2019, 2, 1), dt.date(2019, 4, 1)), (dt.date(2019, 1, 2), dt.date(2019, 4, 30))],
)
@pytest.mark.parametrize(
    ("name", "of", "keys", "values", "sums"),
    [
        ("call_months", "calls_cube", "category, initiated_by, priority, responder",
         "'c', 'i', 1, 'r'", 1),
        ("call_responses", "call_responses", "initiated_by, priority, from_s", "'i', 1, 30", 2),
    ],
)  # fmt: skip
def test_months_of_calls_in_a_period(
    name: str,
    of: str,
    keys: str,
    values: str,
    sums: int,
    first: dt.date,
    last: dt.date,
    con: duckdb.DuckDBPyConnection,
) -> None:
    """One row per month of the period, oldest first; the city is the sum of its areas."""
    table(
        con,
        of,
        f"layer, area_id, month, {keys}, n, seconds",
        f"'x', 'a', date '2019-01-01', {values}, 1, 10",
        f"'x', 'a', date '2019-02-01', {values}, 2, 20",
        f"'x', 'a', date '2019-04-01', {values}, 4, 40",
        f"'x', 'b', date '2019-04-01', {values}, 8, 80",
        f"'x', 'a', date '2019-05-01', {values}, 16, 160",
        f"'y', 'a', date '2019-04-01', {values}, 32, 320",
    )
    period = {"layer": "x", "first": first, "last": last}
    answers = answer(con, "pages", name, area_id="a", **period)
    of_month = [(row[0].month, row[-sums:]) for row in answers]
    assert of_month == [(2, (2, 20)[:sums]), (4, (4, 40)[:sums])]
    if name == "call_responses":  # the sums of the whole city are a mart
        add_lacking(con)
        answers = answer(con, "pages", "city_responses", first=first, last=last)
    else:
        answers = answer(con, "pages", name, area_id=None, **period)
    of_month = [(row[0].month, row[-sums:]) for row in answers]
    assert of_month == [(2, (2, 20)[:sums]), (4, (12, 120)[:sums])]


def test_calls_of_a_month_are_told_apart(con: duckdb.DuckDBPyConnection) -> None:
    """Category, starter, priority and responder each make a row of their own, in that order."""
    table(
        con,
        "calls_cube",
        "layer, area_id, month, category, initiated_by, priority, responder, n",
        "'x', 'a', date '2019-01-01', 'c2', 'i', 1, 'r', 1",
        "'x', 'a', date '2019-01-01', 'c1', 'i2', 1, 'r', 2",
        "'x', 'a', date '2019-01-01', 'c1', 'i1', 2, 'r', 3",
        "'x', 'a', date '2019-01-01', 'c1', 'i1', 1, 'r2', 4",
        "'x', 'a', date '2019-01-01', 'c1', 'i1', 1, 'r1', 5",
    )
    assert answer(con, "pages", "call_months", **CITY) == [
        (JANUARY, "c1", "i1", 1, "r1", 5),
        (JANUARY, "c1", "i1", 1, "r2", 4),
        (JANUARY, "c1", "i1", 2, "r", 3),
        (JANUARY, "c1", "i2", 1, "r", 2),
        (JANUARY, "c2", "i", 1, "r", 1),
    ]


def test_steps_of_response_are_told_apart(con: duckdb.DuckDBPyConnection) -> None:
    """Starter, priority and step each make a row of their own, in that order."""
    table(
        con,
        "call_responses",
        "layer, area_id, month, initiated_by, priority, from_s, n, seconds",
        "'x', 'a', date '2019-01-01', 'i2', 1, 0, 1, 10",
        "'x', 'a', date '2019-01-01', 'i1', 2, 0, 1, 20",
        "'x', 'a', date '2019-01-01', 'i1', 1, 30, 1, 40",
        "'x', 'a', date '2019-01-01', 'i1', 1, 0, 1, 15",
    )
    add_lacking(con)
    rows = [
        (JANUARY, "i1", 1, 0, 1, 15),
        (JANUARY, "i1", 1, 30, 1, 40),
        (JANUARY, "i1", 2, 0, 1, 20),
        (JANUARY, "i2", 1, 0, 1, 10),
    ]
    assert answer(con, "pages", "call_responses", **{**CITY, "area_id": "a"}) == rows
    assert answer(con, "pages", "city_responses", **WHOLE_YEAR) == rows


def test_findings_stand_by_allegation(con: duckdb.DuckDBPyConnection) -> None:
    """Rows are ordered by allegation, then by finding."""
    table(
        con,
        "allegation_breakdowns",
        "layer, area_id, month, allegation, finding, n",
        "'x', 'a', date '2019-01-01', 'rude', 'sustained', 1",
        "'x', 'a', date '2019-01-01', 'force', 'unfounded', 2",
        "'x', 'a', date '2019-01-01', 'force', 'sustained', 3",
    )
    assert answer(con, "pages", "allegation_findings", **CITY) == [
        ("force", "sustained", 3),
        ("force", "unfounded", 2),
        ("rude", "sustained", 1),
    ]


HOURS = "layer, area_id, month, weekday, hour, n"
IN_MARCH = "date '2019-03-01', 1, 2, 64"


@pytest.mark.parametrize(
    ("dataset", "of", "other"),
    [("calls", "call_week_hours", "force_hours"), ("force", "force_hours", "call_week_hours")],
)
def test_hours_are_those_of_a_dataset_in_a_period(
    dataset: str, of: str, other: str, con: duckdb.DuckDBPyConnection
) -> None:
    """An hour holds the months of the period, of one area or all, and of one dataset."""
    table(
        con,
        of,
        HOURS,
        "'x', 'a', date '2019-01-01', 1, 2, 1",
        "'x', 'a', date '2019-02-01', 1, 2, 2",
        "'x', 'b', date '2019-03-01', 1, 2, 4",
        "'x', 'a', date '2019-04-01', 1, 2, 8",
        "'x', 'a', date '2019-05-01', 1, 2, 16",
        "'y', 'a', date '2019-03-01', 1, 2, 32",
    )
    table(con, other, HOURS, f"'x', 'a', {IN_MARCH}")
    period = {"layer": "x", "first": FEBRUARY, "last": dt.date(2019, 4, 30), "dataset": dataset}
    assert answer(con, "pages", "week_hours", area_id="a", **period) == [(1, 2, 10)]
    assert answer(con, "pages", "week_hours", area_id=None, **period) == [(1, 2, 14)]


def test_hours_stand_by_weekday(con: duckdb.DuckDBPyConnection) -> None:
    """Rows are ordered by the day of the week, then by the hour."""
    table(
        con,
        "call_week_hours",
        HOURS,
        "'x', 'a', date '2019-01-01', 1, 0, 1",
        "'x', 'a', date '2019-01-01', 0, 23, 2",
        "'x', 'a', date '2019-01-01', 0, 9, 3",
    )
    table(con, "force_hours", HOURS, f"'x', 'a', {IN_MARCH}")
    rows = answer(con, "pages", "week_hours", dataset="calls", **CITY)
    assert rows == [(0, 9, 3), (0, 23, 2), (1, 0, 1)]


def test_frequent_outcomes_of_calls_stand_first(con: duckdb.DuckDBPyConnection) -> None:
    """Most calls first; outcomes of equally many calls by name."""
    table(
        con,
        "call_outcomes",
        "layer, area_id, month, outcome, n",
        "'x', 'a', date '2019-01-01', 'rare', 1",
        "'x', 'a', date '2019-01-01', 'same b', 2",
        "'x', 'a', date '2019-01-01', 'same a', 2",
        "'x', 'a', date '2019-01-01', 'often', 3",
    )
    outcomes = [row[0] for row in answer(con, "pages", "call_outcomes", **CITY)]
    assert outcomes == ["often", "same a", "same b", "rare"]


def test_frequent_call_types_stand_first(con: duckdb.DuckDBPyConnection) -> None:
    """Most calls first; then by type, then by category."""
    table(
        con,
        "call_types",
        "call_type, category, n",
        "'b', 'c', 2",
        "'a', 'd', 2",
        "'a', 'c', 2",
        "'c', 'c', 3",
    )
    assert answer(con, "pages", "call_types") == [
        ("c", "c", 3),
        ("a", "c", 2),
        ("a", "d", 2),
        ("b", "c", 2),
    ]


def test_complaints_are_open_without_a_closing_month(con: duckdb.DuckDBPyConnection) -> None:
    """A complaint is closed if it has a month closed, in whatever month that is."""
    table(
        con,
        "complaint_durations",
        "layer, area_id, month, complaint_source, days, closed_month, n",
        "'x', 'a', date '2019-01-01', 'public', 40, null, 1",
        "'x', 'a', date '2019-01-01', 'public', 40, date '2019-02-01', 2",
        "'x', 'a', date '2019-02-01', 'public', 40, date '2019-04-01', 4",
        "'x', 'a', date '2019-01-01', 'public', 3, date '2019-01-01', 8",
        "'x', 'a', date '2019-01-01', 'internal', 50, date '2019-03-01', 16",
    )
    assert answer(con, "pages", "complaint_durations", **CITY) == [
        ("internal", 50, True, 16),
        ("public", 3, True, 8),
        ("public", 40, False, 1),
        ("public", 40, True, 6),
    ]


def test_outcomes_stand_by_source(con: duckdb.DuckDBPyConnection) -> None:
    """Rows are ordered by who complained, then by outcome."""
    table(
        con,
        "complaint_breakdowns",
        "layer, area_id, month, complaint_source, disposition, n",
        "'x', 'a', date '2019-01-01', 'public', 'open', 1",
        "'x', 'a', date '2019-01-01', 'internal', 'sustained', 2",
        "'x', 'a', date '2019-01-01', 'internal', 'open', 3",
    )
    assert answer(con, "pages", "complaint_outcomes", **CITY) == [
        ("internal", "open", 3),
        ("internal", "sustained", 2),
        ("public", "open", 1),
    ]


def test_the_backlog_moves_in_two_months(con: duckdb.DuckDBPyConnection) -> None:
    """A complaint is received in one month and closed in another; an open one only the first."""
    table(
        con,
        "complaint_durations",
        "layer, area_id, month, closed_month, days, n",
        "'x', 'a', date '2019-02-01', date '2019-02-01', 3, 1",
        "'x', 'a', date '2019-01-01', date '2019-02-01', 40, 2",
        "'x', 'a', date '2019-01-01', null, 90, 4",
        "'x', 'b', date '2019-01-01', date '2019-03-01', 60, 8",
        "'y', 'a', date '2019-01-01', date '2019-03-01', 60, 16",
        # the day received is not known: neither when it began to wait, nor how long
        "'x', 'a', date '2019-01-01', date '2019-02-01', null, 32",
        "'x', 'a', date '2019-01-01', null, null, 64",
    )
    assert answer(con, "pages", "complaint_backlog", layer="x", area_id="a") == [
        (JANUARY, 6, 0),
        (FEBRUARY, 1, 3),
    ]
    assert answer(con, "pages", "complaint_backlog", layer="x", area_id=None) == [
        (JANUARY, 14, 0),
        (FEBRUARY, 1, 3),
        (MARCH, 0, 8),
    ]


def test_the_backlog_counts_alike_rows_twice(con: duckdb.DuckDBPyConnection) -> None:
    """Two sources with the same months and the same number are two rows."""
    row = "'x', 'a', date '2019-01-01', date '2019-02-01', 9, 3"
    table(con, "complaint_durations", "layer, area_id, month, closed_month, days, n", row, row)
    assert answer(con, "pages", "complaint_backlog", layer="x", area_id="a") == [
        (JANUARY, 6, 0),
        (FEBRUARY, 0, 6),
    ]


def test_a_period_without_incidents_has_none(con: duckdb.DuckDBPyConnection) -> None:
    """Incidents and rows are 0; people and officers, whom nothing tells of, are not known."""
    table(
        con,
        "force_totals",
        "layer, area_id, month, incidents_n, persons_published_n, persons_n, "
        "officers_published_n, officers_n, rows_n",
        "'x', 'a', date '2018-01-01', 1, 1, 1, 1, 1, 1",
    )
    assert answer(con, "pages", "force_totals", **CITY) == [(0, 0, None, 0, None, 0)]


@pytest.mark.parametrize(("area", "counts"), [("a", [3, 4]), (None, [3, 12])])
def test_months_of_force_of_all_time(
    area: str | None, counts: list[int], con: duckdb.DuckDBPyConnection
) -> None:
    """One row per month with incidents, oldest first, of an area or of all; no other layer's."""
    table(
        con,
        "force_totals",
        "layer, area_id, month, incidents_n",
        "'x', 'a', date '2019-02-01', 4",
        "'x', 'b', date '2019-02-01', 8",
        "'x', 'a', date '2019-01-01', 3",
        "'y', 'a', date '2019-01-01', 16",
    )
    expected = list(zip((JANUARY, FEBRUARY), counts, strict=True))
    assert answer(con, "pages", "force_months", layer="x", area_id=area) == expected


def test_frequent_values_of_a_field_stand_first(con: duckdb.DuckDBPyConnection) -> None:
    """Fields by name; within a field most incidents first, then by value."""
    table(
        con,
        "force_breakdowns",
        "layer, area_id, month, field, value, incidents_n",
        "'x', 'a', date '2019-01-01', 'reason', 'b', 2",
        "'x', 'a', date '2019-01-01', 'reason', 'a', 2",
        "'x', 'a', date '2019-01-01', 'reason', 'c', 3",
        "'x', 'a', date '2019-01-01', 'force_types', 'push', 1",
    )
    assert answer(con, "pages", "force_values", **CITY) == [
        ("force_types", "push", 1),
        ("reason", "c", 3),
        ("reason", "a", 2),
        ("reason", "b", 2),
    ]
    assert sorted(answer(con, "pages", "force_fields")) == [("force_types",), ("reason",)]


def test_values_of_a_field_of_people(con: duckdb.DuckDBPyConnection) -> None:
    """One field at a time, oldest month first, then by value."""
    table(
        con,
        "person_breakdowns",
        "month, field, value, persons_n, incidents_n",
        "date '2019-02-01', 'race', 'black', 1, 1",
        "date '2019-01-01', 'race', 'white', 2, 1",
        "date '2019-01-01', 'race', 'black', 3, 2",
        "date '2019-01-01', 'sex', 'male', 5, 3",
    )
    assert answer(con, "pages", "person_values", field="race") == [
        (JANUARY, "black", 3, 2),
        (JANUARY, "white", 2, 1),
        (FEBRUARY, "black", 1, 1),
    ]


def test_areas_of_a_layer_stand_by_name(con: duckdb.DuckDBPyConnection) -> None:
    """By name; two areas of one name by their id; another layer's are left out."""
    table(
        con,
        "areas",
        "layer, area_id, name, population, population_year, valid_from, valid_until, longitude, "
        "latitude, geometry",
        "'x', '1', 'B', 1, 2020, date '2012-01-01', date '2019-12-31', 1.0, 2.0, 'g'",
        "'x', '3', 'A', 1, 2020, null, null, 1.0, 2.0, 'g'",
        "'x', '2', 'A', 1, 2020, null, null, 1.0, 2.0, 'g'",
        "'y', '0', 'A', 1, 2020, null, null, 1.0, 2.0, 'g'",
    )
    areas = answer(con, "pages", "areas", layer="x")
    assert [row[0] for row in areas] == ["2", "3", "1"]
    assert areas[2] == (
        *("1", "B", 1, 2020, dt.date(2012, 1, 1), dt.date(2019, 12, 31), 1, 2, "g"),
    )


def test_residents_of_a_layer(con: duckdb.DuckDBPyConnection) -> None:
    """One row per area and census, by area and year."""
    table(
        con,
        "populations",
        "layer, area_id, year, n",
        "'x', 'b', 2010, 1",
        "'x', 'a', 2020, 2",
        "'x', 'a', 2010, 3",
        "'y', 'a', 2010, 4",
    )
    assert answer(con, "pages", "populations", layer="x") == [
        ("a", 2010, 3),
        ("a", 2020, 2),
        ("b", 2010, 1),
    ]


DAYS = (
    "layer, area_id, day, event, n",
    "'x', 'a', date '2019-01-01', 'force', 1",
    "'x', 'a', date '2019-01-31', 'force', 2",
    "'x', 'a', date '2019-02-01', 'force', 4",
    "'x', 'a', date '2019-01-31', 'calls', 8",
    "'x', 'unknown', date '2019-01-31', 'force', 16",
    "'y', 'a', date '2019-01-31', 'force', 32",
    "'x', 'a', date '2019-01-31', 'complaints', 64",
)
"""The first and the last day of January and the first of February, in daily_counts."""


def by_month(con: duckdb.DuckDBPyConnection, *rows: str) -> None:
    """Make daily_counts of rows, and monthly_counts of it."""
    table(con, "daily_counts", *rows)
    add_lacking(con)


def test_months_of_each_area(con: duckdb.DuckDBPyConnection) -> None:
    """The first and the last day of January are January; the next day is February."""
    by_month(con, *DAYS)
    assert sorted(answer(con, "pages", "area_months", layer="x")) == [
        ("a", JANUARY, "calls", 8),
        ("a", JANUARY, "complaints", 64),
        ("a", JANUARY, "force", 3),
        ("a", FEBRUARY, "force", 4),
        ("unknown", JANUARY, "force", 16),
    ]


def test_months_of_two_events(con: duckdb.DuckDBPyConnection) -> None:
    """Numerator and denominator by month, for one area or all; no other event, no other layer."""
    by_month(con, *DAYS)
    values = {"layer": "x", "numerator": "force", "denominator": "calls"}
    assert answer(con, "pages", "monthly_counts", area_id="a", **values) == [
        (JANUARY, "calls", 8),
        (JANUARY, "force", 3),
        (FEBRUARY, "force", 4),
    ]
    assert answer(con, "pages", "monthly_counts", area_id=None, **values) == [
        (JANUARY, "calls", 8),
        (JANUARY, "force", 19),
        (FEBRUARY, "force", 4),
    ]


def test_months_in_which_records_were_placed(con: duckdb.DuckDBPyConnection) -> None:
    """Of 19 incidents of January 16 are in no area; only the three datasets, not their parts."""
    by_month(
        con,
        *DAYS,
        "'x', 'unknown', date '2019-03-31', 'calls', 128",
        "'x', 'a', date '2019-01-31', 'force_level_known', 256",
    )
    assert answer(con, "pages", "placed_months") == [
        ("calls", "x", JANUARY, 8, 8),
        ("calls", "x", MARCH, 128, 0),
        ("complaints", "x", JANUARY, 64, 64),
        ("force", "x", JANUARY, 19, 3),
        ("force", "x", FEBRUARY, 4, 4),
        ("force", "y", JANUARY, 32, 32),
    ]


@pytest.mark.parametrize(
    ("area", "first", "last", "days"),
    [
        ("a", "2019-01-01", "2019-02-01", ["2019-01-01", "2019-01-31", "2019-02-01"]),
        ("a", "2019-01-02", "2019-01-31", ["2019-01-31"]),
        ("unknown", "2019-01-01", "2019-02-01", ["2019-01-31"]),
        (None, "2019-01-31", "2019-01-31", ["2019-01-31"]),
    ],
)
def test_days_of_an_event(
    area: str | None, first: str, last: str, days: list[str], con: duckdb.DuckDBPyConnection
) -> None:
    """Each day once, oldest first, both edges of the period included."""
    table(
        con, "daily_counts", *DAYS[:1], *reversed(DAYS[1:]), "'x', 'a', date '2019-01-15', 'w', 1"
    )
    period = {"first": dt.date.fromisoformat(first), "last": dt.date.fromisoformat(last)}
    rows = answer(con, "pages", "event_days", layer="x", area_id=area, event="force", **period)
    assert [str(day) for (day,) in rows] == days


@pytest.mark.parametrize(
    ("area", "counts"),
    [
        (None, [("2019-01-01", "a", 1), ("2019-01-31", "a", 2), ("2019-01-31", "unknown", 4)]),
        ("a", [("2019-01-01", "a", 1), ("2019-01-31", "a", 2)]),
    ],
)
def test_counts_by_day(
    area: str | None, counts: list[tuple[str, str, int]], con: duckdb.DuckDBPyConnection
) -> None:
    """Each area's count of each day of one event, both edges of the period included."""
    table(
        con,
        "daily_counts",
        "layer, area_id, day, event, n",
        "'x', 'a', date '2019-01-31', 'w', 2",
        "'x', 'unknown', date '2019-01-31', 'w', 4",
        "'x', 'a', date '2019-01-01', 'w', 1",
        "'x', 'a', date '2019-02-01', 'w', 8",
        "'x', 'a', date '2019-01-15', 'other', 16",
        "'y', 'a', date '2019-01-15', 'w', 32",
    )
    period = {"first": dt.date(2019, 1, 1), "last": dt.date(2019, 1, 31)}
    rows = answer(con, "pages", "day_counts", layer="x", area_id=area, event="w", **period)
    assert [(str(day), where, n) for day, where, n in rows] == counts


def test_windows_hold_their_edge_days(con: duckdb.DuckDBPyConnection) -> None:
    """Before: 15 January to 14 March; after: 15 May to 14 July; each day beside is left out."""
    n = {
        "2019-01-14": 1,
        "2019-01-15": 2,  # before, month 0
        "2019-02-14": 4,  # before, month 0
        "2019-02-15": 8,  # before, month 1
        "2019-03-14": 16,  # before, month 1
        "2019-03-15": 32,
        "2019-05-14": 64,
        "2019-05-15": 128,  # after, month 0
        "2019-06-15": 256,  # after, month 1
        "2019-07-14": 512,  # after, month 1
        "2019-07-15": 1024,
    }
    table(
        con,
        "daily_counts",
        "layer, area_id, day, event, n",
        *(f"'x', 'a', date '{day}', 'force', {count}" for day, count in n.items()),
        "'x', 'a', date '2019-01-15', 'calls', 3",
        "'x', 'b', date '2019-01-15', 'force', 5",
        "'y', 'a', date '2019-01-15', 'force', 7",
    )
    windows = {
        "before_from": dt.date(2019, 1, 15),
        "before_to": dt.date(2019, 3, 14),
        "after_from": dt.date(2019, 5, 15),
        "after_to": dt.date(2019, 7, 14),
    }
    assert sorted(answer(con, "pages", "period_counts", layer="x", **windows)) == [
        ("a", "after", 0, "force", 128),
        ("a", "after", 1, "force", 768),
        ("a", "before", 0, "calls", 3),
        ("a", "before", 0, "force", 6),
        ("a", "before", 1, "force", 24),
        ("b", "before", 0, "force", 5),
    ]


def test_windows_that_meet_share_no_day(con: duckdb.DuckDBPyConnection) -> None:
    """The last day before is before, the next is after; a window from the 1st has whole months."""
    by_month(
        con,
        "layer, area_id, day, event, n",
        "'x', 'a', date '2019-01-31', 'force', 1",
        "'x', 'a', date '2019-02-28', 'force', 2",
        "'x', 'a', date '2019-03-01', 'force', 4",
        "'x', 'a', date '2019-04-30', 'force', 8",
    )
    windows = {
        "before_from": dt.date(2019, 1, 1),
        "before_to": dt.date(2019, 2, 28),
        "after_from": dt.date(2019, 3, 1),
        "after_to": dt.date(2019, 4, 30),
    }
    expected = [
        ("a", "after", 0, "force", 4),
        ("a", "after", 1, "force", 8),
        ("a", "before", 0, "force", 1),
        ("a", "before", 1, "force", 2),
    ]
    for query in ("period_counts", "period_months"):
        assert sorted(answer(con, "pages", query, layer="x", **windows)) == expected


def test_published_totals_meet_ours_of_the_same_days(con: duckdb.DuckDBPyConnection) -> None:
    """Both edge days count, one layer only; a total of days without records meets 0."""
    table(con, "daily_counts", *DAYS, "'x', 'a', date '2018-12-31', 'force', 128")
    table(
        con,
        "reconciliation",
        "event, first_on, last_on, published, entry",
        "'force', date '2019-02-01', date '2019-02-28', 4, 'e1'",
        "'force', date '2019-01-01', date '2019-01-31', 20, 'e2'",
        "'calls', date '2019-01-01', date '2019-01-31', 8, 'e3'",
        "'calls', date '2020-01-01', date '2020-12-31', 5, 'e4'",
    )
    totals = answer(con, "pages", "reconciliation", layer="x")
    # 1 on the first of January, 2 and 16 on the last
    assert [(row[0], row[4], row[5]) for row in totals] == [
        ("calls", "e3", 8),
        ("force", "e2", 19),
        ("force", "e1", 4),
        ("calls", "e4", 0),
    ]
    assert totals[0][1:4] == (dt.date(2019, 1, 1), dt.date(2019, 1, 31), 8)


PLACES = (
    "place_id, layer, area_id",
    "1, 'x', 'a'",
    "1, 'y', 'other'",
    "2, 'x', 'b'",
    "9, 'y', 'other'",
)
"""Places 1 and 2 in layer x; place 9 only in layer y."""


def test_people_by_year_area_and_group(con: duckdb.DuckDBPyConnection) -> None:
    """Counted by person, and how many are alone in their incident; New Year parts the years."""
    table(con, "places", *PLACES)
    table(
        con,
        "force_incidents",
        "incident_id, occurred_on, place_id, persons_n",
        "'i1', date '2019-12-31', 1, 2",
        "'i2', date '2019-01-01', 1, 1",
        "'i3', date '2020-01-01', 1, 1",
        "'i4', date '2019-05-01', 2, 3",
        "'i5', date '2019-05-01', 9, 1",
    )
    table(
        con,
        "force_persons",
        "incident_id, race, sex, age_group",
        "'i1', 'black', 'male', '18-24'",
        "'i1', 'black', 'male', '18-24'",
        "'i2', 'black', 'male', '18-24'",
        "'i3', 'black', 'male', '18-24'",
        "'i4', 'white', 'male', '18-24'",
        "'i4', 'black', 'female', '18-24'",
        "'i4', 'black', 'male', '25-34'",
        "'i5', 'black', 'male', '18-24'",
        "'lost', 'black', 'male', '18-24'",
    )
    assert sorted(answer(con, "protected", "persons", layer="x")) == [
        ("2019", "a", "black", "male", "18-24", "i1", 2, 0),
        ("2019", "a", "black", "male", "18-24", "i2", 1, 1),
        ("2019", "b", "black", "female", "18-24", "i4", 1, 0),
        ("2019", "b", "black", "male", "25-34", "i4", 1, 0),
        ("2019", "b", "white", "male", "18-24", "i4", 1, 0),
        ("2020", "a", "black", "male", "18-24", "i3", 1, 1),
    ]


def test_complainants_by_year_area_and_group(con: duckdb.DuckDBPyConnection) -> None:
    """What is not published of a complainant is unknown; another layer's places do not count."""
    table(con, "places", *PLACES)
    table(
        con,
        "complaints",
        "complaint_id, counted_on, place_id, complainant_race, complainant_sex, "
        "complainant_age_group",
        "'c1', date '2019-12-31', 1, 'black', 'male', '18-24'",
        "'c2', date '2019-01-01', 1, 'black', 'male', '18-24'",
        "'c3', date '2020-01-01', 2, null, null, null",
        "'c4', date '2020-01-01', 9, 'black', 'male', '18-24'",
    )
    assert sorted(answer(con, "protected", "complaints", layer="x")) == [
        ("2019", "a", "black", "male", "18-24", "c1", 1),
        ("2019", "a", "black", "male", "18-24", "c2", 1),
        ("2020", "b", "unknown", "unknown", "unknown", "c3", 1),
    ]


def test_accused_officers_by_year_area_and_group(con: duckdb.DuckDBPyConnection) -> None:
    """An allegation counts in the year and area of its complaint."""
    table(con, "places", *PLACES)
    table(
        con,
        "complaints",
        "complaint_id, counted_on, place_id",
        "'c1', date '2019-12-31', 1",
        "'c2', date '2020-01-01', 2",
        "'c3', date '2020-01-01', 9",
    )
    table(
        con,
        "allegations",
        "complaint_id, officer_race, officer_sex",
        "'c1', 'black', 'male'",
        "'c1', 'black', 'male'",
        "'c2', null, null",
        "'c3', 'black', 'male'",
    )
    assert sorted(answer(con, "protected", "allegations", layer="x")) == [
        ("2019", "a", "black", "male", "c1", 2),
        ("2020", "b", "unknown", "unknown", "c2", 1),
    ]


def blocks(con: duckdb.DuckDBPyConnection, *words: str, most: int = 9) -> list[tuple[Any, ...]]:
    """Return the blocks of layer x that words find."""
    table(
        con,
        "areas",
        "layer, area_id, valid_until",
        "'x', 'a', null",
        "'x', 'old', date '2019-12-31'",
        "'y', 'a', null",
    )
    table(
        con,
        "blocks",
        "layer, block, area_id",
        "'x', '1XX W 10TH ST', 'a'",
        "'x', '19XX PEÑA AV', 'a'",
        "'x', '2XX PEÑA AV', 'a'",
        "'x', '1XX PEÑA AV', 'a'",
        "'x', '16XX LINN ST', 'a'",
        "'x', 'READ BLVD & I-10', 'a'",
        "'x', 'LINN ST / W 10TH ST', 'a'",
        "'x', '17XX LINN ST', 'old'",
        "'x', '17XX LINN ST', 'lost'",
        "'y', '18XX LINN ST', 'a'",
    )
    return answer(con, "pages", "blocks", layer="x", words=list(words), most=most)


@pytest.mark.parametrize(
    ("words", "matches"),
    [
        (["linn"], ["16XX LINN ST", "LINN ST / W 10TH ST"]),
        (["linn", "st"], ["16XX LINN ST", "LINN ST / W 10TH ST"]),
        (["linn", "10"], ["LINN ST / W 10TH ST"]),
        (["16xx"], ["16XX LINN ST"]),
        (["inn"], []),
        (["read", "10"], ["READ BLVD & I-10"]),
        (["pena"], ["1XX PEÑA AV", "2XX PEÑA AV", "19XX PEÑA AV"]),
    ],
)
def test_blocks_are_found_by_the_beginnings_of_words(
    words: list[str], matches: list[str], con: duckdb.DuckDBPyConnection
) -> None:
    """Every word must begin one of the block; accents and case do not matter; areas of today.

    By street; of one street the shorter number first.
    """
    assert blocks(con, *words) == [(block, "a") for block in matches]


def test_only_so_many_blocks_are_found(con: duckdb.DuckDBPyConnection) -> None:
    """The list ends at the most that is asked for."""
    assert blocks(con, "pena", most=2) == [("1XX PEÑA AV", "a"), ("2XX PEÑA AV", "a")]
    # seven of areas that hold, one of an area of the past, one of an area that is none
    assert answer(con, "pages", "blocks_known", layer="x") == [(9,)]


def test_a_block_of_two_areas_is_found_twice(con: duckdb.DuckDBPyConnection) -> None:
    """Word and area are counted per block and area, so two areas do not add up to two words."""
    table(con, "areas", "layer, area_id, valid_until", "'x', 'a', null", "'x', 'b', null")
    table(
        con, "blocks", "layer, block, area_id", "'x', '1XX ELM ST', 'a'", "'x', '1XX ELM ST', 'b'"
    )
    matches = answer(con, "pages", "blocks", layer="x", words=["elm"], most=9)
    assert sorted(matches) == [("1XX ELM ST", "a"), ("1XX ELM ST", "b")]


def test_filled_fields_are_those_of_any_record(con: duckdb.DuckDBPyConnection) -> None:
    """One record that holds a field publishes it; without any it is counted, and not published."""
    table(
        con,
        "coverage",
        "dataset, month, field, rows_n, filled_n",
        "'force', date '2019-02-01', 'reason', 5, 1",
        "'force', date '2019-01-01', 'reason', 5, 2",
        "'force', date '2019-01-01', 'district', 5, 0",
        "'calls', date '2019-03-01', 'priority', 7, 1",
    )
    assert sorted(answer(con, "pages", "filled_fields")) == [
        ("calls", "priority", True),
        ("force", "district", False),
        ("force", "reason", True),
    ]
    assert answer(con, "pages", "coverage") == [
        ("calls", MARCH, "priority", 7, 1),
        ("force", JANUARY, "district", 5, 0),
        ("force", JANUARY, "reason", 5, 2),
        ("force", FEBRUARY, "reason", 5, 1),
    ]


def test_revisions_are_counted_by_record(con: duckdb.DuckDBPyConnection) -> None:
    """A record that changed in two fields is one changed record of its month."""
    table(
        con,
        "revision_records",
        "dataset, month, kind, record_id, field, value_before, value_now",
        "'force', date '2019-02-01', 'removed', 'r5', null, null, null",
        "'force', date '2019-01-01', 'changed', 'r1', 'reason', 'a', 'b'",
        "'force', date '2019-01-01', 'changed', 'r1', 'district', 'c', 'd'",
        "'force', date '2019-01-01', 'changed', 'r2', 'reason', 'a', 'b'",
        "'force', date '2019-01-01', 'added', 'r3', null, null, null",
        "'force', date '2019-01-01', 'added', 'r4', null, null, null",
        "'force', date '2019-01-01', 'added', 'r4', null, null, null",
        "'force', date '2019-02-01', 'removed', 'r5', null, null, null",
        "'calls', date '2019-01-01', 'added', 'r1', null, null, null",
    )
    assert answer(con, "pages", "revised_months", dataset="force") == [
        (JANUARY, 2, 0, 2),
        (FEBRUARY, 0, 1, 0),
    ]
    assert answer(con, "pages", "revisions") == [
        ("calls", JANUARY, "added", None, 1),
        ("force", JANUARY, "added", None, 2),
        ("force", JANUARY, "changed", "district", 1),
        ("force", JANUARY, "changed", "reason", 2),
        ("force", FEBRUARY, "removed", None, 1),
    ]
    assert [row[:4] for row in answer(con, "pages", "revision_records", dataset="force")] == [
        (JANUARY, "r1", "changed", "district"),
        (JANUARY, "r1", "changed", "reason"),
        (JANUARY, "r2", "changed", "reason"),
        (JANUARY, "r3", "added", None),
        (JANUARY, "r4", "added", None),
        (JANUARY, "r4", "added", None),
        (FEBRUARY, "r5", "removed", None),
        (FEBRUARY, "r5", "removed", None),
    ]


def test_a_record_of_two_kinds_stands_by_kind(con: duckdb.DuckDBPyConnection) -> None:
    """Within a record kinds stand by name."""
    table(
        con,
        "revision_records",
        "dataset, month, kind, record_id, field, value_before, value_now",
        "'force', date '2019-01-01', 'changed', 'r1', 'reason', 'a', 'b'",
        "'force', date '2019-01-01', 'added', 'r1', null, null, null",
    )
    assert answer(con, "pages", "revision_records", dataset="force") == [
        (JANUARY, "r1", "added", None, None, None),
        (JANUARY, "r1", "changed", "reason", "a", "b"),
    ]


ORDERED = [
    ("benchmarks", "benchmarks", "benchmark, race, year, n",
     ["'b', 'x', 1, 1", "'a', 'y', 1, 2", "'a', 'x', 2, 3", "'a', 'x', 1, 4"], 3),
    ("corrections", "corrections",
     "correction_id, source, dataset, action, rows_expected, rows_n, entry",
     ["'b', 's', 'd', 'x', 1, 1, 1", "'a', 's', 'd', 'x', 1, 1, 2"], 6),
    ("month_notes", "month_notes", "month, entry",
     ["date '2019-02-01', 1", "date '2019-01-01', 2"], 1),
    ("policies", "policies", "policy_id, effective_on, entry",
     ["'a', date '2019-02-01', 1", "'c', date '2019-01-01', 2", "'b', date '2019-01-01', 3"], 0),
    ("questions", "questions", "position, entry", ["2, 1", "1, 2"], 0),
    ("revision_notes", "revision_notes", "dataset, field, entry",
     ["'b', 'x', 1", "'a', 'y', 2", "'a', 'x', 3"], 2),
]  # fmt: skip


@pytest.mark.parametrize(("name", "of", "columns", "rows", "place"), ORDERED)
def test_lists_are_ordered(
    name: str,
    of: str,
    columns: str,
    rows: list[str],
    place: int,
    con: duckdb.DuckDBPyConnection,
) -> None:
    """Rows that lie in the table last to first are answered first to last."""
    table(con, of, columns, *rows)
    numbers = [row[place] for row in answer(con, "pages", name)]
    assert numbers == list(range(len(rows), 0, -1))


def test_frequent_names_that_match_nothing_stand_first(con: duckdb.DuckDBPyConnection) -> None:
    """Most records first; then by layer, then by name."""
    table(
        con,
        "unmatched_names",
        "layer, place_name, records, is_declared",
        "'y', 'a', 1, false",
        "'x', 'b', 1, false",
        "'x', 'a', 1, true",
        "'z', 'z', 2, false",
    )
    assert answer(con, "pages", "unmatched_names") == [
        ("z", "z", 2, False),
        ("x", "a", 1, True),
        ("x", "b", 1, False),
        ("y", "a", 1, False),
    ]


def test_each_window_counts_months_from_its_own_first_day(con: duckdb.DuckDBPyConnection) -> None:
    """Before begins on the 15th, after on the 10th: months begin on those days, to the last day."""
    table(
        con,
        "daily_counts",
        "layer, area_id, day, event, n",
        "'x', 'a', date '2019-02-14', 'force', 1",
        "'x', 'a', date '2019-02-15', 'force', 2",
        "'x', 'a', date '2019-03-14', 'force', 4",
        "'x', 'a', date '2019-06-09', 'force', 8",
        "'x', 'a', date '2019-06-10', 'force', 16",
    )
    windows = {
        "before_from": dt.date(2019, 1, 15),
        "before_to": dt.date(2019, 3, 14),
        "after_from": dt.date(2019, 5, 10),
        "after_to": dt.date(2019, 7, 9),
    }
    assert sorted(answer(con, "pages", "period_counts", layer="x", **windows)) == [
        ("a", "after", 0, "force", 8),
        ("a", "after", 1, "force", 16),
        ("a", "before", 0, "force", 1),
        ("a", "before", 1, "force", 6),
    ]
