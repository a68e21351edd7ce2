"""Columns of the core tables: which of several rows gives a record its value and place."""

import datetime as dt

import duckdb
import pytest

from tests.sql.test_core import ask, make, stage


def place(con: duckdb.DuckDBPyConnection, *rows: str) -> None:
    """Add places: source, map_no, longitude, latitude, place_name, place_id."""
    for row in rows:
        con.execute(
            "insert into core.placed "
            "(source, map_no, longitude, latitude, place_name, place_id, area_id, placed_by) "
            f"values ({row}, 'a', 'point')"
        )


PLACES = [
    "'s', 0, 1.5, 2.5, 'P', 11",
    # each differs from the first in one thing
    "'t', 0, 1.5, 2.5, 'P', 12",
    "'s', 1, 1.5, 2.5, 'P', 13",
    "'s', 0, 1.6, 2.5, 'P', 14",
    "'s', 0, 1.5, 2.6, 'P', 15",
    "'s', 0, 1.5, 2.5, 'Q', 16",
    "'t', 1, 1.6, 2.6, 'Q', 17",
]


@pytest.mark.parametrize(
    ("dataset", "name", "columns", "values"),
    [
        ("force", "force_incidents", "incident_id, occurred_on", "'r', date '2019-05-01'"),
        ("complaints", "complaints", "complaint_id, received_on", "'r', date '2019-05-01'"),
        ("calls", "calls", "call_id, received_at", "'r', timestamp '2019-05-01 10:00'"),
    ],
)
def test_a_record_lies_where_its_first_row_lies(
    dataset: str, name: str, columns: str, values: str, con: duckdb.DuckDBPyConnection
) -> None:
    """Source, map, point and name are all those of the first row; the second lies elsewhere."""
    place(con, *PLACES)
    columns += ", map_no, longitude, latitude, place_name"
    stage(con, dataset, columns, f"{values}, 0, 1.5, 2.5, 'P'")
    stage(con, dataset, columns, f"{values}, 1, 1.6, 2.6, 'Q'", source="t", first=3)
    if name == "complaints":
        make(con, "allegations")
    make(con, name)
    assert ask(con, f"select place_id, source_row from core.{name}") == [(11, 2)]


@pytest.mark.parametrize(
    ("dataset", "name", "columns", "row"),
    [
        ("force", "force_incidents", "incident_id, occurred_on", "'r', date '2019-05-01'"),
        ("force", "force_persons", "incident_id, person_key", "'r', 'p'"),
        ("complaints", "complaints", "complaint_id, received_on", "'r', date '2019-05-01'"),
        ("allegations", "allegations", "complaint_id, allegation_key", "'r', 'x'"),
    ],
)
def test_a_record_names_its_file_and_row(
    dataset: str, name: str, columns: str, row: str, con: duckdb.DuckDBPyConnection
) -> None:
    """Row 2 of the third file: the file's number and the row's are read from the key of the row."""
    con.execute("insert into core.files values (3, 's', 'third.csv'), (2, 's', 'second.csv')")
    stage(con, dataset, columns, row, file_no=3)
    if name == "complaints":
        make(con, "allegations")
    make(con, name)
    assert ask(con, f"select source_file, source_row from core.{name}") == [("third.csv", 2)]


@pytest.mark.parametrize(
    ("dataset", "name", "columns", "row"),
    [
        ("force", "force_persons", "incident_id, person_key", "'{}', 'p'"),
        ("complaints", "complaints", "complaint_id, received_on", "'{}', date '2019-05-01'"),
        ("allegations", "allegations", "complaint_id, allegation_key", "'{}', 'x'"),
        ("calls", "calls", "call_id, received_at", "'{}', timestamp '2019-05-01 10:00'"),
    ],
)
def test_unusable_and_superseded_rows_leave_no_trace(
    dataset: str, name: str, columns: str, row: str, con: duckdb.DuckDBPyConnection
) -> None:
    """A row with a reason, or one that a newer snapshot replaces, is no record."""
    stage(
        con,
        dataset,
        f"{columns}, set_aside, is_superseded",
        f"{row.format('usable')}, null, false",
        f"{row.format('unusable')}, 'date_impossible', false",
        f"{row.format('replaced')}, null, true",
    )
    if name == "complaints":
        make(con, "allegations")
    make(con, name)
    assert ask(con, f"select {columns.split(',', maxsplit=1)[0]} from core.{name}") == [("usable",)]


