"""Areas, their names and the places of records, on a few rows worked by hand."""

import datetime as dt

import duckdb
import pytest

from data.sql import make_table, run_sql
from tests.sql.tables import answer, table

DRAWN = (
    "layer, area_id, source_id, name, longitude, latitude, geometry, city, layer_order, "
    "valid_from, valid_until"
)


@pytest.fixture
def con(empty: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Macros and the schema core, and nothing else."""
    run_sql(empty, "macros")
    empty.execute("create schema core; create schema staging")
    return empty


def test_an_area_of_several_maps_is_one(con: duckdb.DuckDBPyConnection) -> None:
    """It holds from the first map to the last, without limit if one is; drawn as the latest has it.

    Its residents are those of the latest census.
    """
    table(
        con,
        "drawn_areas",
        DRAWN,
        "'x', '1', '1', 'Old', 1.0, 2.0, 'g', 'c', 0, null, date '2018-01-01'",
        "'x', '1', '1', 'New', 3.0, 4.0, 'h', 'c', 0, date '2018-01-01', null",
        "'x', '2', '2', 'Longest', 1.0, 2.0, 'g', 'c', 0, date '2012-01-01', date '2018-01-01'",
        "'x', '2', '2', 'Earlier', 1.0, 2.0, 'g', 'c', 0, date '2010-01-01', date '2012-01-01'",
        "'y', '1', '1', 'Another', 5.0, 6.0, 'i', 'c', 1, null, null",
    )
    table(
        con,
        "core.populations",
        "layer, area_id, year, n",
        "'x', '1', 2010, 5",
        "'x', '1', 2020, 3",
        "'y', '1', 2015, 9",
    )
    day = dt.date
    assert sorted(answer(con, "core", "areas")) == [
        ("x", "1", "New", 3, 4, "h", "c", 0, None, None, 3, 2020),
        ("x", "2", "Longest", 1, 2, "g", "c", 0, day(2010, 1, 1), day(2018, 1, 1), None, None),
        ("y", "1", "Another", 5, 6, "i", "c", 1, None, None, 9, 2015),
    ]


def test_an_area_has_its_number_its_name_and_its_parts(con: duckdb.DuckDBPyConnection) -> None:
    """A number that is the name stands once; a part stands for the area of its layer."""
    table(
        con,
        "drawn_areas",
        DRAWN,
        "'x', 'id', '1', 'Elm', 1.0, 2.0, 'g', 'c', 0, null, null",
        "'x', '2', '2', '2', 1.0, 2.0, 'g', 'c', 0, null, null",
        "'y', 'other', '1', '1', 1.0, 2.0, 'g', 'c', 0, null, null",
    )
    table(con, "core.area_parts", "layer, part, area", "'x', '11', '1'", "'x', '12', '1'")
    assert sorted(answer(con, "core", "area_names")) == [
        ("x", None, "1", "id"),
        ("x", None, "11", "id"),
        ("x", None, "12", "id"),
        ("x", None, "2", "2"),
        ("x", None, "Elm", "id"),
        ("y", None, "1", "other"),
    ]


def test_each_record_keeps_its_row(con: duckdb.DuckDBPyConnection) -> None:
    """Rows of records stand under their dataset as often as they are kept; of surveys, once."""
    for number, name in enumerate(("force_incidents", "complaints", "allegations", "calls")):
        table(con, f"core.{name}", "row_key", f"{number}", f"{number}")
    table(con, "core.surveys", "row_key", "4", "4")  # two groups of one row
    make_table(con, "core.kept_rows")
    assert con.execute("select * from core.kept_rows order by row_key").fetchall() == [
        *(
            (dataset, number)
            for number, dataset in enumerate(("force", "complaints", "allegations", "calls"))
            for _ in range(2)
        ),
        ("surveys", 4),
    ]


def test_a_name_names_one_area_of_its_map(con: duckdb.DuckDBPyConnection) -> None:
    """Each map has its own names and aliases; a name that two areas share names neither."""
    table(
        con,
        "core.area_names",
        "layer, valid_from, name, area_id",
        "'x', null, 'Elm', '1'",
        "'x', date '2018-01-01', 'Elm', '2'",
        "'x', null, 'Oak', '1'",
        "'x', null, ' oak', '3'",
        "'x', null, '007', '1'",
        "'x', null, 'Ash', '4'",  # its number and its name are folded to the same
        "'x', null, 'ASH', '4'",
        "'z', null, 'Elm', '9'",  # a map that was in force at no time
        "'y', null, 'Elm', '9'",
    )
    table(
        con,
        "core.map_numbers",
        "layer, map_no, valid_from",
        "'x', 0, null::date",
        "'x', 1, date '2018-01-01'",
        "'y', 0, null",
    )
    table(con, "core.area_aliases", "layer, alias, area", "'x', 'Alias', 'Elm'", "'x', 'A', 'No'")
    assert sorted(answer(con, "core", "name_keys")) == [
        ("x", 0, "7", "1"),
        ("x", 0, "ALIAS", "1"),
        ("x", 0, "ASH", "4"),
        ("x", 0, "ELM", "1"),
        ("x", 1, "ALIAS", "2"),
        ("x", 1, "ELM", "2"),
        ("y", 0, "ELM", "9"),
    ]


RECORDS = (
    "dataset, source, set_aside, map_no, longitude, latitude, place_name",
    "'calls', 's', null, 0, 1.0, 2.0, ' elm'",
    "'calls', 's', null, 0, 1.0, 2.0, ' elm'",
    "'force', 's', null, 1, 1.0, 2.0, ' elm'",
    "'complaints', 't', null, 0, 1.0, 2.0, ' elm'",
    "'calls', 's', 'date_impossible', 0, 3.0, 4.0, 'unusable'",
    "'allegations', 's', null, 0, 5.0, 6.0, 'nowhere'",
)


def test_a_place_stands_once(con: duckdb.DuckDBPyConnection) -> None:
    """Two calls at one place share it; another map or source makes another.

    A row that is set aside and an allegation have none.
    """
    table(con, "staging.records", *RECORDS)
    rows = answer(con, "core", "place_ids")
    assert sorted(row[0] for row in rows) == [1, 2, 3]
    assert sorted(row[1:] for row in rows) == [
        ("s", 0, 1, 2, " elm", "ELM"),
        ("s", 1, 1, 2, " elm", "ELM"),
        ("t", 0, 1, 2, " elm", "ELM"),
    ]


def test_a_point_goes_before_a_name(con: duckdb.DuckDBPyConnection) -> None:
    """In each layer: the area of the point, else of the name or of what holds it, else unknown."""
    table(
        con,
        "core.place_ids",
        "place_id, source, map_no, longitude, latitude, place_name, name_key",
        "1, 's', 0, 1.0, 2.0, 'elm', 'ELM'",
        "2, 's', 0, null, null, 'elm', 'ELM'",
        "3, 's', 1, null, null, 'elm', 'ELM'",
        "4, 't', 0, null, null, 'elm', 'ELM'",  # this source names areas of layer y alone
        "5, 's', 0, null, null, 'oak', 'OAK'",
    )
    table(con, "layers", "layer", "'x'", "'y'", "'z'")
    table(con, "core.held_areas", "part_layer, part_id, layer, area_id", "'x', 'a', 'z', 'd'")
    table(con, "by_point", "place_id, layer, area_id", "1, 'x', 'p'")
    table(con, "core.naming_sources", "source, layer", "'s', 'x'", "'t', 'y'")
    table(
        con,
        "core.name_keys",
        "layer, map_no, name_key, area_id",
        "'x', 0, 'ELM', 'a'",
        "'x', 1, 'ELM', 'b'",
        "'y', 0, 'ELM', 'c'",
    )
    places = answer(con, "core", "places")
    assert sorted(places) == [
        (1, "x", "p", "point"),
        (1, "y", "unknown", "unplaced"),
        (1, "z", "d", "field"),
        (2, "x", "a", "field"),
        (2, "y", "unknown", "unplaced"),
        (2, "z", "d", "field"),
        (3, "x", "b", "field"),
        (3, "y", "unknown", "unplaced"),
        (3, "z", "unknown", "unplaced"),
        (4, "x", "unknown", "unplaced"),
        (4, "y", "c", "field"),
        (4, "z", "unknown", "unplaced"),
        (5, "x", "unknown", "unplaced"),
        (5, "y", "unknown", "unplaced"),
        (5, "z", "unknown", "unplaced"),
    ]
    table(con, "core.places", "place_id, layer, area_id, placed_by", *(
        f"{place}, '{layer}', '{area}', '{manner}'" for place, layer, area, manner in places
    ))  # fmt: skip
    assert sorted(
        (row[0], row[6], row[7], row[8]) for row in answer(con, "core", "placed", first_layer="x")
    ) == [
        (1, "ELM", "p", "point"),
        (2, "ELM", "a", "field"),
        (3, "ELM", "b", "field"),
        (4, "ELM", "unknown", "unplaced"),
        (5, "OAK", "unknown", "unplaced"),
    ]


def test_names_that_match_no_area_are_counted(con: duckdb.DuckDBPyConnection) -> None:
    """Records that name it, on every map and of every source together; declared in its layer only.

    An empty name is none; a row that is set aside and an allegation name nothing.
    """
    table(
        con,
        "staging.records",
        *RECORDS,
        "'calls', 's', null, 0, null, null, 'Oak'",
        "'force', 's', null, 0, null, null, 'oak '",
        "'calls', 's', null, 0, null, null, 'oak '",
        "'complaints', 't', null, 0, null, null, 'OAK'",
        "'calls', 's', null, 0, null, null, ' '",
        "'calls', 's', null, 0, null, null, null",
        "'calls', 's', null, 0, null, null, 'Unit'",
        "'calls', 'u', null, 0, null, null, 'Unit'",
        "'calls', 'none', null, 0, null, null, 'Unit'",
    )
    table(con, "core.naming_sources", "source, layer", "'s', 'x'", "'t', 'x'", "'u', 'y'")
    table(con, "core.name_keys", "layer, map_no, name_key, area_id",
          "'x', 0, 'ELM', 'a'", "'y', 1, 'ELM', 'b'")  # fmt: skip
    table(con, "core.names_of_no_area", "layer, place_name", "'x', ' unit'", "'x', 'UNIT'")
    assert sorted(answer(con, "core", "unmatched_names")) == [
        ("x", "ELM", 1, False),  # on the second map no area has that name
        ("x", "OAK", 4, False),
        ("x", "UNIT", 1, True),
        ("y", "UNIT", 1, False),
    ]


def test_rows_set_aside_name_their_file_and_row(con: duckdb.DuckDBPyConnection) -> None:
    """In the order of files and rows; what became a record or was merged is not among them."""
    table(
        con,
        "core.row_fates",
        "source, row_key, fate, reason",
        "'s', row_key(3, 2), 'set_aside', 'r1'",
        "'s', row_key(1, 5), 'set_aside', 'r2'",
        "'s', row_key(1, 4), 'kept', null",
        "'s', row_key(1, 3), 'merged', 'duplicate'",
    )
    table(con, "core.files", "file_no, file", "1, 'f.csv'", "2, 'g.csv'", "3, 'h.csv'")
    assert answer(con, "core", "set_aside") == [
        ("s", "f.csv", 5, "r2"),
        ("s", "h.csv", 2, "r1"),
    ]


def test_benchmarks_add_up_by_race_and_year(con: duckdb.DuckDBPyConnection) -> None:
    """Several rows of a file are one number, in the order of benchmark, race and year."""
    table(
        con,
        "core.benchmark_counts",
        "benchmark, race, year, n",
        "'b', 'black', 2019, 1",
        "'a', 'white', 2019, 2",
        "'a', 'black', 2020, 4",
        "'a', 'black', 2019, 8",
        "'a', 'black', 2019, 16",
    )
    assert answer(con, "core", "benchmarks") == [
        ("a", "black", 2019, 24),
        ("a", "black", 2020, 4),
        ("a", "white", 2019, 2),
        ("b", "black", 2019, 1),
    ]


def test_settings_are_those_of_the_pack(con: duckdb.DuckDBPyConnection) -> None:
    """Each value under its own name; a city without a target of response has none."""
    values = {
        "city": "c",
        "public_decimals": 3,
        "begins_on": "2015-01-01",
        "ends_on": "2020-12-31",
        "high_force_level": 2,
        "response_priority": None,
        "response_target_s": None,
    }
    day = dt.date
    assert answer(con, "core", "settings", **values) == [
        ("c", 3, day(2015, 1, 1), day(2020, 12, 31), 2, None, None)
    ]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("0421", "421"),
        ("421.0", "421"),
        ("421.50", "421.50"),
        (" elm   street ", "ELM STREET"),
        ("0", "0"),
        ("00", "0"),
        ("100", "100"),
    ],
)
def test_names_are_folded(name: str, key: str, con: duckdb.DuckDBPyConnection) -> None:
    """Case, blanks, padding zeros and a decimal zero do not make another name."""
    assert con.execute("select name_key(?)", [name]).fetchall() == [(key,)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (" 2019-02-01 ", dt.datetime(2019, 2, 1)),
        ("02/01/2019", dt.datetime(2019, 2, 1)),
        ("first of May", None),
    ],
)
def test_a_day_is_read_in_the_formats_of_its_source(
    text: str, day: dt.datetime | None, con: duckdb.DuckDBPyConnection
) -> None:
    """Blanks around it do not matter; what no format fits is not known."""
    con.execute("set variable date_formats = ['%Y-%m-%d', '%m/%d/%Y']")
    con.execute("set variable retrieved_on = date '2020-01-01'")
    assert con.execute("select parse_time(?), retrieved_on()", [text]).fetchall() == [
        (day, dt.date(2020, 1, 1))
    ]
