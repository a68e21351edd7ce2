"""A kept chart is never shown for other values."""

import dataclasses
from typing import Any

import altair as alt
import polars as pl
import pytest

from dashboard import words
from dashboard.parts.drawn import fingerprint, spec, used
from dashboard.words import Words
from queries.vintage.catalog import Vintage
from tests.handmade import vintage

ENGLISH, SPANISH = words.load("en"), words.load("es")
TABLE = pl.DataFrame({"n": [1, 2], "name": ["Elm", None], "kinds": [["a"], ["a", "b"]]})


def bars(table: pl.DataFrame, label: str, words: Words) -> Any:
    """Draw a table's numbers under a label and the language."""
    data = alt.Data(values=table.select("n").to_dicts())
    return alt.Chart(data, title=f"{label} {words.language}").mark_bar()


def test_two_tables_have_two_drawings() -> None:
    """Other values, another label or another language give a new chart."""
    other_numbers = TABLE.with_columns(pl.Series("n", [1, 3]))
    drawings = [
        spec(ENGLISH, bars, TABLE, "force"),
        spec(ENGLISH, bars, other_numbers, "force"),
        spec(ENGLISH, bars, TABLE, "calls"),
        spec(SPANISH, bars, TABLE, "force"),
    ]
    assert [drawing["data"]["values"][1]["n"] for drawing in drawings] == [2, 3, 2, 2]
    assert [drawing["title"] for drawing in drawings[1:]] == ["force en", "calls en", "force es"]


def test_the_same_values_are_drawn_once() -> None:
    """A copy of a table gives the kept object."""
    assert spec(ENGLISH, bars, TABLE, "once") is spec(ENGLISH, bars, TABLE.clone(), "once")


@pytest.mark.parametrize(
    "table",
    [
        TABLE.rename({"n": "m"}),
        TABLE.reverse(),
        TABLE.cast({"n": pl.Int32}),
        TABLE.with_columns(pl.lit("Elm").alias("name")),
        TABLE.with_columns(pl.Series("kinds", [["a"], ["b", "a"]])),
        TABLE.head(1),
    ],
)
def test_a_table_is_told_from_others_by_all_it_holds(table: pl.DataFrame) -> None:
    """The fingerprint depends on names, order, types, empty cells, lists and length."""
    assert fingerprint(TABLE) != fingerprint(table)


def renamed(city: Vintage, name: str) -> Vintage:
    """Return the vintage of a city under another name."""
    return dataclasses.replace(city, vintage=name)


def test_values_are_told_from_others_by_what_they_stand_for() -> None:
    """The fingerprint depends on the keys of a dict, and on which vintage of a city is shown."""
    city = vintage()
    assert fingerprint({"before": 1}) != fingerprint({"after": 1})
    assert fingerprint(city) != fingerprint(renamed(city, "2"))
    assert fingerprint(city) == fingerprint(renamed(city, city.vintage))


def test_a_chart_sends_no_column_that_nothing_names() -> None:
    """A column named in an encoding or inside an expression stays, as shapes do; others go."""
    row = {"type": "Feature", "geometry": {}, "area_id": "1", "rate": 2.0, "verdict": "fell"}
    drawing = {
        "datasets": {"rows": [row]},
        "encoding": {"x": {"field": "rate"}},
        "transform": [{"filter": "datum.area_id === chosen"}],
    }
    kept = used(drawing)
    assert kept["datasets"]["rows"] == [
        {"type": "Feature", "geometry": {}, "area_id": "1", "rate": 2.0}
    ]
    assert {**kept, "datasets": None} == {**drawing, "datasets": None}