def test_an_unusable_row_says_nothing_of_a_usable_record(con: duckdb.DuckDBPyConnection) -> None:
    """Rows of one call: the first usable one is the call, not the unusable one before it."""
    columns = "call_id, received_at, outcome, set_aside, is_superseded"
    stage(
        con,
        "calls",
        columns,
        "'k', timestamp '2019-05-01 10:00', 'unusable', 'date_impossible', false",
        "'k', timestamp '2019-05-01 10:00', 'replaced', null, true",
        "'k', timestamp '2019-05-01 10:00', 'first', null, false",
        "'k', timestamp '2019-05-01 10:00', 'second', null, false",
    )
    make(con, "calls")
    assert ask(con, "select outcome, category from core.calls") == [("first", "unknown")]


def test_the_first_row_speaks_for_an_incident(con: duckdb.DuckDBPyConnection) -> None:
    """District, reason and outcome are the first row's; day and time are the earliest of all."""
    stage(
        con,
        "force",
        "incident_id, occurred_on, occurred_at, district, reason, disposition, longitude, latitude",
        "'i', date '2019-05-02', timestamp '2019-05-02 10:00', 'd1', 'r1', 'x1', 1.23456, 2.34567",
        "'i', date '2019-05-01', timestamp '2019-05-01 10:00', 'd2', 'r2', 'x2', 5.0, 6.0",
        "'i', date '2019-05-03', timestamp '2019-05-03 10:00', 'd3', 'r3', 'x3', 7.0, 8.0",
    )
    place(con, "'s', 0, 1.23456, 2.34567, null, 11")
    make(con, "force_incidents")
    # the city's coordinates have three decimals in public
    assert ask(
        con,
        "select occurred_on, occurred_at, district, reason, disposition, longitude, latitude "
        "from core.force_incidents",
    ) == [(dt.date(2019, 5, 1), dt.datetime(2019, 5, 1, 10), "d1", "r1", "x1", 1.235, 2.346)]


FLAGS = [
    ("is_person_injured", "is_person_injured"),
    ("is_officer_injured", "is_officer_injured"),
    ("is_firearm_pointed", "is_firearm_pointed"),
    ("is_deescalation_attempted", "is_deescalation_attempted"),
    ("is_behavioral_crisis", "is_behavioral_crisis"),
    ("is_person_arrested", "is_arrest_made"),
    ("is_person_killed", "is_person_killed"),
    ("has_camera_footage", "has_camera_footage"),
    ("is_supervisor_notified", "is_supervisor_notified"),
]
"""By column of staging: the column of the incident."""


def test_a_flag_is_true_if_one_row_says_so(con: duckdb.DuckDBPyConnection) -> None:
    """A flag is true if any row is true, false if all are false, else null."""
    flags = ", ".join(staged for staged, _ in FLAGS)
    stage(
        con,
        "force",
        f"incident_id, occurred_on, {flags}",
        "'i1', date '2019-05-01'" + ", true" * len(FLAGS),
        "'i1', date '2019-05-01'" + ", false" * len(FLAGS),
        "'i2', date '2019-05-01'" + ", false" * len(FLAGS),
        "'i2', date '2019-05-01'" + ", null" * len(FLAGS),
        "'i3', date '2019-05-01'" + ", null" * len(FLAGS),
    )
    make(con, "force_incidents")
    columns = ", ".join(column for _, column in FLAGS)
    assert ask(con, f"select {columns} from core.force_incidents order by incident_id") == [
        (True,) * len(FLAGS),
        (False,) * len(FLAGS),
        (None,) * len(FLAGS),
    ]


