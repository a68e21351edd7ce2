"""Placing: what is a place, what is not, and what a name of an area is the same as."""

import datetime as dt
from dataclasses import replace
from functools import partial

import duckdb
import geopandas as gpd
import pytest
from shapely.geometry import box

from data import locate
from data.areas import AreaMap
from data.config import City, EarlierMap, Layer, Source, read_city
from data.sql import make_table, run_sql
from queries.declared.fields import staged

LAYER = Layer(
    id="area",
    name={},
    names={},
    file="",
    id_column="",
    name_column="",
    not_areas=("Special Unit",),
    aliases={"Old Elm": "1"},
)

SQUARES = gpd.GeoDataFrame(
    {"area_id": ["1", "2"]},
    geometry=[box(10, 50, 11, 51), box(11, 50, 12, 51)],
    crs="EPSG:4326",
)
MAPS = [AreaMap("area", "", None, None, 0, SQUARES)]


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    """Empty staging tables and two square areas side by side, 1 Elm and 2 Oak."""
    con = duckdb.connect()
    con.execute("create schema core")
    run_sql(con, "macros")
    run_sql(con, "staging/contract")
    con.execute(
        "create table core.area_names as select 'area' as layer, null::date as valid_from, * from "
        "(values ('1', '1'), ('1', 'Elm'), ('2', '2'), ('2', 'Oak')) as t (area_id, name)"
    )
    return con


def city(crs: str = "EPSG:4326") -> City:
    """Return a city with one layer and one source of calls."""
    source = Source(
        id="s",
        file="f.csv",
        origin="",
        retrieved_on=read_city("sample").sources[0].retrieved_on,
        date_formats=(),
        staging={"calls": "calls"},
        columns={},
        place_layers=("area",),
        crs=crs,
    )
    return City(
        id="c",
        name="C",
        state="",
        time_zone="",
        is_real=False,
        public_decimals=3,
        layers=(LAYER,),
        sources=(source,),
    )


def stage(
    con: duckdb.DuckDBPyConnection, *rows: tuple[float | None, float | None, str | None]
) -> None:
    """Stage one call for each longitude, latitude and name."""
    for number, (longitude, latitude, name) in enumerate(rows):
        con.execute(
            "insert into staging.call_rows "
            "(source, row_key, source_file, source_row, longitude, latitude, place_name) "
            "values ('s', ?, 'f.csv', ?, ?, ?, ?)",
            [number, number, longitude, latitude, name],
        )


