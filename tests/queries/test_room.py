"""Where a name has room inside its area."""

import json

import polars as pl
import pytest

from queries.vintage.room import LETTER, LINE, with_room


def box(west: float, south: float, east: float, north: float) -> list[list[list[float]]]:
    """Return the ring of a box."""
    return [[[west, south], [west, north], [east, north], [east, south], [west, south]]]


def room(name: str, *boxes: list[list[list[float]]]) -> dict[str, float | str]:
    """Return the row of one area near the equator, where a degree is as long both ways."""
    geometry = json.dumps({"type": "MultiPolygon", "coordinates": boxes})
    return with_room(pl.DataFrame({"name": [name], "geometry": [geometry]})).row(0, named=True)


def test_a_name_fills_a_field_of_its_own_shape() -> None:
    """In a field of the name's own shape, the text's corners lie on the circle inside it."""
    degrees = 0.01
    row = room("Fivea", box(0, 0, 5 * LETTER * degrees, LINE * degrees))
    assert row["label"] == "Fivea"
    text = degrees / 2**0.5  # a square in a circle in a square
    assert row["room"] == pytest.approx(text * 3.14159265 / 180, rel=0.01)


def test_a_name_of_two_words_takes_two_lines_where_that_is_larger() -> None:
    """A high narrow area has its name in two lines, a flat one in one."""
    assert room("South Deering", box(0, 0, 0.01, 0.01))["label"] == "South\nDeering"
    assert room("South Deering", box(0, 0, 0.09, 0.01))["label"] == "South Deering"


def test_a_name_lies_in_the_largest_part() -> None:
    """An area of several parts is named in the largest."""
    row = room("Ohare", box(0, 0, 0.01, 0.01), box(1, 0, 1.1, 0.1))
    assert row["map_x"] == pytest.approx(1.05 * 3.14159265 / 180, rel=0.01)
