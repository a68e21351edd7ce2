"""Maps that cannot be the city's areas end in a message with the file and the feature."""

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from data.areas import read_layer
from data.config import Layer
from data.extents import LEAST_POINTS, refuse_apart
from queries.errors import BadInput

WEST, SOUTH, CELL = -122.7, 45.4, 0.02
LAYER = Layer("nbhd", {"en": "x"}, {"en": "x"}, "areas.geojson", "ID", "NAME")


def squares() -> gpd.GeoDataFrame:
    """Return nine areas side by side, 1 to 9."""
    boxes = [
        shapely.box(
            WEST + CELL * x, SOUTH + CELL * y, WEST + CELL * (x + 1), SOUTH + CELL * (y + 1)
        )
        for y in range(3)
        for x in range(3)
    ]
    names = [f"Area {number}" for number in range(1, 10)]
    return gpd.GeoDataFrame({"ID": range(1, 10), "NAME": names}, geometry=boxes, crs=4326)


def read(frame: gpd.GeoDataFrame, folder: Path, layer: Layer = LAYER) -> gpd.GeoDataFrame:
    """Return the layer of a file with these shapes."""
    frame.to_file(folder / str(layer.file))
    return read_layer(layer, folder)


def points(frame: gpd.GeoDataFrame, number: int = LEAST_POINTS) -> pd.DataFrame:
    """Return points along the middle of the areas."""
    west, south, east, north = frame.total_bounds
    x = [west + (east - west) * (n + 0.5) / number for n in range(number)]
    return pd.DataFrame({"longitude": x, "latitude": [(south + north) / 2 + 0.001] * number})


def flipped(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the shapes with their axes swapped."""
    turned = shapely.transform(frame.geometry.to_numpy(), lambda xy: xy[:, ::-1])
    return frame.set_geometry(gpd.GeoSeries(turned, crs=frame.crs))


def with_shape(shape: shapely.Geometry, number: int = 5) -> gpd.GeoDataFrame:
    """Return the areas, one of which has another shape."""
    frame = squares()
    frame.loc[number - 1, "geometry"] = shape
    return frame


def test_a_sound_map_is_read(tmp_path: Path) -> None:
    """Areas side by side pass, alone and beside the records' points."""
    frame = read(squares(), tmp_path)
    assert len(frame) == 9
    refuse_apart([("nbhd", tmp_path, frame)], points(frame))


FAULTS: list[tuple[Callable[[], gpd.GeoDataFrame], list[str]]] = [
    (lambda: with_shape(shapely.Point(WEST, SOUTH)), ["else than polygons", "row 5", "5: Point"]),
    (
        lambda: with_shape(shapely.LineString([(WEST, SOUTH), (WEST + 1, SOUTH)])),
        ["else than polygons", "row 5", "5: LineString"],
    ),
    (lambda: with_shape(None), ["else than polygons", "row 5", "no geometry"]),
    (
        lambda: with_shape(shapely.box(WEST, SOUTH, WEST + 1e-6, SOUTH + 1e-6)),
        ["shrunk to nothing", "5 (Area 5)"],
    ),
    (
        lambda: with_shape(shapely.box(*squares().total_bounds)),
        ["on top of one another", "5 (Area 5) covers ground of 8 others"],
    ),
    (
        lambda: with_shape(shapely.box(WEST - 5, SOUTH - 5, WEST, SOUTH)),
        ["nearly the whole layer", "5 (Area 5)"],
    ),
    (lambda: flipped(squares()), ["off the globe", "row 1", "-122.7"]),
    (
        lambda: squares().to_crs(2269).set_crs(4326, allow_override=True),
        ["off the globe", "row 1", "name its crs"],
    ),
]


@pytest.mark.parametrize(("frame", "phrases"), FAULTS, ids=range(len(FAULTS)))
def test_a_shape_that_cannot_be_is_named(
    frame: Callable[[], gpd.GeoDataFrame], phrases: list[str], tmp_path: Path
) -> None:
    """Points, lines, nothing, a speck, a cover over the city, swapped axes, feet: each is named."""
    with pytest.raises(BadInput) as caught:
        read(frame(), tmp_path)
    message = str(caught.value)
    assert all(phrase in message for phrase in ["areas.geojson", *phrases]), message


def test_a_shapefile_without_its_projection_is_asked(tmp_path: Path) -> None:
    """Without its .prj the file says no projection, and none is guessed; city.toml can name it."""
    layer = Layer("nbhd", {"en": "x"}, {"en": "x"}, "areas.shp", "ID", "NAME")
    read(squares(), tmp_path, layer)
    (tmp_path / "areas.prj").unlink()
    with pytest.raises(BadInput, match="does not say its projection"):
        read_layer(layer, tmp_path)
    named = Layer("nbhd", {"en": "x"}, {"en": "x"}, "areas.shp", "ID", "NAME", "EPSG:4326")
    assert len(read_layer(named, tmp_path)) == 9
    unknown = Layer("nbhd", {"en": "x"}, {"en": "x"}, "areas.shp", "ID", "NAME", "EPSG:99999")
    with pytest.raises(BadInput, match="projection of layer 'nbhd' cannot be used"):
        read_layer(unknown, tmp_path)


def moved(frame: gpd.GeoDataFrame, degrees: float) -> gpd.GeoDataFrame:
    """Return the shapes moved to the east."""
    return frame.set_geometry(frame.translate(degrees))


def test_a_map_apart_from_the_points_is_named(tmp_path: Path) -> None:
    """A map with few of the points is named; with fewer points than show a city, none is."""
    frame = squares()
    there, away = tmp_path / "there.geojson", tmp_path / "away.geojson"
    refuse_apart([("a", there, moved(frame, 0.025))], points(frame))
    with pytest.raises(BadInput, match=r"'b' .* 3 of 20 points are in an area"):
        refuse_apart([("b", away, moved(frame, 0.05))], points(frame))
    with pytest.raises(BadInput, match="another projection than the pack says"):
        refuse_apart([("a", there, frame), ("b", away, moved(frame, 5))], points(frame))
    refuse_apart([("b", away, moved(frame, 5))], points(frame, LEAST_POINTS - 1))


def test_swapped_axes_are_called_so(tmp_path: Path) -> None:
    """If the points lie in the map turned over, the axes of one of them are swapped."""
    frame = moved(squares(), 80)
    with pytest.raises(BadInput, match="axes of one of the two are swapped"):
        refuse_apart([("a", tmp_path / "a.geojson", flipped(frame))], points(frame))


def test_layers_without_points_are_held_against_each_other(tmp_path: Path) -> None:
    """Without points, a layer that covers other ground, or far less of it, is named with both."""
    frame, none = squares(), points(squares(), 0)
    a, b = tmp_path / "a.geojson", tmp_path / "b.geojson"
    refuse_apart([("a", a, frame), ("b", b, frame[:4])], none)
    for other in (moved(frame, 0.05), frame[:2]):
        with pytest.raises(BadInput, match="layers 'a' and 'b' are not of the same city") as caught:
            refuse_apart([("a", a, frame), ("b", b, other)], none)
        assert "b.geojson" in str(caught.value)
        assert "a.geojson" in str(caught.value)