def placed(con: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """Place what is staged and return area and manner, in the order staged."""
    locate.place(con, city(), MAPS, partial(make_table, con))
    return con.execute(
        """
        select placed.area_id, placed.placed_by
        from staging.call_rows as calls
        inner join core.placed as placed
            on
                calls.longitude is not distinct from placed.longitude
                and calls.latitude is not distinct from placed.latitude
                and calls.place_name is not distinct from placed.place_name
        order by calls.row_key
        """
    ).fetchall()


def test_points_and_names(con: duckdb.DuckDBPyConnection) -> None:
    """A point inside places; (0, 0), swapped and far-away ones do not; then the name decides."""
    cases: dict[tuple[float | None, float | None, str | None], tuple[str, str]] = {
        (10.5, 50.5, None): ("1", "point"),
        (10.5, 50.5, "Oak"): ("1", "point"),
        (11.0, 50.5, None): ("1", "point"),  # on the line between two: the first, once
        (0.0, 0.0, None): ("unknown", "unplaced"),
        (50.5, 10.5, None): ("unknown", "unplaced"),
        (10.5, 95.0, None): ("unknown", "unplaced"),
        (0.0, 0.0, " oak "): ("2", "field"),
        (None, None, "002.0"): ("2", "field"),
        (None, None, "OLD  ELM"): ("1", "field"),
        (None, None, "Special Unit"): ("unknown", "unplaced"),
        (None, None, None): ("unknown", "unplaced"),
    }
    stage(con, *cases)
    assert placed(con) == list(cases.values())


def test_a_point_on_a_shared_line_lies_in_the_first_area_by_id(
    con: duckdb.DuckDBPyConnection,
) -> None:
    """Whichever of two areas lies west, a point on their line counts once, in the first by id."""
    stage(con, (11.0, 50.5, None))
    for frame in (SQUARES, SQUARES.assign(area_id=["2", "1"])):
        locate.place(
            con, city(), [AreaMap("area", "", None, None, 0, frame)], partial(make_table, con)
        )
        assert con.execute("select area_id from core.placed").fetchall() == [("1",)]
        con.execute("drop schema core cascade; create schema core")
        con.execute(
            "create table core.area_names (layer text, valid_from date, name text, area_id text)"
        )


def test_a_source_may_name_areas_of_several_layers(con: duckdb.DuckDBPyConnection) -> None:
    """A name is sought in each layer the source names areas of, and in no other."""
    layers = [
        replace(LAYER, id=layer, not_areas=(), aliases={}) for layer in ("area", "ward", "park")
    ]
    con.execute(
        "insert into core.area_names by name select layer, 'w' as area_id, 'Elm' as name "
        "from (values ('ward'), ('park')) as t (layer)"
    )
    pack = city()
    source = replace(pack.sources[0], place_layers=("area", "ward"))
    pack = replace(pack, layers=tuple(layers), sources=(source,))
    stage(con, (None, None, "Elm"), (None, None, "Oak"))
    maps = [AreaMap(layer.id, "", None, None, 0, SQUARES) for layer in layers]
    locate.place(con, pack, maps, partial(make_table, con))
    locate.unmatched_names(con, pack, partial(make_table, con))
    places = con.execute(
        """
        select ids.place_name, places.layer, places.area_id
        from core.places as places
        inner join core.place_ids as ids using (place_id)
        order by all
        """
    ).fetchall()
    unmatched = con.execute("select layer, place_name from core.unmatched_names").fetchall()
    assert places == [
        ("Elm", "area", "1"),
        ("Elm", "park", "unknown"),
        ("Elm", "ward", "w"),
        ("Oak", "area", "2"),
        ("Oak", "park", "unknown"),
        ("Oak", "ward", "unknown"),
    ]
    assert unmatched == [("ward", "OAK")]


def test_a_name_places_a_record_also_around_its_area(con: duckdb.DuckDBPyConnection) -> None:
    """A record that names an area lies in the area of the layer that holds it; a point goes first.

    The half of the west square that is nearer to the east square is an area of the inner layer too.
    """
    halves = gpd.GeoDataFrame(
        {"area_id": ["1", "2"]},
        geometry=[box(10, 50, 10.5, 51), box(10.5, 50, 11, 51)],
        crs="EPSG:4326",
    )
    pack = city()
    pack = replace(pack, layers=(LAYER, replace(LAYER, id="outer", holds="area")))
    by_name = [(None, None, name) for name in ("Elm", "Oak", "Ash")]
    stage(con, *by_name, (11.5, 50.5, "Oak"))
    frames = {"area": halves, "outer": SQUARES}
    maps = [AreaMap(layer, "", None, None, 0, frame) for layer, frame in frames.items()]
    locate.place(con, pack, maps, partial(make_table, con))
    places = con.execute(
        """
        select ids.place_name, ids.longitude is not null, places.area_id, places.placed_by
        from core.places as places
        inner join core.place_ids as ids using (place_id)
        where places.layer = 'outer'
        order by all
        """
    ).fetchall()
    assert places == [
        ("Ash", False, "unknown", "unplaced"),
        ("Elm", False, "1", "field"),
        ("Oak", False, "1", "field"),
        ("Oak", True, "2", "point"),
    ]


def test_names_that_match_nothing_are_counted(con: duckdb.DuckDBPyConnection) -> None:
    """A name of no area is listed with its records, and marked if the pack declares it."""
    stage(
        con, (None, None, "Elm"), (None, None, "Ash"), (None, None, "ash"), (1, 1, "Special unit")
    )
    locate.place(con, city(), MAPS, partial(make_table, con))
    locate.unmatched_names(con, city(), partial(make_table, con))
    names = con.execute(
        "select place_name, records, is_declared from core.unmatched_names order by 1"
    )
    assert names.fetchall() == [("ASH", 2, False), ("SPECIAL UNIT", 1, True)]


def test_points_in_feet_are_reprojected(con: duckdb.DuckDBPyConnection) -> None:
    """A point in state-plane feet lands where its publisher says it lies in degrees.

    New Orleans publishes both for a call of 2022-01-01: MapX 3692036, MapY 543335 (EPSG:3452)
    and POINT (-90.03437791 29.98765875).
    """
    stage(con, (3692036.0, 543335.0, None), (None, None, "Elm"))
    locate.reproject(con, city(crs="EPSG:3452"))
    points = con.execute(
        "select longitude, latitude from staging.call_rows order by row_key"
    ).fetchall()
    assert points[0] == pytest.approx((-90.03437791, 29.98765875), abs=1e-5)
    assert points[1] == (None, None)


def test_only_records_with_a_point_are_reprojected(con: duckdb.DuckDBPyConnection) -> None:
    """A source in feet may deliver allegations too, which have no point to convert."""
    pack = city(crs="EPSG:3452")
    source = replace(pack.sources[0], staging={"calls": "calls", "allegations": "allegations"})
    stage(con, (3692036.0, 543335.0, None))
    locate.reproject(con, replace(pack, sources=(source,)))
    points = con.execute("select longitude, latitude from staging.call_rows").fetchall()
    assert points[0] == pytest.approx((-90.03437791, 29.98765875), abs=1e-5)


def redrawn_on(*days: str) -> City:
    """Return a city whose layer had another map before each of the days."""
    maps = tuple(EarlierMap(dt.date.fromisoformat(day), "", "", "") for day in days)
    return replace(city(), layers=(replace(LAYER, earlier=maps),))


def test_a_record_belongs_to_the_map_of_its_day(con: duckdb.DuckDBPyConnection) -> None:
    """The day of a redrawing has the new map already, the day before it the old one still."""
    for key, day in enumerate(
        ("2014-12-31", "2015-01-01", "2019-12-31", "2020-01-01", None), start=1
    ):
        date = f"date '{day}'" if day else "null::date"
        lineage = "source, source_file, source_row, row_key"
        con.execute(
            f"insert into staging.force_rows ({lineage}, occurred_on) "
            f"values ('s', 'f', 1, {key}, {date})"
        )
        con.execute(
            f"insert into staging.call_rows ({lineage}, received_at) "
            f"values ('s', 'f', 1, {key}, {date} + interval '23 hours 59 minutes')"
        )
        con.execute(
            f"insert into staging.complaint_rows ({lineage}, occurred_on, received_on) values "
            f"('s', 'f', 1, {key}, {date}, date '2021-01-01'), "
            f"('s', 'f', 1, {key + 10}, null, {date})"
        )
    locate.date_maps(con, redrawn_on("2015-01-01", "2020-01-01"))
    for dataset, expected in {
        "force": [0, 1, 1, 2, 0],
        "calls": [0, 1, 1, 2, 0],
        # by the day it happened, else by the day it came
        "complaints": [0, 1, 1, 2, 2, 0, 1, 1, 2, 0],
    }.items():
        numbers = con.execute(f"select map_no from {staged(dataset)} order by row_key").fetchall()
        assert [row[0] for row in numbers] == expected, dataset


def test_a_city_that_was_never_redrawn_has_one_map(con: duckdb.DuckDBPyConnection) -> None:
    """Without a redrawing every record stays on the first map, number 0."""
    stage(con, (10.5, 50.5, None), (None, None, "Elm"))
    locate.date_maps(con, city())
    assert con.execute("select map_no from staging.call_rows").fetchall() == [(0,), (0,)]


def test_records_of_one_place_lie_in_the_areas_of_their_own_map(
    con: duckdb.DuckDBPyConnection,
) -> None:
    """A point, a name and an alias place a record on the map of its day and on no other."""
    day = dt.date(2020, 1, 1)
    pack = redrawn_on("2020-01-01")
    con.execute("delete from core.area_names")
    con.execute(
        "insert into core.area_names (layer, valid_from, area_id, name) values "
        "('area', null, 'old', '1'), ('area', null, 'old', 'Elm'), "
        "('area', null, 'gone', 'Ash'), "
        "('area', date '2020-01-01', 'new', '1'), ('area', date '2020-01-01', 'new', 'Elm')"
    )
    square = box(10, 50, 11, 51)
    maps = [
        AreaMap(
            "area",
            "",
            begins,
            ends,
            0,
            gpd.GeoDataFrame({"area_id": [name]}, geometry=[square], crs="EPSG:4326"),
        )
        for name, begins, ends in (("old", None, day), ("new", day, None))
    ]
    stage(
        con, (10.5, 50.5, None), (None, None, "elm"), (None, None, "Old Elm"), (None, None, "Ash")
    )
    con.execute(
        "insert into staging.call_rows by name "
        "select * replace (1 as map_no) from staging.call_rows"
    )
    locate.place(con, pack, maps, partial(make_table, con))
    records = con.execute(
        "select map_no, coalesce(place_name, 'point'), area_id, placed_by from core.placed "
        "order by map_no, 2"
    ).fetchall()
    assert records == [
        (0, "Ash", "gone", "field"),
        (0, "Old Elm", "old", "field"),
        (0, "elm", "old", "field"),
        (0, "point", "old", "point"),
        (1, "Ash", "unknown", "unplaced"),
        (1, "Old Elm", "new", "field"),
        (1, "elm", "new", "field"),
        (1, "point", "new", "point"),
    ]
    locate.unmatched_names(con, pack, partial(make_table, con))
    unmatched = con.execute("select place_name, records from core.unmatched_names").fetchall()
    assert unmatched == [("ASH", 1)]