@pytest.mark.parametrize(("staged", "column"), FLAGS)
def test_a_flag_of_an_incident_is_its_own(
    staged: str, column: str, con: duckdb.DuckDBPyConnection
) -> None:
    """One flag that is true makes one column true, the one of its name."""
    columns = [its_column for _, its_column in FLAGS]
    stage(con, "force", f"incident_id, occurred_on, {staged}", "'i', date '2019-05-01', true")
    make(con, "force_incidents")
    (row,) = ask(con, f"select {', '.join(columns)} from core.force_incidents")
    assert dict(zip(columns, row, strict=True)) == {
        its_column: True if its_column == column else None for its_column in columns
    }


def test_kinds_of_force_stand_once_and_in_order(con: duckdb.DuckDBPyConnection) -> None:
    """A kind on three rows stands once; a row without one adds none; weapons likewise."""
    stage(
        con,
        "force",
        "incident_id, occurred_on, force_type, person_weapon, officer_weapon",
        *(
            f"'i', date '2019-05-01', {kind}, {kind}, {kind}"
            for kind in ("'taser'", "'push'", "'taser'", "null", "'hands'", "'knee'", "'baton'")
        ),
    )
    make(con, "force_incidents")
    kinds = ["baton", "hands", "knee", "push", "taser"]
    assert ask(con, "select force_types, person_weapon, officer_weapon, rows_n "
        "from core.force_incidents") == [
        (kinds, ", ".join(kinds), ", ".join(kinds), 7)
    ]  # fmt: skip


def test_each_source_publishes_its_own_people(con: duckdb.DuckDBPyConnection) -> None:
    """One source names persons and officers, another neither: there their number is not known."""
    place(con, "'t', 0, null, null, null, 18")
    columns = "incident_id, occurred_on, person_key, officer_key"
    stage(con, "force", columns, "'i1', date '2019-05-01', 'p1', 'o1'")
    stage(con, "force", columns, "'i2', date '2019-05-01', null, null", first=3)
    stage(con, "force", columns, "'i3', date '2019-05-01', null, null", source="t", first=4)
    make(con, "force_incidents")
    assert ask(
        con, "select incident_id, persons_n, officers_n from core.force_incidents order by 1"
    ) == [("i1", 1, 1), ("i2", 0, 0), ("i3", None, None)]


def test_one_of_two_rows_without_a_weapon_is_not_unarmed(con: duckdb.DuckDBPyConnection) -> None:
    """`none` in one row and null in the other give null, in either order."""
    stage(
        con,
        "force",
        "incident_id, occurred_on, person_weapon, officer_weapon",
        "'i1', date '2019-05-01', 'none', 'none'",
        "'i1', date '2019-05-01', 'unknown', 'unknown'",
        "'i2', date '2019-05-01', 'unknown', 'unknown'",
        "'i2', date '2019-05-01', 'none', 'none'",
        "'i3', date '2019-05-01', 'none', 'none'",
    )
    make(con, "force_incidents")
    assert ask(
        con, "select person_weapon, officer_weapon from core.force_incidents order by incident_id"
    ) == [(None, None), (None, None), ("none", "none")]


def test_the_first_row_that_knows_speaks_for_a_person(con: duckdb.DuckDBPyConnection) -> None:
    """Race, sex and resistance are those of the first row that knows; the age is the highest."""
    stage(
        con,
        "force",
        "incident_id, person_key, person_race, person_sex, person_age, person_age_group, "
        "resistance",
        "'i', 'p', 'unknown', 'unknown', 17, null, null",
        "'i', 'p', 'black', 'male', 20, null, 'fled'",
        "'i', 'p', 'white', 'female', 18, null, 'fought'",
        "'i', 'q', null, null, null, '18 and over', null",
        "'i', 'q', null, null, null, 'under 18', null",
    )
    make(con, "force_persons")
    assert ask(
        con,
        "select race, sex, age_group, resistance from core.force_persons order by person_no",
    ) == [("black", "male", "18-24", "fled"), ("unknown", "unknown", "under 18", None)]


