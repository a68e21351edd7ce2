"""The checks find what breaks a rule by one, and nothing that keeps it."""

import duckdb
import pytest

from tests.sql.tables import answer, table


@pytest.fixture
def con(empty: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Empty schemas, and the days of a city: 1 January 2015 to 31 December 2020."""
    con = empty
    con.execute("create schema core; create schema marts; create schema previous")
    table(con, "core.settings", "begins_on, ends_on", "date '2015-01-01', date '2020-12-31'")
    return con


def test_names_of_no_area_are_found(con: duckdb.DuckDBPyConnection) -> None:
    """A place name that is neither an area nor declared to be none is found."""
    table(
        con,
        "core.unmatched_names",
        "layer, place_name, records, is_declared",
        "'x', 'Elsewhere', 3, true",
        "'x', 'Typo', 1, false",
    )
    assert answer(con, "checks", "areas_matched") == [("x", "Typo", 1)]


def test_breakdowns_may_exceed_only_if_they_list(con: duckdb.DuckDBPyConnection) -> None:
    """Only a list may add up to more than the incidents; no field may add up to fewer."""
    con.execute("create table core.force_incidents as from range(10)")
    table(
        con,
        "marts.force_totals",
        "layer, area_id, incidents_n",
        *(f"'{layer}', '{area}', 5" for layer in "xyz" for area in "ab"),
    )
    table(
        con,
        "marts.force_breakdowns",
        "layer, field, value, incidents_n",
        "'x', 'force_types', 'push', 7",
        "'x', 'force_types', 'taser', 4",
        "'x', 'reason', 'stop', 6",
        "'x', 'reason', 'call', 4",
        "'y', 'force_types', 'push', 9",
        "'y', 'reason', 'stop', 11",
        "'z', 'force_types', 'push', 10",
        "'z', 'reason', 'stop', 9",
    )
    assert sorted(answer(con, "checks", "breakdowns_add_up")) == [
        ("y", "force_types", 9, 10),
        ("y", "reason", 11, 10),
        ("z", "reason", 9, 10),
    ]


def test_totals_are_the_incidents_of_core(con: duckdb.DuckDBPyConnection) -> None:
    """A layer that lost or doubled an incident is found, though its breakdowns agree with it."""
    con.execute("create table core.force_incidents as from range(10)")
    table(con, "marts.force_totals", "layer, incidents_n", "'x', 10", "'y', 9", "'z', 11")
    table(
        con,
        "marts.force_breakdowns",
        "layer, field, incidents_n",
        "'x', 'reason', 10",
        "'y', 'reason', 9",
        "'z', 'reason', 11",
    )
    assert sorted(answer(con, "checks", "breakdowns_add_up")) == [
        ("y", "incidents", 9, 10),
        ("z", "incidents", 11, 10),
    ]


@pytest.mark.parametrize(
    ("received_on", "closed_on", "is_broken"),
    [
        ("date '2019-05-02'", "date '2019-05-02'", False),
        ("date '2019-05-02'", "date '2019-05-01'", True),
        ("date '2019-05-02'", "date '2020-12-31'", False),
        ("date '2019-05-02'", "date '2021-01-01'", True),
        ("date '2019-05-02'", "null::date", False),
    ],
)
def test_complaints_close_between_receipt_and_retrieval(
    received_on: str, closed_on: str, is_broken: bool, con: duckdb.DuckDBPyConnection
) -> None:
    """A complaint may close on the day of receipt or of retrieval, and may be open."""
    table(
        con,
        "core.complaints",
        "source_file, source_row, received_on, closed_on",
        f"'f', 2, {received_on}, {closed_on}",
    )
    assert bool(answer(con, "checks", "closed_after_received")) == is_broken


def test_corrections_find_their_rows(con: duckdb.DuckDBPyConnection) -> None:
    """A correction that applies to fewer or more rows than expected is found."""
    table(
        con,
        "core.corrections",
        "correction_id, source, rows_expected, rows_n",
        "'fewer', 's', 2, 1",
        "'as made', 's', 2, 2",
        "'more', 's', 2, 3",
    )
    assert answer(con, "checks", "corrections_hold") == [("fewer", "s", 2, 1), ("more", "s", 2, 3)]


def test_policies_say_what_they_were_to_move(con: duckdb.DuckDBPyConnection) -> None:
    """A policy without measures is a warning; one with none on purpose is not."""
    table(
        con,
        "core.policies",
        "policy_id, effective_on, entry",
        """'some', '2020-01-01', '{"measures": {"force": "down"}}'""",
        """'none', '2020-01-01', '{"measures": {}}'""",
        """'silent', '2020-01-01', '{"title": "measures"}'""",
    )
    assert answer(con, "checks", "policies_have_aims") == [("silent", "2020-01-01")]


def test_drops_find_their_rows(con: duckdb.DuckDBPyConnection) -> None:
    """A drop of other rows than it was proved on is an error; other corrections only warn."""
    table(
        con,
        "core.corrections",
        "correction_id, source, action, rows_expected, rows_n",
        "'fewer', 's', 'drop', 2, 1",
        "'as proved', 's', 'drop', 2, 2",
        "'more', 's', 'drop', 2, 3",
        "'flagged', 's', 'flag', 2, 3",
        "'overridden', 's', 'override', 2, 1",
    )
    assert answer(con, "checks", "drops_hold") == [("fewer", "s", 2, 1), ("more", "s", 2, 3)]


@pytest.mark.parametrize(
    ("day", "is_broken"),
    [
        ("2014-12-31", True),
        ("2015-01-01", False),
        ("2020-12-31", False),
        ("2021-01-01", True),
        (None, True),
    ],
)
@pytest.mark.parametrize(
    ("of", "column"),
    [("force_incidents", "occurred_on"), ("complaints", "counted_on"), ("calls", "received_at")],
)
def test_days_lie_in_the_range_of_the_city(
    of: str, column: str, day: str | None, is_broken: bool, con: duckdb.DuckDBPyConnection
) -> None:
    """The first and last day of the city's range are allowed; days beyond and no day are not."""
    columns = {
        "force_incidents": "occurred_on",
        "complaints": "counted_on",
        "calls": "received_at",
    }
    for name, its_column in columns.items():
        table(
            con,
            f"core.{name}",
            f"source_file, source_row, {its_column}",
            "'fine', 2, timestamp '2019-05-01 10:00'",
        )
    kind = "timestamp" if column == "received_at" else "date"
    literal = "null" if day is None else f"'{day}'"
    table(
        con,
        f"core.{of}",
        f"source_file, source_row, {column}",
        *[f"'f', 3, {literal}::{kind}"] * 2,
    )
    # a call of the evening of the last day is a call of that day
    if kind == "timestamp":
        con.execute(f"update core.{of} set {column} = {column} + interval 23 hour")
    rows = answer(con, "checks", "dates_in_range")
    # two records of one raw row are two
    assert [row[:3] for row in rows] == ([(of, "f", 3)] * 2 if is_broken else [])


KEYS = {
    "force_incidents": ("incident_id", "'k'", "'l'", "k"),
    "force_persons": ("incident_id, person_no", "'k', 1", "'k', 2", "k/1"),
    "complaints": ("complaint_id", "'k'", "'l'", "k"),
    "allegations": ("complaint_id, allegation_no", "'k', 1", "'k', 2", "k/1"),
    "areas": ("layer, area_id", "'k', '1'", "'k', '2'", "k/1"),
    "calls": ("call_id", "'k'", "'l'", "k"),
}
"""By table: its key, two values of it, and how the check names the first."""


def fill_keys(con: duckdb.DuckDBPyConnection) -> None:
    """Fill every table with two records of different keys."""
    for name, (columns, first, second, _) in KEYS.items():
        table(con, f"core.{name}", columns, first, second)


def test_keys_of_their_own_are_quiet(con: duckdb.DuckDBPyConnection) -> None:
    """Two persons of one incident, and one key in two tables, break nothing."""
    fill_keys(con)
    assert answer(con, "checks", "keys_unique") == []


@pytest.mark.parametrize("name", KEYS)
def test_a_key_that_stands_twice_is_found(name: str, con: duckdb.DuckDBPyConnection) -> None:
    """The table, the key and how often it stands are named."""
    fill_keys(con)
    columns, first, second, key = KEYS[name]
    table(con, f"core.{name}", columns, first, second, first)
    assert answer(con, "checks", "keys_unique") == [(name, key, 2)]


@pytest.mark.parametrize("key", ["null::varchar", "''"])
@pytest.mark.parametrize("name", ["force_incidents", "complaints", "calls"])
def test_a_missing_key_is_found(name: str, key: str, con: duckdb.DuckDBPyConnection) -> None:
    """A record without a key, or with an empty one, is found though it is the only one."""
    fill_keys(con)
    table(con, f"core.{name}", KEYS[name][0], key)
    rows = answer(con, "checks", "keys_unique")
    assert [(row[0], row[2]) for row in rows] == [(name, 1)]


MARTS = {
    "daily_counts": ["'force', 2", "'force', 1", "'complaints', 2", "'calls', 4", "'other', 9"],
    "complaint_breakdowns": ["'', 1", "'', 1"],
    "calls_cube": ["'', 3", "'', 1"],
    "call_outcomes": ["'', 2", "'', 1"],
    "call_week_hours": ["'', 2", "'', 1"],
    "force_hours": ["'', 2", "'', 1"],
}
"""By mart: the event and number of each row that two layers hold."""


def fill_marts(con: duckdb.DuckDBPyConnection) -> None:
    """Fill core with 3 incidents, 2 complaints and 4 calls, and each mart with as many."""
    for name, n in (("force_incidents", 3), ("complaints", 2), ("calls", 4)):
        con.execute(f"create table core.{name} as from range({n})")
    table(con, "core.areas", "layer, area_id", "'x', '1'", "'x', '2'", "'y', '1'")
    for mart, rows in MARTS.items():
        table(
            con,
            f"marts.{mart}",
            "layer, event, n",
            *(f"'{layer}', {row}" for layer in "xy" for row in rows),
        )
    # one of the four calls leaves without its hour and its outcome
    table(con, "marts.coarse_calls", "layer, call_id", "'x', 'a'", "'y', 'a'")


def test_marts_that_add_up_are_quiet(con: duckdb.DuckDBPyConnection) -> None:
    """Every mart holds all records of core in every layer."""
    fill_marts(con)
    assert answer(con, "checks", "marts_add_up") == []


@pytest.mark.parametrize(
    ("mart", "event", "of"),
    [
        ("daily_counts", "force", "force_incidents"),
        ("daily_counts", "complaints", "complaints"),
        ("daily_counts", "calls", "calls"),
        ("complaint_breakdowns", "complaints", "complaints"),
        ("calls_cube", "calls", "calls"),
        ("call_outcomes", "calls", "calls"),
        ("call_week_hours", "calls", "calls"),
        ("force_hours", "force", "force_incidents"),
    ],
)
@pytest.mark.parametrize("step", [-1, 1])
def test_a_record_lost_or_doubled_in_one_layer_is_found(
    mart: str, event: str, of: str, step: int, con: duckdb.DuckDBPyConnection
) -> None:
    """One record fewer or more in one mart and layer is named with both numbers."""
    fill_marts(con)
    event_name = event if mart == "daily_counts" else ""
    con.execute(
        f"update marts.{mart} set n = n + {step} where rowid = "
        f"(select min(rowid) from marts.{mart} where layer = 'x' and event = '{event_name}')"
    )
    n = {"force": 3, "complaints": 2, "calls": 4}[event]
    assert answer(con, "checks", "marts_add_up") == [("x", mart, event, n, n + step)]


def test_a_mart_without_a_layer_is_found(con: duckdb.DuckDBPyConnection) -> None:
    """A layer that a mart lacks holds 0 of the records."""
    fill_marts(con)
    con.execute("delete from marts.call_outcomes where layer = 'y'")
    assert answer(con, "checks", "marts_add_up") == [("y", "call_outcomes", "calls", 4, 1)]


def test_a_mart_of_nothing_is_quiet_where_core_is_empty(con: duckdb.DuckDBPyConnection) -> None:
    """A city without calls has empty marts of calls: 0 is what there is."""
    fill_marts(con)
    marts = ("calls_cube", "call_outcomes", "call_week_hours", "coarse_calls")
    for name in ("core.calls", *(f"marts.{mart}" for mart in marts)):
        con.execute(f"delete from {name}")
    con.execute("delete from marts.daily_counts where event = 'calls'")
    assert answer(con, "checks", "marts_add_up") == []


def test_a_month_without_records_is_found(con: duckdb.DuckDBPyConnection) -> None:
    """Consecutive months are quiet, across New Year too; one that is left out is found."""
    table(
        con,
        "marts.coverage",
        "dataset, month, field, rows_n",
        "'force', date '2018-12-01', 'reason', 1",
        "'force', date '2018-12-01', 'district', 1",
        "'force', date '2019-01-01', 'reason', 1",
        "'force', date '2019-02-01', 'reason', 1",
        "'calls', date '2019-01-01', 'reason', 1",
        "'calls', date '2019-03-01', 'reason', 1",
        "'calls', date '2019-03-01', 'district', 1",
    )
    gaps = answer(con, "checks", "months_complete")
    assert [(row[0], str(row[1]), str(row[2])) for row in gaps] == [
        ("calls", "2019-01-01", "2019-03-01")
    ]


@pytest.mark.parametrize(
    ("rows_now", "reason", "is_broken"),
    [
        (90, None, False),  # nine in ten of 100 remain
        (89, None, True),
        (200, None, False),
        (89, "'retracted'", False),
        (None, None, True),  # the month is gone
        (None, "'retracted'", False),
    ],
)
def test_a_month_that_lost_a_tenth_is_found(
    rows_now: int | None, reason: str | None, is_broken: bool, con: duckdb.DuckDBPyConnection
) -> None:
    """Less than nine in ten of what was published is found unless the pack explains it."""
    columns = "dataset, month, field, rows_n"
    table(
        con,
        "previous.coverage",
        columns,
        "'force', date '2019-01-01', 'reason', 100",
        "'force', date '2019-01-01', 'district', 100",
    )
    beside = ["'force', date '2019-02-01', 'reason', 100", "'calls', date '2019-01-01', 'x', 100"]
    fields = ("reason", "district") if rows_now is not None else ()
    now = [f"'force', date '2019-01-01', '{field}', {rows_now}" for field in fields]
    table(con, "marts.coverage", columns, *beside, *now)
    # an explanation of another month or dataset explains nothing here
    explained = ["'force', date '2019-02-01', 'x'", "'calls', date '2019-01-01', 'x'"]
    explanations = [f"'force', date '2019-01-01', {reason}"] if reason is not None else []
    table(con, "core.lost_months", "dataset, month, reason", *explained, *explanations)
    rows = answer(con, "checks", "months_not_lost")
    assert [(row[0], row[2], row[3]) for row in rows] == (
        [("force", 100, rows_now or 0)] if is_broken else []
    )


@pytest.mark.parametrize(("placed_n", "is_broken"), [(9, False), (8, True)])
@pytest.mark.parametrize(
    ("dataset", "of"),
    [("force", "force_incidents"), ("complaints", "complaints"), ("calls", "calls")],
)
def test_nine_records_in_ten_have_an_area(
    dataset: str, of: str, placed_n: int, is_broken: bool, con: duckdb.DuckDBPyConnection
) -> None:
    """Nine of ten in every layer are enough; eight in one layer are found. Records are counted."""
    table(
        con,
        "core.places",
        "place_id, layer, placed_by",
        "1, 'x', 'field'",
        "2, 'x', 'unplaced'",
        "1, 'y', 'field'",
        "2, 'y', 'point'",
    )
    for name in ("force_incidents", "complaints", "calls"):
        table(con, f"core.{name}", "place_id", "1")
    rows = ["1"] * placed_n + ["2"] * (10 - placed_n)
    table(con, f"core.{of}", "place_id", *rows)
    assert answer(con, "checks", "mostly_placed") == (
        [(dataset, "x", 10, placed_n)] if is_broken else []
    )


def test_a_dataset_that_no_layer_places_is_quiet(con: duckdb.DuckDBPyConnection) -> None:
    """A record whose place is in no layer is in no layer's count."""
    table(con, "core.places", "place_id, layer, placed_by", "1, 'x', 'field'")
    table(con, "core.force_incidents", "place_id", "1")
    table(con, "core.complaints", "place_id", "7")
    table(con, "core.calls", "place_id", "1")
    assert answer(con, "checks", "mostly_placed") == []


def test_people_and_allegations_without_a_record_are_found(con: duckdb.DuckDBPyConnection) -> None:
    """A person of no incident and an allegation of no complaint are found, each time they stand."""
    table(con, "core.force_incidents", "incident_id", "'i1'")
    table(con, "core.complaints", "complaint_id", "'c1'")
    table(con, "core.force_persons", "incident_id", "'i1'", "'c1'", "'c1'")
    table(con, "core.allegations", "complaint_id", "'c1'", "'i1'", "'i1'")
    assert sorted(answer(con, "checks", "persons_have_incidents")) == [
        ("allegations", "i1"),
        ("allegations", "i1"),
        ("force_persons", "c1"),
        ("force_persons", "c1"),
    ]


WORDS = {
    "force_persons": {"race": "race", "sex": "sex"},
    "complaints": {
        "complainant_race": "race",
        "complainant_sex": "sex",
        "disposition": "disposition",
        "complaint_source": "complaint_source",
    },
    "allegations": {"officer_race": "race", "officer_sex": "sex", "finding": "disposition"},
    "calls": {
        "category": "call_category",
        "initiated_by": "initiated_by",
        "responder": "responder",
    },
    "surveys": {
        "topic": "survey_topic",
        "group_kind": "survey_group",
        "statistic": "survey_statistic",
    },
    "set_aside": {"reason": "set_aside"},
}
"""By table: its categories and the vocabulary of each."""

CATEGORIES = [(name, column) for name, columns in WORDS.items() for column in columns]


@pytest.mark.parametrize(("of", "column"), CATEGORIES)
def test_a_word_of_no_vocabulary_is_found(
    of: str, column: str, con: duckdb.DuckDBPyConnection
) -> None:
    """Words of the vocabulary and null pass; a word of another vocabulary is found."""
    vocabularies = sorted({word for columns in WORDS.values() for word in columns.values()})
    table(
        con,
        "core.vocabularies",
        "vocabulary, word",
        *(f"'{vocabulary}', 'word of {vocabulary}'" for vocabulary in vocabularies),
        "'another', 'stray'",
    )
    for name, columns in WORDS.items():
        values = [f"'word of {vocabulary}'" for vocabulary in columns.values()]
        stray = [
            "'stray'" if (name, its_column) == (of, column) else "null" for its_column in columns
        ]
        rows = [", ".join(values), ", ".join(stray), ", ".join(stray)]
        table(con, f"core.{name}", ", ".join(columns), *rows)
    assert answer(con, "checks", "vocabularies_closed") == [(WORDS[of][column], "stray")]
    con.execute(f"update core.{of} set {column} = null where {column} = 'stray'")
    assert answer(con, "checks", "vocabularies_closed") == []


def test_a_month_of_one_record_that_is_gone_is_found(con: duckdb.DuckDBPyConnection) -> None:
    """Nothing is less than nine in ten of one record."""
    columns = "dataset, month, field, rows_n"
    table(con, "previous.coverage", columns, "'force', date '2019-01-01', 'reason', 1")
    table(con, "marts.coverage", columns, "'force', date '2019-02-01', 'reason', 1")
    table(con, "core.lost_months", "dataset, month, reason", "'calls', date '2019-01-01', 'x'")
    rows = answer(con, "checks", "months_not_lost")
    assert [(row[0], row[2], row[3]) for row in rows] == [("force", 1, 0)]


def test_badly_placed_datasets_stand_in_order(con: duckdb.DuckDBPyConnection) -> None:
    """By dataset, then by layer."""
    table(
        con,
        "core.places",
        "place_id, layer, placed_by",
        "1, 'y', 'unplaced'",
        "1, 'x', 'unplaced'",
    )
    for name in ("force_incidents", "complaints", "calls"):
        table(con, f"core.{name}", "place_id", "1")
    assert [row[:2] for row in answer(con, "checks", "mostly_placed")] == [
        (dataset, layer) for dataset in ("calls", "complaints", "force") for layer in ("x", "y")
    ]


def test_a_stray_word_is_found_in_each_column(con: duckdb.DuckDBPyConnection) -> None:
    """The same stray race of a person, a complainant and an officer is three mistakes."""
    table(con, "core.vocabularies", "vocabulary, word", "'race', 'black'")
    for name, columns in WORDS.items():
        values = ("'stray'" if word == "race" else "null" for word in columns.values())
        table(con, f"core.{name}", ", ".join(columns), ", ".join(values))
    assert answer(con, "checks", "vocabularies_closed") == [("race", "stray")] * 3
