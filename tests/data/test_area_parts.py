"""Areas from polygons: parts that make an area, water that is none, and ground that moved."""

import datetime as dt
from pathlib import Path

import duckdb
import geopandas as gpd
import pytest
from shapely.geometry import box

from data.areas import load_areas, read_maps
from data.config import City, EarlierMap, Layer

REDRAWN = dt.date(2015, 1, 28)

LAYER = Layer(
    id="precinct",
    name={},
    names={},
    file="new.geojson",
    id_column="beat",
    name_column="beat",
    not_areas=("Bay",),
    parts={"A1": "North", "A2": "North", "B1": "South", "S1": "Bay"},
    earlier=(EarlierMap(REDRAWN, "old.geojson", "beat", "beat"),),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two maps: A2 moves from the north of B1 to its west, B1 stays, S1 is water, 99 in no area."""
    beats = ["A1", "A2", "B1", "S1", "99"]
    for file, x, y in (("old", 0.0, 0.2), ("new", -0.1, 0.0)):
        boxes = [
            box(0, 0.1, 0.1, 0.2),
            box(x, y, x + 0.1, y + 0.1),
            box(0, 0, 0.1, 0.1),
            box(1, 1, 1.1, 1.1),
            box(2, 2, 2.1, 2.1),
        ]
        frame = gpd.GeoDataFrame({"beat": beats}, geometry=boxes, crs="EPSG:4326")
        frame.to_file(tmp_path / f"{file}.geojson", driver="GeoJSON")
    return tmp_path


def test_parts_make_one_area_on_the_map_of_their_date(folder: Path) -> None:
    """Parts become the area they are of; what is no part, or declared to be no area, is none.

    An area whose parts moved is another area before the redrawing, named with the year.
    """
    older, newer = read_maps(LAYER, folder)
    names = [
        list(zip(area_map.frame["area_id"], area_map.frame["name"], strict=True))
        for area_map in (older, newer)
    ]
    assert names == [
        [("North-until-2015", "North (–2015)"), ("South", "South")],
        [("North", "North"), ("South", "South")],
    ]
    assert older.frame.geometry.iloc[0].bounds == (0.0, 0.1, 0.1, 0.3)
    assert newer.frame.geometry.iloc[0].bounds == (-0.1, 0.0, 0.1, 0.2)


def test_parts_name_their_area(folder: Path) -> None:
    """A record that names a part is in the area of the part, on the map of its date."""
    con = duckdb.connect()
    con.execute("create schema core")
    city = City(
        id="c",
        name="C",
        state="",
        time_zone="",
        is_real=False,
        public_decimals=3,
        layers=(LAYER,),
        sources=(),
    )
    load_areas(con, city, folder)
    names = con.execute(
        "select name, valid_from, area_id from core.area_names where name in ('A2', 'B1', 'S1') "
        "order by all"
    ).fetchall()
    assert names == [
        ("A2", REDRAWN, "North"),
        ("A2", None, "North-until-2015"),
        ("B1", REDRAWN, "South"),
        ("B1", None, "South"),
    ]