def test_people_are_numbered_by_their_first_rows(con: duckdb.DuckDBPyConnection) -> None:
    """Persons are numbered by their first rows; a row without a key is no person."""
    stage(con, "force", "incident_id, person_key", "'i', 'z'", "'i', 'a'", "'j', 'm'")
    # a second row of the first person does not move them
    stage(con, "force", "incident_id, person_key", "'i', 'z'", first=12)
    stage(con, "force", "incident_id, person_key, person_race", "'i', null, 'black'", first=13)
    make(con, "force_persons")
    assert ask(
        con,
        "select incident_id, person_no, source_row from core.force_persons order by 1, 2",
    ) == [("i", 1, 2), ("i", 2, 3), ("j", 1, 4)]


def test_two_people_of_one_row_stand_by_their_key(con: duckdb.DuckDBPyConnection) -> None:
    """Of two persons that one row lists, the one with the lesser key is number 1."""
    for key, race in (("y", "white"), ("b", "black")):
        stage(con, "force", "incident_id, person_key, person_race", f"'k', '{key}', '{race}'")
    make(con, "force_persons")
    assert ask(con, "select person_no, race from core.force_persons order by 1") == [
        (1, "black"),
        (2, "white"),
    ]


PERSON_FLAGS = [
    ("is_person_injured", "is_injured"),
    ("is_person_hospitalized", "is_hospitalized"),
    ("is_person_arrested", "is_arrested"),
    ("is_person_armed", "is_armed"),
]


@pytest.mark.parametrize(("staged", "column"), PERSON_FLAGS)
def test_a_flag_of_a_person_is_true_if_one_row_says_so(
    staged: str, column: str, con: duckdb.DuckDBPyConnection
) -> None:
    """True of one row of two makes the one column of its name true; the others are not known."""
    columns = [its_column for _, its_column in PERSON_FLAGS]
    stage(con, "force", f"incident_id, person_key, {staged}", "'i', 'p', true", "'i', 'p', false")
    make(con, "force_persons")
    (row,) = ask(con, f"select {', '.join(columns)} from core.force_persons")
    assert dict(zip(columns, row, strict=True)) == {
        its_column: True if its_column == column else None for its_column in columns
    }


def test_the_first_row_speaks_for_an_allegation(con: duckdb.DuckDBPyConnection) -> None:
    """All that is said of it is the first row's, but that force is alleged if one row says so."""
    stage(
        con,
        "allegations",
        "complaint_id, allegation_key, allegation, is_force_alleged, finding, discipline, "
        "officer_race, officer_sex",
        "'c', 'z', 'rude', false, 'sustained', 'none', 'black', 'male'",
        "'c', 'z', 'force', true, 'unfounded', 'fired', 'white', 'female'",
        "'c', 'a', 'late', null, null, null, null, null",
        "'d', 'a', 'late', false, 'x', null, null, null",
    )
    make(con, "allegations")
    assert ask(
        con,
        "select complaint_id, allegation_no, source_row, allegation, is_force_alleged, finding, "
        "discipline, officer_race, officer_sex from core.allegations order by 1, 2",
    ) == [
        ("c", 1, 2, "rude", True, "sustained", "none", "black", "male"),
        ("c", 2, 4, "late", None, "unknown", None, None, None),
        ("d", 1, 5, "late", False, "x", None, None, None),
    ]


