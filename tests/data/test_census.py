"""The crosswalk of areas and census tracts: what its weights must add up to, and bad files."""

from pathlib import Path

import geopandas as gpd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import box
from starlette.applications import Starlette

from dashboard.api.routes import FILE_ROUTES
from data.census import COVERED_LEAST, EQUAL_AREA, read_tracts, weights
from data.config import Tracts
from queries.errors import BadInput, NoAnswer
from queries.vintage.catalog import open_city
from queries.vintage.census import crosswalk
from tests.conftest import at_home
from tests.web.asking import ask

SPEC = Tracts("tracts.geojson", "GEOID", 2020, "people", 2020)


def grid(columns: int, rows: int, left: float, width: float) -> list[object]:
    """Return rectangles that cover a stretch of the plane without a gap."""
    step = width / columns
    return [
        box(left + x * step, y / rows, left + (x + 1) * step, (y + 1) / rows)
        for x in range(columns)
        for y in range(rows)
    ]


def frame(shapes: list[object], **columns: object) -> gpd.GeoDataFrame:
    """Return shapes of degrees."""
    return gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4326")


def geoid(number: int) -> str:
    """Return a GEOID of a tract that is none."""
    return f"99001{number:06d}"


@settings(max_examples=40, deadline=None)
@given(
    areas=st.tuples(st.integers(1, 4), st.integers(1, 3)),
    tracts=st.tuples(st.integers(1, 5), st.integers(1, 4)),
    left=st.floats(-0.5, 0.5),
    width=st.floats(0.3, 2),
    data=st.data(),
)
def test_weights_add_up(
    areas: tuple[int, int],
    tracts: tuple[int, int],
    left: float,
    width: float,
    data: st.DataObject,
) -> None:
    """No weight is below 0; a tract's add up to 1, an area's too; no resident is lost or added."""
    ground = grid(*areas, left=0, width=1)
    pieces = grid(*tracts, left=left, width=width)
    people = data.draw(st.lists(st.integers(0, 9_000), min_size=len(pieces), max_size=len(pieces)))
    table = weights(
        frame(ground, area_id=[f"a{number}" for number in range(len(ground))]),
        frame(pieces, geoid=[geoid(n) for n in range(len(pieces))], population=people),
    )
    assert (table[["tract_share", "residents"]] >= 0).all(axis=None)
    assert not (table["area_share"] < 0).any()
    assert table.groupby("geoid")["tract_share"].sum().to_numpy() == pytest.approx(1)
    assert table["residents"].sum() == pytest.approx(sum(people))
    assert set(table["geoid"]) == {geoid(n) for n in range(len(pieces))}
    told = table.dropna(subset="area_share")
    assert told.groupby("area_id")["area_share"].sum().to_numpy() == pytest.approx(1)
    assert (told["ground_covered"] >= COVERED_LEAST).all()
    assert not table.duplicated(["area_id", "geoid"]).any()


def test_a_tract_in_two_areas_by_hand() -> None:
    """A tract of 300 residents, two thirds of it in one area: 200 and 100; the other adds 100."""
    areas = frame([box(0, 0, 2, 1), box(2, 0, 4, 1)], area_id=["west", "east"])
    tracts = frame(
        [box(0, 0, 3, 1), box(3, 0, 4, 1)], geoid=[geoid(1), geoid(2)], population=[300, 100]
    )
    rows = {
        (row.area_id, row.geoid): (row.tract_share, row.residents, row.area_share)
        for row in weights(areas, tracts).itertuples()
    }
    assert rows == {
        ("west", geoid(1)): pytest.approx((2 / 3, 200, 1)),
        ("east", geoid(1)): pytest.approx((1 / 3, 100, 0.5)),
        ("east", geoid(2)): pytest.approx((1, 100, 0.5)),
    }


