"""Areas: maps that a redrawing replaced, polygons that cross themselves, cities without any."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import duckdb
import geopandas as gpd
import pytest
from shapely.geometry import Polygon, box

from data.areas import load_areas, read_layer, read_maps
from data.config import City, EarlierMap, Layer, Population
from queries.errors import BadInput

REDRAWN = dt.date(2018, 1, 1)


def write(path: Path, areas: dict[str | None, Polygon]) -> None:
    """Write polygons in degrees near Seattle under the column beat."""
    shapes = list(areas.values())
    frame = gpd.GeoDataFrame({"beat": list(areas)}, geometry=shapes, crs="EPSG:4326")
    frame.to_file(path, driver="GeoJSON")


def layer(**changes: object) -> Layer:
    """Return a layer drawn by now.geojson."""
    usual = {"file": "now.geojson", "id_column": "beat", "name_column": "beat"}
    return Layer(id="beat", name={}, names={}, **{**usual, **changes})  # type: ignore[arg-type]


def test_an_area_that_moved_is_another(tmp_path: Path) -> None:
    """A beat that kept its ground keeps its id; one that moved under its name gets another."""
    unchanged, west, east = box(0, 47, 1, 48), box(1, 47, 2, 48), box(2, 47, 3, 48)
    write(
        tmp_path / "then.geojson",
        {"B1": unchanged, "B2": west, "B3": east, None: box(5, 47, 6, 48)},
    )
    write(tmp_path / "now.geojson", {"B1": unchanged, "B2": east, "B3": west})
    earlier = EarlierMap(REDRAWN, "then.geojson", "beat", "beat")
    older, newer = read_maps(layer(earlier=(earlier,)), tmp_path)
    assert (older.valid_from, older.valid_until, newer.valid_from, newer.valid_until) == (
        None,
        REDRAWN,
        REDRAWN,
        None,
    )
    assert dict(zip(older.frame["area_id"], older.frame["name"], strict=True)) == {
        "B1": "B1",
        "B2-until-2018": "B2 (–2018)",
        "B3-until-2018": "B3 (–2018)",
    }
    assert list(newer.frame["area_id"]) == ["B1", "B2", "B3"]


def test_crossing_rings_are_mended_only_when_asked(tmp_path: Path) -> None:
    """A ring that crosses itself stops the build, or is mended and counted if the pack says so."""
    bow = Polygon([(0, 47), (1, 48), (1, 47), (0, 48), (0, 47)])
    write(tmp_path / "now.geojson", {"B1": bow, "B2": box(2, 47, 3, 48)})
    with pytest.raises(BadInput, match="is_repaired = true"):
        read_layer(layer(), tmp_path)
    repaired = read_layer(layer(is_repaired=True), tmp_path)
    assert repaired.geometry.is_valid.all()
    assert repaired.attrs["repaired"] == 1
    # the two triangles of the bow, each a quarter of the square it lies in
    assert repaired.geometry.iloc[0].area == pytest.approx(0.5)


def test_a_layer_without_a_file_has_no_areas(tmp_path: Path) -> None:
    """A city of which no polygons are at hand has a layer and no area."""
    [area_map] = read_maps(Layer(id="city", name={}, names={}), tmp_path)
    assert len(area_map.frame) == 0


def test_a_city_without_areas_has_empty_columns_of_text(tmp_path: Path) -> None:
    """The tables of a city without polygons can be asked for names, though they hold none."""
    nowhere = City(
        id="nowhere",
        name="Nowhere",
        state="XX",
        time_zone="UTC",
        is_real=False,
        public_decimals=3,
        layers=(Layer(id="city", name={}, names={}),),
        sources=(),
    )
    con = duckdb.connect()
    con.execute("create schema core")
    load_areas(con, nowhere, tmp_path)
    for table, columns in (("areas", ("area_id", "name")), ("area_names", ("area_id", "name"))):
        kinds = dict(
            con.sql(f"select column_name, column_type from (describe core.{table})").fetchall()
        )
        assert {kinds[column] for column in columns} == {"VARCHAR"}
        assert con.sql(f"select count(*) from core.{table}").fetchall() == [(0,)]


@pytest.mark.parametrize(
    ("east", "is_same"), [(1.04, True), (1.06, False), (0.96, True), (0.94, False)]
)
def test_an_area_keeps_its_id_while_it_keeps_its_ground(
    east: float, is_same: bool, tmp_path: Path
) -> None:
    """A beat that grew or shrank by a twentieth of both together is another place."""
    write(tmp_path / "then.geojson", {"B1": box(0, 47, 1, 48)})
    write(tmp_path / "now.geojson", {"B1": box(0, 47, east, 48)})
    earlier = EarlierMap(REDRAWN, "then.geojson", "beat", "beat")
    older, _ = read_maps(layer(earlier=(earlier,)), tmp_path)
    area_id, name = ("B1", "B1") if is_same else ("B1-until-2018", "B1 (–2018)")
    assert (list(older.frame["area_id"]), list(older.frame["name"])) == ([area_id], [name])


def loaded(tmp_path: Path, counts: str) -> duckdb.DuckDBPyConnection:
    """Return the areas of a city of two layers, z before a, with a file of residents of z."""
    write(tmp_path / "now.geojson", {"B1": box(0, 47, 1, 48), "007": box(1, 47, 2, 48)})
    (tmp_path / "people.csv").write_text(counts, encoding="utf-8")
    population = (Population(2020, "people.csv", "area", "n"),)
    city = City(
        id="c",
        name="C",
        state="XX",
        time_zone="UTC",
        is_real=False,
        public_decimals=3,
        layers=(
            replace(layer(), id="z", population=population),
            replace(layer(), id="a"),
        ),
        sources=(),
    )
    con = duckdb.connect()
    con.execute("create schema core")
    load_areas(con, city, tmp_path)
    return con


def test_areas_have_the_order_of_layers_and_their_residents(tmp_path: Path) -> None:
    """Layers stand as the pack lists them; numbers match however they are padded."""
    con = loaded(tmp_path, "area,n\n 7 ,30\nB1,20\n")
    query = "select layer, layer_order, area_id, population from core.areas order by 2, 3"
    assert con.execute(query).fetchall() == [
        ("z", 0, "007", 30),
        ("z", 0, "B1", 20),
        ("a", 1, "007", None),
        ("a", 1, "B1", None),
    ]


@pytest.mark.parametrize("row", ["B9,20", "B1,many", "B1,"])
def test_residents_that_cannot_be_counted_are_named_by_their_row(row: str, tmp_path: Path) -> None:
    """An unknown area or a count that is no number stops the build, with the row of the file."""
    with pytest.raises(BadInput, match="A row of residents") as caught:
        loaded(tmp_path, f"area,n\nB1,10\n{row}\n")
    assert "row 3" in str(caught.value)