def test_the_first_row_speaks_for_a_complaint(con: duckdb.DuckDBPyConnection) -> None:
    """Source and category are the first row's; it came on the first day and closed on the last."""
    stage(
        con,
        "complaints",
        "complaint_id, received_on, occurred_on, closed_on, complaint_source, category, "
        "is_force_alleged",
        "'c', date '2019-01-02', date '2018-12-02', date '2019-02-02', 'public', 'x', false",
        "'c', date '2019-01-01', date '2018-12-01', date '2019-02-03', 'internal', 'y', true",
        "'c', date '2019-01-03', date '2018-12-03', date '2019-02-01', 'internal', 'z', false",
        "'d', date '2019-01-03', null, null, null, null, null",
    )
    make(con, "allegations")
    make(con, "complaints")
    day = dt.date
    assert ask(
        con,
        "select received_on, occurred_on, closed_on, complaint_source, category, "
        "is_force_alleged, days_open from core.complaints order by complaint_id",
    ) == [
        (day(2019, 1, 1), day(2018, 12, 1), day(2019, 2, 3), "public", "x", True, 33),
        (day(2019, 1, 3), None, None, "unknown", None, None, None),
    ]


@pytest.mark.parametrize(
    ("complaint", "allegations", "outcome"),
    [
        # any sustained allegation sustains the complaint, wherever it is said
        (["unfounded", "sustained"], [], "sustained"),
        (["sustained", "unfounded"], [], "sustained"),
        (["sustained"], ["unfounded"], "sustained"),
        (["unfounded"], ["unfounded", "sustained"], "sustained"),
        (["unfounded"], ["sustained", "unfounded"], "sustained"),
        # else the complaint's own outcome goes before that of its allegations
        (["unfounded"], ["exonerated"], "unfounded"),
        # and the first that is known goes before the later
        (["unknown", "unfounded", "exonerated"], [], "unfounded"),
        (["unknown"], ["unknown", "exonerated", "unfounded"], "exonerated"),
        (["unknown"], ["unknown"], "unknown"),
    ],
)
def test_the_outcome_of_a_closed_complaint(
    complaint: list[str], allegations: list[str], outcome: str, con: duckdb.DuckDBPyConnection
) -> None:
    """Sustained if any is; else its own first known outcome; else its allegations' first known."""
    stage(
        con,
        "complaints",
        "complaint_id, received_on, closed_on, disposition",
        *(f"'c', date '2019-01-01', date '2019-02-01', '{word}'" for word in complaint),
    )
    stage(
        con,
        "allegations",
        "complaint_id, allegation_key, finding",
        *(f"'c', 'key {number}', '{word}'" for number, word in enumerate(allegations)),
    )
    make(con, "allegations")
    make(con, "complaints")
    assert ask(con, "select disposition, allegations_n from core.complaints") == [
        (outcome, len(allegations))
    ]


@pytest.mark.parametrize(
    ("own", "of_allegations", "is_alleged"),
    [
        ("null", ["false", "true"], True),
        ("null", ["true", "false"], True),
        ("null", ["false", "false"], False),
        ("null", [], None),
        ("false", ["true"], False),
        ("true", ["false"], True),
    ],
)
def test_whether_a_complaint_alleges_force(
    own: str,
    of_allegations: list[str],
    is_alleged: bool | None,
    con: duckdb.DuckDBPyConnection,
) -> None:
    """The complaint says so itself; if it does not, one allegation of force is enough."""
    stage(
        con,
        "complaints",
        "complaint_id, received_on, is_force_alleged",
        f"'c', date '2019-01-01', {own}",
    )
    stage(
        con,
        "allegations",
        "complaint_id, allegation_key, is_force_alleged",
        *(f"'c', 'key {number}', {flag}" for number, flag in enumerate(of_allegations)),
    )
    make(con, "allegations")
    make(con, "complaints")
    assert ask(con, "select is_force_alleged from core.complaints") == [(is_alleged,)]


