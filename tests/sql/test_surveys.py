"""The core table of surveys, and the check of its values."""

import duckdb
import pytest

from data.sql import make_table, run_sql
from tests.sql.tables import answer, table

STAGED = (
    "answer_id, row_key, set_aside, is_superseded, source, source_file, source_row, starts_on, "
    "ends_on, place_kind, place_name, topic, question, group_kind, group_name, statistic, value, "
    "scale_from, scale_to, n, standard_deviation, design_effect, margin"
)


def staged(answer_id: str, key: int, *, kind: str = "null", place: str = "null") -> str:
    """Return a staged value of a survey as SQL values."""
    return (
        f"'{answer_id}', {key}, null, false, 's', 'f.csv', {key}, date '2019-05-01', "
        f"date '2019-05-31', {kind}, {place}, 'trust', 'Do you?', null, null, 'share', 50.0, "
        "0.0, 100.0, 400, null, 1.2, null"
    )


def test_a_value_is_of_the_city_of_an_area_or_of_a_place_on_no_map(
    empty: duckdb.DuckDBPyConnection,
) -> None:
    """An area is found on the newest map by its name; a repeated value counts once."""
    con = empty
    con.execute("create schema core; create schema staging")
    run_sql(con, "macros")
    table(con, "core.settings", "city", "'x'")
    table(con, "core.area_names", "layer", "'district'")
    table(
        con,
        "core.name_keys",
        "layer, map_no, name_key, area_id",
        "'district', 0, 'ELM', 'old'",
        "'district', 1, 'ELM', '1'",
    )
    table(
        con,
        "staging.survey_rows",
        STAGED,
        staged("a", 1),
        staged("a", 2),
        staged("b", 3, kind="'district'", place="' elm'"),
        staged("c", 4, kind="'district'", place="'Oak'"),
        staged("d", 5, kind="'police sector'", place="'420'"),
    )
    make_table(con, "core.surveys")
    assert con.execute(
        "select answer_id, source_row, place_kind, layer, area_id, group_kind "
        "from core.surveys order by answer_id"
    ).fetchall() == [
        ("a", 1, "city", None, None, "all"),
        ("b", 3, "district", "district", "1", "all"),
        ("c", 4, "district", "district", "unknown", "all"),
        ("d", 5, "police sector", None, None, "all"),
    ]


SOUND = {
    "starts_on": "date '2019-05-01'",
    "ends_on": "date '2019-05-31'",
    "place_kind": "'city'",
    "place_name": "null::varchar",
    "area_id": "null::varchar",
    "topic": "'trust'",
    "group_kind": "'all'",
    "group_name": "null::varchar",
    "statistic": "'share'",
    "value": "50.0",
    "scale_from": "0.0",
    "scale_to": "100.0",
    "n": "400",
    "standard_deviation": "null::double",
    "design_effect": "1.2",
    "margin": "null::double",
}


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ({}, None),
        ({"value": "100.0", "n": "1"}, None),
        ({"place_kind": "'police sector'", "place_name": "'420'"}, None),
        ({"topic": "null::varchar"}, "no topic"),
        ({"statistic": "null::varchar"}, "neither a mean nor a share"),
        ({"scale_to": "0.0"}, "no scale"),
        ({"value": "100.1"}, "a value outside its scale"),
        ({"value": "null::double"}, "a value outside its scale"),
        ({"ends_on": "date '2019-04-30'"}, "it ends before it begins"),
        ({"starts_on": "date '2014-05-01'"}, "a period before the first day of the city"),
        ({"n": "0"}, "fewer than one person answered"),
        ({"standard_deviation": "-1.0"}, "a standard deviation that is not above 0"),
        ({"standard_deviation": "0.0"}, "a standard deviation that is not above 0"),
        ({"design_effect": "0.0"}, "a design effect that is not above 0"),
        ({"margin": "-0.1"}, "a margin that is not above 0"),
        ({"margin": "0.0"}, "a margin that is not above 0"),
        ({"group_name": "'Women'"}, "a group named as everyone"),
        ({"place_name": "'Oak'"}, "an area named as the city"),
        ({"group_kind": "'age'"}, "a group without a name"),
        ({"place_kind": "'district'"}, "an area without a name"),
        (
            {"place_kind": "'district'", "place_name": "'Oak'", "area_id": "'unknown'"},
            "an area that is not on the map",
        ),
    ],
)
def test_every_fault_of_a_value_has_its_message(
    fault: dict[str, str], message: str | None, empty: duckdb.DuckDBPyConnection
) -> None:
    """A sound value passes; each fault is told with its row and what is wrong."""
    con = empty
    con.execute("create schema core")
    table(con, "core.settings", "begins_on", "date '2015-01-01'")
    row = {"source_file": "'f.csv'", "source_row": "7", **SOUND, **fault}
    table(con, "core.surveys", ", ".join(row), ", ".join(row.values()))
    faults = answer(con, "checks", "surveys_sound")
    assert [(found[0], found[1], found[-1]) for found in faults] == (
        [("f.csv", 7, message)] if message else []
    )
