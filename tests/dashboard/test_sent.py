"""A chart is sent with its numbers, and without the shapes that a browser has already."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from starlette.applications import Starlette

from dashboard.charts.areas import SHAPE, SHAPES
from dashboard.parts.sent import sent
from dashboard.parts.shapes import shapes_json
from dashboard.web import shapes as route
from queries.vintage.catalog import open_city
from tests.conftest import at_home
from tests.web.asking import ask

ROWS = [
    {"month": "2019-01-01", "rate": 1.5, "n": 3, "is_low": False},
    {"month": "2019-02-01", "rate": None, "n": 0, "is_low": True},
]
ADDRESS = "/shapes/sample/v/area.json"
SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}
FEATURE = {"type": "Feature", "geometry": SQUARE, SHAPE: "5 ", SHAPES: ADDRESS, "area_id": "5"}


def rows_of(content: bytes) -> list[dict[str, Any]]:
    """Return the rows of a table as it is sent."""
    rows: list[dict[str, Any]] = pa.ipc.open_stream(content).read_all().to_pylist()
    return rows


def test_a_table_is_sent_with_every_value() -> None:
    """Text, numbers, nothing and yes or no arrive as they were; a row without columns stays."""
    spec = {"datasets": {"months": ROWS, "one": [{}]}, "layer": []}
    datasets = sent(spec)["datasets"]
    assert rows_of(datasets["months"]) == ROWS
    assert datasets["one"] == [{}]
    assert sent(spec)["datasets"]["months"] is datasets["months"]
    assert sent({"mark": "bar"}) == {"mark": "bar"}


def test_a_map_names_the_address_of_its_shapes() -> None:
    """Each layer of the map looks its shapes up before it does anything else; others do not."""
    calculate = {"calculate": "1", "as": "one"}
    layers = [{"data": {"name": "map"}, "transform": [calculate]}, {"data": {"name": "months"}}]
    spec = {"datasets": {"map": [FEATURE], "months": ROWS}, "layer": layers}
    shown = sent(spec)
    lookup, then = shown["layer"][0]["transform"]
    assert then == calculate
    assert lookup["from"]["data"]["url"] == ADDRESS
    assert rows_of(shown["datasets"]["map"]) == [
        {"type": "Feature", SHAPE: "5 ", "area_id": "5"},
    ]
    assert shown["layer"][1] == layers[1]
    assert spec["layer"][0]["transform"] == [calculate]


@pytest.mark.slow
def test_the_address_gives_every_shape_of_the_layer(small_home: Path) -> None:
    """Each area's shape is there as the vintage has it; an unknown vintage or layer is 404."""
    site = Starlette(routes=[route.SHAPES])
    with at_home(small_home):
        vintage = open_city("sample")
        layer = vintage.layer().id
        path = f"/shapes/sample/{vintage.vintage}/{layer}.json"
        answer = ask(path, app=site)
        assert answer.content == shapes_json(vintage, layer)
        shapes = {row[SHAPE]: row["geometry"] for row in json.loads(answer.content)}
        for row in vintage.areas(layer).to_dicts():
            shape = f"{row['area_id']} {row['valid_from'] or ''}"
            assert shapes[shape] == json.loads(row["geometry"])
        assert "immutable" in answer.headers["cache-control"]
        for wrong in (path.replace(vintage.vintage, "v"), path.replace(layer, "no_layer")):
            assert ask(wrong, app=site).status == 404
        assert ask("/shapes/nowhere/v/area.json", app=site).status == 404