def test_an_area_that_is_hardly_covered_has_no_share() -> None:
    """Where tracts cover a tenth of an area, nobody knows whose residents it has."""
    areas = frame([box(0, 0, 10, 1)], area_id=["all"])
    table = weights(areas, frame([box(0, 0, 1, 1)], geoid=[geoid(1)], population=[50]))
    [row] = table.to_dict("records")
    assert row["ground_covered"] == pytest.approx(0.1)
    assert row["residents"] == pytest.approx(50)
    assert row["area_share"] != row["area_share"]


def test_the_projection_keeps_ground() -> None:
    """Equal ground has equal size at the equator and at 60 degrees north."""
    shapes = gpd.GeoSeries([box(0, 0, 1, 1), box(0, 60, 1, 61)], crs="EPSG:4326")
    low, high = shapes.to_crs(EQUAL_AREA).area / 1e6
    assert low == pytest.approx(12_309, rel=0.01)
    assert high == pytest.approx(6_110, rel=0.01)


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("GEOID", "0010", "A tract has no GEOID"),
        ("people", "many", "no count"),
        ("people", -1, "no count"),
        ("people", 1.5, "no count"),
    ],
)
def test_a_file_that_is_none_of_tracts_is_refused(
    column: str, value: object, message: str, tmp_path: Path
) -> None:
    """An id that is no GEOID and residents that are no count stop the build, with their place."""
    shapes = [box(-90, 30, -89.9, 30.1), box(-89.9, 30, -89.8, 30.1)]
    columns = {"GEOID": [geoid(1), geoid(2)], "people": ["10", "20"]}
    columns[column][1] = str(value)
    frame(shapes, **columns).to_file(tmp_path / SPEC.file, driver="GeoJSON")
    with pytest.raises(BadInput, match=message):
        read_tracts(SPEC, tmp_path)


def test_a_file_without_residents_is_refused(tmp_path: Path) -> None:
    """The message names the column that is missing."""
    shapes = frame([box(-90, 30, -89.9, 30.1)], GEOID=[geoid(1)])
    shapes.to_file(tmp_path / SPEC.file, driver="GeoJSON")
    with pytest.raises(BadInput, match="lacks the column of residents"):
        read_tracts(SPEC, tmp_path)


def test_new_orleans_keeps_its_residents(new_orleans_home: Path) -> None:
    """In each layer every tract is there whole, and all residents of the file are somewhere."""
    with at_home(new_orleans_home):
        vintage = open_city("new_orleans")
        table = crosswalk(vintage)
        answer = ask("/data/new_orleans/latest/crosswalk.csv", "GET", Starlette(routes=FILE_ROUTES))
    assert answer.status == 200
    assert len(answer.text.splitlines()) == len(table) + 1
    for layer in vintage.city.layers:
        rows = table.filter(pl.col("layer") == layer.id)
        tracts = rows.group_by("geoid").agg(
            pl.col("tract_share").sum(), pl.col("population").first()
        )
        assert len(tracts) == 148
        assert tracts["tract_share"].to_list() == pytest.approx([1.0] * 148)
        assert rows["residents"].sum() == pytest.approx(tracts["population"].sum())
        assert tracts["population"].sum() == 319_354
        areas = rows.drop_nulls("area_share").group_by("area_id").agg(pl.col("area_share").sum())
        assert areas["area_share"].to_list() == pytest.approx([1.0] * len(areas))
        assert set(rows["area_id"].drop_nulls()) <= set(vintage.areas(layer.id)["area_id"])
    covered = table.drop_nulls("area_share").group_by("layer").agg(pl.col("area_id").n_unique())
    assert dict(covered.iter_rows()) == {"district": 1, "neighborhood": 51}


def test_a_city_without_tracts_says_so(sample_home: Path) -> None:
    """No empty table takes the place of one that nobody has."""
    with at_home(sample_home):
        with pytest.raises(NoAnswer) as reason:
            crosswalk(open_city("sample"))
        answer = ask("/data/sample/latest/crosswalk.csv", "GET", Starlette(routes=FILE_ROUTES))
    assert reason.value.code == "no_tracts"
    assert answer.status == 422
    assert "census tracts" in answer.text
