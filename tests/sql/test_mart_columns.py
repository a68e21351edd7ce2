"""The columns of the marts: which month and area a record counts in, and under which value."""

import datetime as dt
from typing import Any

import duckdb
import pytest

from queries.declared.fields import fields as declared
from queries.sql_text import read_sql
from tests.sql.test_core import ask

NO_SENSITIVE_TYPE = """
create table marts.sensitive_types (call_type varchar, category varchar, least integer)
"""
FEBRUARY, MARCH = dt.date(2019, 2, 1), dt.date(2019, 3, 1)


@pytest.fixture
def core(core: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Empty core tables; place 1 is unknown, place 2 is area a, and area z of a second layer.

    No type of calls is sensitive.
    """
    core.execute("insert into core.places values (2, 'second', 'z', 'point')")
    core.execute(NO_SENSITIVE_TYPE)
    return core


def insert(con: duckdb.DuckDBPyConnection, name: str, columns: str, *rows: str) -> None:
    """Add records to a core table; columns that are not named stay null."""
    values = ", ".join(f"({row})" for row in rows)
    con.execute(f"insert into core.{name} ({columns}) values {values}")


def mart(
    con: duckdb.DuckDBPyConnection, name: str, columns: str, where: str = "true"
) -> list[tuple[Any, ...]]:
    """Return columns of a mart in their own order."""
    query = read_sql("marts", name)
    return ask(con, f"select {columns} from ({query}) where {where} order by all")


@pytest.mark.parametrize(
    ("name", "n"),
    [
        ("allegation_breakdowns", "n"),
        ("call_outcomes", "n"),
        ("call_responses", "n"),
        ("call_week_hours", "n"),
        ("calls_cube", "n"),
        ("complaint_breakdowns", "n"),
        ("complaint_durations", "n"),
        ("force_breakdowns", "incidents_n"),
        ("force_hours", "n"),
        ("force_totals", "incidents_n"),
    ],
)
def test_a_record_counts_in_its_month_and_area(
    name: str, n: str, core: duckdb.DuckDBPyConnection
) -> None:
    """15 and 28 February are February, 1 March is March; each layer counts for itself.

    A record of a place in no layer counts nowhere.
    """
    days = [
        ("2019-02-15", 2),
        ("2019-02-28", 2),
        ("2019-03-01", 2),
        ("2019-02-28", 1),
        ("2019-02-28", 99),
    ]
    for number, (day, place_id) in enumerate(days):
        insert(
            core,
            "complaints",
            "complaint_id, counted_on, place_id, row_key, disposition",
            f"'r{number}', '{day}', {place_id}, 10000000002, 'open'",
        )
        insert(core, "allegations", "complaint_id", f"'r{number}'")
        insert(
            core,
            "force_incidents",
            "incident_id, occurred_on, place_id, reason",
            f"'r{number}', '{day}', {place_id}, 'v'",
        )
        insert(
            core,
            "calls",
            "call_id, received_at, place_id, response_s",
            f"'r{number}', '{day} 10:00', {place_id}, 3",
        )
    query = read_sql("marts", name)
    assert ask(
        core,
        f"select layer, area_id, month, sum({n}) from ({query}) group by all order by all",
    ) == [
        ("area", "a", FEBRUARY, 2),
        ("area", "a", MARCH, 1),
        ("area", "unknown", FEBRUARY, 1),
        ("second", "z", FEBRUARY, 2),
        ("second", "z", MARCH, 1),
    ]


def test_findings_of_allegations(core: duckdb.DuckDBPyConnection) -> None:
    """Counted by what is alleged and what was found; what nobody words is unknown."""
    insert(
        core,
        "complaints",
        "complaint_id, counted_on, place_id",
        "'c1', '2019-02-15', 2",
        "'c2', '2019-02-28', 2",
    )
    insert(
        core,
        "allegations",
        "complaint_id, allegation, finding",
        "'c1', 'rude', 'unfounded'",
        "'c1', 'rude', 'unfounded'",
        "'c2', 'rude', 'sustained'",
        "'c2', null, 'sustained'",
        "'absent', 'rude', 'sustained'",
    )
    assert mart(
        core, "allegation_breakdowns", "month, allegation, finding, n", "layer = 'area'"
    ) == [
        (FEBRUARY, "rude", "sustained", 1),
        (FEBRUARY, "rude", "unfounded", 2),
        (FEBRUARY, "unknown", "sustained", 1),
    ]


def test_sources_and_outcomes_of_complaints(core: duckdb.DuckDBPyConnection) -> None:
    """Counted by who complained and how it ended."""
    insert(
        core,
        "complaints",
        "complaint_id, counted_on, place_id, complaint_source, disposition",
        "'c1', '2019-02-15', 2, 'public', 'open'",
        "'c2', '2019-02-15', 2, 'public', 'open'",
        "'c3', '2019-02-15', 2, 'public', 'sustained'",
        "'c4', '2019-02-15', 2, 'internal', 'open'",
    )
    assert mart(
        core, "complaint_breakdowns", "complaint_source, disposition, n", "layer = 'area'"
    ) == [("internal", "open", 1), ("public", "open", 2), ("public", "sustained", 1)]


def test_kinds_of_calls(core: duckdb.DuckDBPyConnection) -> None:
    """Counted by category, starter, priority and responder."""
    insert(
        core,
        "calls",
        "received_at, place_id, category, call_type, initiated_by, priority, responder",
        "'2019-02-15', 2, 'c', 't', 'public', 1, 'police'",
        "'2019-02-15', 2, 'c', 't', 'public', 1, 'police'",
        "'2019-02-15', 2, 'c', 't', 'public', 2, 'police'",
        "'2019-02-15', 2, 'd', 't', null, null, null",
    )
    assert mart(
        core,
        "calls_cube",
        "category, initiated_by, priority, responder, n",
        "layer = 'area'",
    ) == [
        ("c", "public", 1, "police", 2),
        ("c", "public", 2, "police", 1),
        ("d", "unknown", None, "unknown", 1),
    ]
    assert mart(core, "call_types", "*") == [("t", "c", 3), ("t", "d", 1)]


@pytest.mark.parametrize(
    ("received_at", "weekday", "hour"),
    [
        ("2019-02-03 23:59:59", 6, 23),  # a Sunday
        ("2019-02-04 00:00:00", 0, 0),  # the Monday after
        ("2019-02-09 12:00:00", 5, 12),  # a Saturday
        ("2020-02-29 12:00:00", 5, 12),  # a Saturday in a leap year
    ],
)
def test_the_hour_of_a_call(
    received_at: str, weekday: int, hour: int, core: duckdb.DuckDBPyConnection
) -> None:
    """Monday is day 0; an hour ends with its last second."""
    insert(core, "calls", "received_at, place_id", f"'{received_at}', 1")
    assert mart(core, "call_week_hours", "weekday, hour, n") == [(weekday, hour, 1)]


def test_the_hour_of_force(core: duckdb.DuckDBPyConnection) -> None:
    """An incident has its weekday; one of which only the day is published has no hour."""
    insert(
        core,
        "force_incidents",
        "incident_id, occurred_on, occurred_at, place_id",
        "'i1', '2019-02-03', '2019-02-03 23:59:59', 2",  # a Sunday
        "'i2', '2019-02-04', null, 2",  # the Monday after
    )
    where = "layer = 'area'"
    assert mart(core, "force_hours", "weekday, hour, n", where) == [(0, None, 1), (6, 23, 1)]


@pytest.mark.parametrize(
    ("response_s", "from_s"),
    [
        (0, 0),
        (29, 0),
        (30, 30),
        (1199, 1170),  # steps of 30 seconds up to 20 minutes
        (1200, 1200),
        (1259, 1200),  # then a minute
        (3599, 3540),
        (3600, 3600),
        (3899, 3600),  # then 5 minutes
        (14399, 14100),
        (14400, 14400),
        (17999, 14400),  # then an hour
        (18000, 18000),
    ],
)
def test_the_step_of_a_response(
    response_s: int, from_s: int, core: duckdb.DuckDBPyConnection
) -> None:
    """A response stands in the step that holds its seconds; a call without one stands nowhere."""
    insert(
        core,
        "calls",
        "received_at, place_id, response_s",
        f"'2019-02-15', 1, {response_s}",
        f"'2019-02-15', 1, {response_s}",
        "'2019-02-15', 1, null",
    )
    assert mart(core, "call_responses", "initiated_by, from_s, n, seconds") == [
        ("unknown", from_s, 2, 2 * response_s)
    ]


def test_responses_stand_by_starter_and_priority(core: duckdb.DuckDBPyConnection) -> None:
    """Each starter and each priority has steps of its own."""
    insert(
        core,
        "calls",
        "received_at, place_id, initiated_by, priority, response_s",
        "'2019-02-15', 1, 'public', 1, 31",
        "'2019-02-15', 1, 'public', 2, 32",
        "'2019-02-15', 1, 'officer', 1, 33",
    )
    assert mart(core, "call_responses", "initiated_by, priority, from_s, n, seconds") == [
        ("officer", 1, 30, 1, 33),
        ("public", 1, 30, 1, 31),
        ("public", 2, 30, 1, 32),
    ]


def test_the_twenty_most_frequent_outcomes_keep_their_names(
    core: duckdb.DuckDBPyConnection,
) -> None:
    """Of two that are equally frequent the first by name does; a call without one is unknown."""
    outcomes = ["z"] * 3 + [f"'{chr(ord('a') + n)}'" for n in range(20)]
    insert(
        core,
        "calls",
        "received_at, place_id, outcome",
        *(f"'2019-02-15', 1, {outcome.strip(chr(39))!r}" for outcome in outcomes),
        "'2019-02-15', 1, null",
        "'2019-02-15', 1, null",
    )
    # z with 3 calls, then a to s by name: t is the twenty-first
    expected = {chr(ord("a") + n): 1 for n in range(19)} | {"z": 3, "other": 1, "unknown": 2}
    assert dict(mart(core, "call_outcomes", "outcome, n")) == expected


def test_how_long_complaints_were_watched(core: duckdb.DuckDBPyConnection) -> None:
    """Each source is known to its own last day: of a receipt or of a closing, whichever is later.

    A complaint with an outcome but no closing day cannot be watched.
    """
    core.execute("insert into core.files values (2, 't', 'g.csv')")
    insert(
        core,
        "complaints",
        "complaint_id, row_key, received_on, closed_on, disposition, complaint_source, place_id",
        # the last day of source s is 10 March, that of a closing
        "'c1', 10000000002, '2019-02-08', '2019-03-10', 'sustained', 'public', 1",
        "'c2', 10000000003, '2019-02-28', null, 'open', 'public', 1",
        "'c3', 10000000004, '2019-02-28', null, 'unfounded', 'public', 1",
        # the last day of source t is 20 April, that of a receipt
        "'c4', 20000000002, '2019-02-08', '2019-03-10', 'open', 'internal', 1",
        "'c5', 20000000003, '2019-04-20', null, 'open', 'internal', 1",
        "'c6', 20000000004, '2019-04-19', null, 'open', 'internal', 1",
    )
    assert mart(core, "complaint_durations", "complaint_source, month, days, closed_month, n") == [
        ("internal", FEBRUARY, 30, MARCH, 1),
        ("internal", dt.date(2019, 4, 1), 0, None, 1),
        ("internal", dt.date(2019, 4, 1), 1, None, 1),
        ("public", FEBRUARY, 10, None, 1),
        ("public", FEBRUARY, 30, MARCH, 1),
    ]


def test_a_complaint_without_day_received_is_not_watched(core: duckdb.DuckDBPyConnection) -> None:
    """It keeps its place in the month it counts in, closed or open, with no days watched."""
    insert(
        core,
        "complaints",
        "complaint_id, row_key, counted_on, received_on, closed_on, disposition, place_id",
        "'c1', 10000000002, '2019-02-08', null, '2019-03-10', 'sustained', 1",
        "'c2', 10000000003, '2019-02-09', null, null, 'open', 1",
        "'c3', 10000000004, '2019-02-01', '2019-03-01', '2019-03-10', 'sustained', 1",
    )
    assert mart(core, "complaint_durations", "month, days, closed_month, n") == [
        (FEBRUARY, None, MARCH, 1),
        (FEBRUARY, None, None, 1),
        (MARCH, 9, MARCH, 1),
    ]


def test_a_source_is_known_from_any_of_its_files(core: duckdb.DuckDBPyConnection) -> None:
    """The file is read from the key of the row: row 2 of the third file."""
    core.execute("insert into core.files values (3, 't', 'h.csv'), (2, 's', 'g.csv')")
    insert(
        core,
        "complaints",
        "complaint_id, row_key, received_on, closed_on, disposition, place_id",
        "'c1', 10000000002, '2019-02-08', '2019-03-10', 'x', 1",
        "'c2', 20000000002, '2019-02-28', null, 'open', 1",
        "'c3', 30000000002, '2019-02-28', null, 'open', 1",
    )
    # c3 is alone in source t, whose last day is the day it came
    assert [row[0] for row in mart(core, "complaint_durations", "days, n")] == [0, 10, 30]


DATASETS = {
    "force": ("force_incidents", "occurred_on"),
    "persons": ("force_persons", None),
    "complaints": ("complaints", "counted_on"),
    "allegations": ("allegations", None),
    "calls": ("calls", "received_at"),
}
"""By dataset of coverage: its core table, and the column of its day, if not its incident's."""

BLANKS = {
    ("force", "area_id"): "'unknown'",
    ("force", "persons_n"): "0",
    ("force", "officers_n"): "0",
    ("persons", "race"): "'unknown'",
    ("persons", "sex"): "'unknown'",
    ("persons", "age_group"): "'unknown'",
    ("complaints", "area_id"): "'unknown'",
    ("complaints", "complaint_source"): "'unknown'",
    ("complaints", "allegations_n"): "0",
    ("complaints", "disposition"): "'unknown'",
    ("complaints", "complainant_race"): "'unknown'",
    ("complaints", "complainant_sex"): "'unknown'",
    ("complaints", "complainant_age_group"): "'unknown'",
    ("allegations", "finding"): "'unknown'",
    ("allegations", "officer_race"): "'unknown'",
    ("allegations", "officer_sex"): "'unknown'",
    ("calls", "area_id"): "'unknown'",
    ("calls", "category"): "'unknown'",
    ("calls", "initiated_by"): "'unknown'",
    ("calls", "responder"): "'unknown'",
}
"""What a field that is not known holds, where that is not null."""

VALUES = {
    "BOOLEAN": "false",
    "VARCHAR": "'v'",
    "INTEGER": "1",
    "BIGINT": "1",
    "DATE": "date '2019-01-01'",
    "TIMESTAMP": "timestamp '2019-01-01 10:00'",
    "VARCHAR[]": "['v']",
}
"""A value of each type; false is a value."""


@pytest.mark.parametrize("dataset", DATASETS)
def test_every_field_is_counted_for_itself(dataset: str, core: duckdb.DuckDBPyConnection) -> None:
    """Of n fields in order, the first record fills all, the next all but the first, the last none.

    So the first field is filled once and the last n times: a field that counted another, or
    counted what is not known, would show. No field is filled in March.
    """
    name, day = DATASETS[dataset]
    insert(core, "force_incidents", "incident_id, occurred_on", "'feb', '2019-02-15'")
    insert(core, "force_incidents", "incident_id, occurred_on", "'march', '2019-03-01'")
    insert(core, "complaints", "complaint_id, counted_on", "'feb', '2019-02-15'")
    insert(core, "complaints", "complaint_id, counted_on", "'march', '2019-03-01'")
    types = dict(
        ask(
            core,
            "select column_name, data_type from information_schema.columns "
            f"where table_schema = 'core' and table_name = '{name}'",
        )
    )
    record = "complaint_id" if dataset == "allegations" else "incident_id"
    february, march = ("'2019-02-28'", "'2019-03-01'") if day else ("'feb'", "'march'")
    if dataset in ("force", "complaints"):
        core.execute(f"delete from core.{name}")
    insert(core, name, day or record, march)
    fields = sorted(field.name for field in declared(dataset) if field.is_counted)
    for first in range(len(fields) + 1):
        values = [
            VALUES[types[field]] if at >= first else BLANKS.get((dataset, field), "null")
            for at, field in enumerate(fields)
        ]
        insert(core, name, ", ".join([day or record, *fields]), ", ".join([february, *values]))
    # a person of no incident and an allegation of no complaint are in no month
    if not day:
        insert(core, name, record, "'absent'")
    n = len(fields)
    assert mart(core, "coverage", "month, field, rows_n, filled_n", f"dataset = '{dataset}'") == [
        *((FEBRUARY, field, n + 1, at) for at, field in enumerate(fields, start=1)),
        *((MARCH, field, 1, 0) for field in fields),
    ]


def test_every_field_of_an_incident_is_broken_down(core: duckdb.DuckDBPyConnection) -> None:
    """An incident that holds one field alone has rows of that field alone, under its value."""
    types = dict(
        ask(
            core,
            "select column_name, data_type from information_schema.columns "
            "where table_schema = 'core' and table_name = 'force_incidents'",
        )
    )
    columns = "incident_id, occurred_on, place_id, force_types"
    insert(core, "force_incidents", columns, "'i', '2019-02-28', 1, ['push']")
    assert mart(core, "force_breakdowns", "field, value, incidents_n") == [
        ("force_types", "push", 1)
    ]
    fields = [
        *("reason", "force_level", "is_person_injured", "is_officer_injured"),
        *("is_person_killed", "is_firearm_pointed", "is_deescalation_attempted"),
        *("is_behavioral_crisis", "is_arrest_made", "has_camera_footage"),
        *("person_weapon", "officer_weapon", "disposition"),
    ]
    text = {"BOOLEAN": "false", "VARCHAR": "v", "INTEGER": "1"}
    for field in fields:
        core.execute("delete from core.force_incidents")
        insert(
            core,
            "force_incidents",
            f"incident_id, occurred_on, place_id, {field}",
            f"'i1', '2019-02-28', 1, {VALUES[types[field]]}",
            f"'i2', '2019-02-28', 1, {VALUES[types[field]]}",
            "'i3', '2019-02-28', 1, null",
        )
        assert set(mart(core, "force_breakdowns", "field, value, incidents_n")) == {
            (field, "unknown", 1),
            (field, text[types[field]], 2),
        }


def test_totals_of_people_officers_and_rows(core: duckdb.DuckDBPyConnection) -> None:
    """Summed over incidents; where none publishes people, their number is not known."""
    insert(
        core,
        "force_incidents",
        "incident_id, occurred_on, place_id, persons_n, officers_n, rows_n",
        "'i1', '2019-02-15', 2, 1, 2, 4",
        "'i2', '2019-02-28', 2, 2, null, 8",
        "'i3', '2019-02-28', 2, null, null, 1",
        "'i4', '2019-02-28', 1, null, null, 1",
    )
    assert mart(
        core,
        "force_totals",
        "area_id, incidents_n, persons_published_n, persons_n, officers_published_n, officers_n, "
        "rows_n",
        "layer = 'area'",
    ) == [("a", 3, 2, 3, 1, 2, 13), ("unknown", 1, 0, None, 0, None, 1)]


def test_people_by_race_sex_and_age(core: duckdb.DuckDBPyConnection) -> None:
    """People and, once for each value, their incidents, month by month."""
    insert(
        core,
        "force_incidents",
        "incident_id, occurred_on",
        "'i1', '2019-02-15'",
        "'i2', '2019-02-28'",
        "'i3', '2019-03-01'",
    )
    insert(
        core,
        "force_persons",
        "incident_id, race, sex, age_group",
        "'i1', 'black', 'male', 'unknown'",
        "'i1', 'black', 'unknown', 'unknown'",
        "'i2', 'black', 'unknown', 'unknown'",
        "'i3', 'unknown', 'unknown', 'unknown'",
        "'absent', 'black', 'male', 'unknown'",
    )
    core.execute("update core.force_persons set age_group = '18-24' where incident_id = 'i3'")
    assert mart(core, "person_breakdowns", "month, field, value, persons_n, incidents_n") == [
        (FEBRUARY, "age_group", "unknown", 3, 2),
        (FEBRUARY, "race", "black", 3, 2),
        (FEBRUARY, "sex", "male", 1, 1),
        (FEBRUARY, "sex", "unknown", 2, 2),
        (MARCH, "age_group", "18-24", 1, 1),
        (MARCH, "race", "unknown", 1, 1),
        (MARCH, "sex", "unknown", 1, 1),
    ]


def counts(con: duckdb.DuckDBPyConnection, day: str = "2019-02-15") -> dict[str, int]:
    """Return the events of a day in layer `area`, all areas together."""
    return dict(mart(con, "daily_counts", "event, n", f"layer = 'area' and day = '{day}'"))


@pytest.mark.parametrize(
    ("field", "denominator", "true"),
    [
        ("is_person_injured", "force_person_injury_known", "force_person_injured"),
        ("is_officer_injured", "force_officer_injury_known", "force_officer_injured"),
        ("is_deescalation_attempted", "force_deescalation_known", "force_deescalation"),
        ("is_behavioral_crisis", "force_crisis_known", "force_crisis"),
        ("is_firearm_pointed", None, "force_firearm_pointed"),
    ],
)
def test_incidents_of_a_flag(
    field: str, denominator: str | None, true: str, core: duckdb.DuckDBPyConnection
) -> None:
    """Of six incidents three are known, of which one is true; no other event is counted."""
    insert(
        core,
        "force_incidents",
        f"incident_id, occurred_on, place_id, {field}",
        "'i1', '2019-02-15', 2, true",
        "'i2', '2019-02-15', 2, false",
        "'i3', '2019-02-15', 2, false",
        "'i4', '2019-02-15', 2, null",
        "'i5', '2019-02-15', 2, null",
        "'i6', '2019-02-15', 2, null",
        "'i7', '2019-02-16', 2, true",
        "'i8', '2019-02-15', 99, true",
    )
    assert counts(core) == {"force": 6, true: 1} | ({denominator: 3} if denominator else {})


def test_the_level_of_force_that_is_high(core: duckdb.DuckDBPyConnection) -> None:
    """The city's high level is 3: levels 3 and 4 are high, 2 is not; no level is not known."""
    insert(
        core,
        "force_incidents",
        "incident_id, occurred_on, place_id, force_level",
        *(f"'i{number}', '2019-02-15', 2, {level}"
          for number, level in enumerate(["1", "2", "2", "3", "4", "null"])),
    )  # fmt: skip
    assert counts(core) == {"force": 6, "force_level_known": 5, "force_high_level": 2}


@pytest.mark.parametrize(
    ("days_open", "last_received", "is_due", "is_closed"),
    [
        (180, "2019-08-14", True, True),  # 180 days after 15 February
        (181, "2019-08-14", True, False),
        (180, "2019-08-13", False, False),
        (1, "2019-08-13", False, False),
        (None, "2019-08-14", True, False),
        (0, "2019-12-31", True, True),
    ],
)
def test_a_complaint_closed_in_180_days(
    days_open: int | None,
    last_received: str,
    is_due: bool,
    is_closed: bool,
    core: duckdb.DuckDBPyConnection,
) -> None:
    """Due when the data reach 180 days past its receipt; in time when closed on day 180 or before.

    Complaints that came later and closed sooner do not show whether it was.
    """
    days = "null" if days_open is None else str(days_open)
    insert(
        core,
        "complaints",
        "complaint_id, counted_on, received_on, place_id, days_open",
        f"'c1', '2019-02-15', '2019-02-15', 2, {days}",
        "'c2', '2019-02-14', '2019-02-14', 1, null",
        f"'c3', '{last_received}', '{last_received}', 1, null",
        "'c4', '2019-02-15', '2019-02-15', 99, 1",
        # counted by another day: nobody knows when it was due
        "'c5', '2019-02-15', null, 2, null",
    )
    expected = {"complaints": 2}
    expected |= {"complaints_due_180": 1} if is_due else {}
    expected |= {"complaints_closed_180": 1} if is_closed else {}
    assert counts(core) == expected


def test_complaints_that_allege_force(core: duckdb.DuckDBPyConnection) -> None:
    """Of four complaints three say whether force is alleged; one says it is."""
    insert(
        core,
        "complaints",
        "complaint_id, counted_on, place_id, is_force_alleged",
        *(f"'c{number}', '2019-02-15', 2, {flag}"
          for number, flag in enumerate(["true", "false", "false", "null"])),
    )  # fmt: skip
    assert counts(core) == {"complaints": 4, "complaints_force_known": 3, "complaints_force": 1}


def test_decided_complaints_have_a_known_outcome(core: duckdb.DuckDBPyConnection) -> None:
    """Counted on the day they closed; one whose outcome nobody knows was closed, not decided."""
    insert(
        core,
        "complaints",
        "complaint_id, received_on, closed_on, place_id, disposition",
        "'c1', '2019-01-01', '2019-02-15', 2, 'sustained'",
        "'c2', '2019-01-01', '2019-02-15', 2, 'unfounded'",
        "'c3', '2019-01-01', '2019-02-15', 2, 'unfounded'",
        "'c4', '2019-01-01', '2019-02-15', 2, 'unknown'",
        "'c5', '2019-01-01', '2019-02-16', 2, 'sustained'",
        "'c6', '2019-02-14', null, 2, 'sustained'",
        "'c7', '2019-01-01', '2019-02-15', 99, 'sustained'",
    )
    assert counts(core) == {"complaints_decided": 3, "complaints_sustained": 1}
    assert counts(core, "2019-02-16") == {"complaints_decided": 1, "complaints_sustained": 1}
    # a complaint without a closing day is on no day
    assert mart(core, "daily_counts", "count(*)", "day is null") == [(0,)]


def test_calls_by_starter_and_category(core: duckdb.DuckDBPyConnection) -> None:
    """Known is all but unknown; a call of one second before midnight is of its day."""
    insert(
        core,
        "calls",
        "received_at, place_id, initiated_by, category",
        "'2019-02-15 00:00:00', 2, 'public', 'unknown'",
        "'2019-02-15 23:59:59', 2, 'officer', 'unknown'",
        "'2019-02-15 10:00:00', 2, 'officer', 'behavioral_crisis'",
        "'2019-02-15 10:00:00', 2, 'unknown', 'traffic'",
        "'2019-02-15 10:00:00', 2, 'unknown', 'traffic'",
        "'2019-02-16 00:00:00', 2, 'public', 'traffic'",
        "'2019-02-15 10:00:00', 99, 'public', 'traffic'",
    )
    assert counts(core) == {
        "calls": 5,
        "calls_initiator_known": 3,
        "calls_public": 1,
        "calls_category_known": 3,
        "calls_crisis": 1,
    }


@pytest.mark.parametrize(
    ("priority", "response_s", "is_timed", "is_on_time"),
    [
        ("1", "600", True, True),  # the city's target: priority 1 within 600 seconds
        ("1", "601", True, False),
        ("0", "600", True, True),
        ("2", "10", False, False),
        ("1", "null", False, False),
        ("null", "10", False, False),
    ],
)
def test_calls_answered_in_time(
    priority: str,
    response_s: str,
    is_timed: bool,
    is_on_time: bool,
    core: duckdb.DuckDBPyConnection,
) -> None:
    """An urgent call with a response time is timed; at the target's last second it is on time."""
    insert(
        core,
        "calls",
        "received_at, place_id, initiated_by, category, priority, response_s",
        f"'2019-02-15 10:00:00', 2, 'unknown', 'unknown', {priority}, {response_s}",
    )
    expected = {"calls": 1}
    expected |= {"calls_priority_timed": 1} if is_timed else {}
    expected |= {"calls_priority_on_time": 1} if is_on_time else {}
    assert counts(core) == expected


def test_days_stand_in_their_layers_and_areas(core: duckdb.DuckDBPyConnection) -> None:
    """Every kind of event counts for itself in each layer, area and day, and nowhere else."""
    for place_id in (1, 2, 99):
        insert(
            core,
            "force_incidents",
            "incident_id, occurred_on, place_id",
            f"'i1', '2019-02-15', {place_id}",
        )
        insert(
            core,
            "complaints",
            "complaint_id, counted_on, closed_on, disposition, place_id",
            f"'c1', '2019-02-15', '2019-02-15', 'x', {place_id}",
        )
        insert(
            core,
            "calls",
            "received_at, initiated_by, category, place_id",
            f"'2019-02-15 10:00', 'unknown', 'unknown', {place_id}",
        )
    events = ["calls", "complaints", "complaints_decided", "force"]
    assert mart(core, "daily_counts", "layer, area_id, event, n") == [
        *(("area", "a", event, 1) for event in events),
        *(("area", "unknown", event, 1) for event in events),
        *(("second", "z", event, 1) for event in events),
    ]