def test_one_closing_day_shows_that_a_source_publishes_them(
    con: duckdb.DuckDBPyConnection,
) -> None:
    """Without a closing day: open where the source closes another, decided where it closes none."""
    place(con, "'t', 0, null, null, null, 18")
    columns = "complaint_id, received_on, closed_on, disposition"
    stage(
        con,
        "complaints",
        columns,
        "'c1', date '2019-01-01', date '2019-02-01', 'unfounded'",
        "'c2', date '2019-01-01', null, 'unfounded'",
    )
    stage(con, "complaints", columns, "'c3', date '2019-01-01', null, 'x'", source="t", first=4)
    make(con, "allegations")
    make(con, "complaints")
    assert ask(con, "select complaint_id, disposition from core.complaints order by 1") == [
        ("c1", "unfounded"),
        ("c2", "open"),
        ("c3", "x"),
    ]


def test_an_allegation_needs_a_usable_complaint(con: duckdb.DuckDBPyConnection) -> None:
    """One of a complaint that is set aside, replaced or absent is set aside; reasons stay."""
    stage(
        con,
        "complaints",
        "complaint_id, set_aside, is_superseded",
        "'usable', null, false",
        "'unusable', 'date_impossible', false",
        "'replaced', null, true",
    )
    stage(
        con,
        "allegations",
        "complaint_id, allegation_key, set_aside",
        "'usable', 'x', null",
        "'unusable', 'x', null",
        "'replaced', 'x', null",
        "'absent', 'x', null",
        "'absent', 'y', 'header_repeated'",
    )
    make(con, "references")
    make(con, "allegations")
    assert ask(con, "select complaint_id from core.allegations") == [("usable",)]
    assert ask(con, "select set_aside from staging.allegation_rows order by row_key") == [
        (None,),
        ("complaint_unknown",),
        ("complaint_unknown",),
        ("complaint_unknown",),
        ("header_repeated",),
    ]


@pytest.mark.parametrize(
    ("arrived_at", "seconds"),
    [
        ("2019-01-01 10:00:00", 0),
        ("2019-01-01 09:59:59", None),
        ("2019-01-01 10:00:01", 1),
        ("2019-01-02 10:00:00", 86400),
        ("2019-01-02 10:00:01", None),
    ],
)
def test_a_response_takes_from_no_time_to_a_day(
    arrived_at: str, seconds: int | None, con: duckdb.DuckDBPyConnection
) -> None:
    """Both edges, 0 and 86,400 seconds, are times; a second beyond either is a slip."""
    stage(
        con,
        "calls",
        "call_id, received_at, arrived_at",
        f"'k', timestamp '2019-01-01 10:00:00', timestamp '{arrived_at}'",
    )
    make(con, "calls")
    assert ask(con, "select response_s from core.calls") == [(seconds,)]


def test_a_raw_row_of_several_people_is_one_row(con: duckdb.DuckDBPyConnection) -> None:
    """A raw row that lists two persons is delivered twice and counts once; the next row is two."""
    columns = "incident_id, occurred_on, person_key"
    for key in ("p1", "p2"):
        stage(con, "force", columns, f"'i', date '2019-05-01', '{key}'")
    stage(con, "force", columns, "'i', date '2019-05-01', 'p3'", first=3)
    make(con, "force_incidents")
    assert ask(con, "select persons_n, rows_n from core.force_incidents") == [(3, 2)]


def test_the_first_known_of_several_complainants(con: duckdb.DuckDBPyConnection) -> None:
    """Race, sex and age group each come from the first row that knows them."""
    stage(
        con,
        "complaints",
        "complaint_id, received_on, complainant_race, complainant_sex, complainant_age_group",
        "'c', date '2019-01-01', 'unknown', 'unknown', 'unknown'",
        "'c', date '2019-01-01', 'black', 'female', '25-34'",
        "'c', date '2019-01-01', 'white', 'male', '18-24'",
    )
    make(con, "allegations")
    make(con, "complaints")
    assert ask(
        con,
        "select complainant_race, complainant_sex, complainant_age_group from core.complaints",
    ) == [("black", "female", "25-34")]
