"""Placing: finds the area of each record in each layer, by its point, else by its area name.

Only distinct places are placed, and records are joined to them. This keeps placing fast: millions
of records share some thousands of block coordinates.
"""

import datetime as dt
from pathlib import Path

import duckdb
import geopandas as gpd
import pandas as pd

from data.areas import AreaMap
from data.config import City
from data.extents import refuse_apart
from data.sql import MakeTable, insert_rows, make_table
from queries.declared.fields import staged

WGS_84 = "EPSG:4326"


def reproject(con: duckdb.DuckDBPyConnection, city: City) -> None:
    """Convert staged x and y of sources in another projection to longitude and latitude.

    The staging query of such a source returns x as longitude and y as latitude, in the units of
    the source's crs in city.toml. Only distinct points are converted.
    """
    for source in city.sources:
        for dataset in {"force", "complaints", "calls"} & set(source.staging):
            if source.crs == WGS_84:
                continue
            xy = con.execute(
                f"select distinct longitude as x, latitude as y from {staged(dataset)} "
                "where source = ? and longitude is not null and latitude is not null",
                [source.id],
            ).df()
            points = gpd.GeoSeries(gpd.points_from_xy(xy["x"], xy["y"]), crs=source.crs)
            degrees = points.to_crs(WGS_84)
            con.register("turned", xy.assign(longitude=degrees.x, latitude=degrees.y))
            con.execute(
                f"""
                update {staged(dataset)} as staged
                set longitude = turned.longitude, latitude = turned.latitude
                from turned
                where
                    staged.source = ?
                    and staged.longitude = turned.x
                    and staged.latitude = turned.y
                """,
                [source.id],
            )
            con.unregister("turned")


def date_maps(con: duckdb.DuckDBPyConnection, city: City) -> None:
    """Set map_no of every staged record: the number of redrawings up to the date of the record.

    A record without a date belongs to the first map, number 0.
    """
    if not city.redrawn_on:
        return
    days = {
        "force": "occurred_on",
        "complaints": "coalesce(occurred_on, received_on, closed_on)",
        "calls": "cast(received_at as date)",
    }
    for dataset, day in days.items():
        map_no = " + ".join(
            f"cast(coalesce({day} >= date '{redrawn}', false) as integer)"
            for redrawn in city.redrawn_on
        )
        con.execute(f"update {staged(dataset)} set map_no = {map_no}")


def place(con: duckdb.DuckDBPyConnection, city: City, maps: list[AreaMap], make: MakeTable) -> None:
    """Fill core.places (place_id × layer → area_id, placed_by) from the staging tables.

    Also fill core.placed: the columns of a staged row that describe its place (source, map_no,
    longitude, latitude, place_name), its place_id, and its area in the city's first layer. A point
    in no area of a layer does not place a record, such as (0, 0), swapped coordinates or a point
    far away. Then the name decides. It is compared with the ids, names and aliases of the map of
    the record's date, in each layer that the pack declares for the source's names, and places the
    record also in the layer that holds the areas of that one.
    """
    make("core.place_ids")
    _load_names(con, city, maps)
    _load_held(con, city, maps)
    make_table(con, "core.name_keys")
    points = con.execute(
        """
        select place_id, map_no, longitude, latitude from core.place_ids
        where longitude between -180 and 180 and latitude between -90 and 90
        """
    ).df()
    by_point = pd.concat(
        [
            _by_point(points[points["map_no"].isin(_numbers(area_map, city))], area_map).assign(
                layer=area_map.layer
            )
            for area_map in maps
        ]
    )
    # if no point lies in an area, DuckDB would take the empty columns for numbers
    con.register("by_point", by_point.astype({"area_id": "string", "layer": "string"}))
    con.register("layers", pd.DataFrame({"layer": [layer.id for layer in city.layers]}))
    make("core.places")
    con.unregister("layers")
    con.unregister("by_point")
    make("core.placed", first_layer=city.layers[0].id)


def unmatched_names(con: duckdb.DuckDBPyConnection, city: City, make: MakeTable) -> None:
    """Fill core.unmatched_names: names that match no area of their layer, and their records.

    Columns: layer, place_name, records, is_declared (true if the pack declares that the name is no
    area). A name is looked up on the map of the record's date. Needs the tables of `place`.
    """
    make_table(con, "core.names_of_no_area")
    names = [(layer.id, name) for layer in city.layers for name in layer.not_areas]
    insert_rows(con, "core.names_of_no_area", names)
    make("core.unmatched_names")


def check_maps(con: duckdb.DuckDBPyConnection, folder: Path, maps: list[AreaMap]) -> None:
    """Raise BadInput for a map that lies apart from the records' points, or from another map.

    Needs the table of places.
    """
    points = con.execute(
        "select distinct longitude, latitude from core.place_ids where longitude is not null"
    ).df()
    drawn = [(area_map.layer, folder / area_map.file, area_map.frame) for area_map in maps]
    refuse_apart(drawn, points)


def _load_names(con: duckdb.DuckDBPyConnection, city: City, maps: list[AreaMap]) -> None:
    """Fill the tables of the naming sources, of aliases, and of the numbers of the maps."""
    make_table(con, "core.naming_sources")
    naming = [
        (layer.id, source.id)
        for layer in city.layers
        for source in city.sources
        if layer.id in source.place_layers
    ]
    insert_rows(con, "core.naming_sources", naming)
    make_table(con, "core.area_aliases")
    aliases = [
        (layer.id, name, area) for layer in city.layers for name, area in layer.aliases.items()
    ]
    insert_rows(con, "core.area_aliases", aliases)
    make_table(con, "core.map_numbers")
    numbers = [
        (area_map.layer, number, area_map.valid_from)
        for area_map in maps
        for number in _numbers(area_map, city)
    ]
    insert_rows(con, "core.map_numbers", numbers)


def _load_held(con: duckdb.DuckDBPyConnection, city: City, maps: list[AreaMap]) -> None:
    """Fill the table of areas that lie in an area of another layer, by a point inside each."""
    make_table(con, "core.held_areas")
    for layer in city.layers:
        if layer.holds is None:
            continue
        outer = next(area_map.frame for area_map in maps if area_map.layer == layer.id)
        for parts in (area_map.frame for area_map in maps if area_map.layer == layer.holds):
            inside = parts.set_geometry(parts.geometry.representative_point())
            pairs = gpd.sjoin(inside, outer, predicate="within", lsuffix="part", rsuffix="area")
            ids = zip(pairs["area_id_area"], pairs["area_id_part"], strict=True)
            rows = [(layer.id, area, layer.holds, part) for area, part in ids]
            insert_rows(con, "core.held_areas", rows)


def _numbers(area_map: AreaMap, city: City) -> list[int]:
    """Return the numbers (map_no in staging) of the periods in which a map was in force."""
    starts = [dt.date.min, *city.redrawn_on]
    return [
        number
        for number, start in enumerate(starts)
        if (area_map.valid_from is None or start >= area_map.valid_from)
        and (area_map.valid_until is None or start < area_map.valid_until)
    ]


def _by_point(points: pd.DataFrame, area_map: AreaMap) -> pd.DataFrame:
    """Return place_id and area_id of the points inside an area, with one area per point."""
    located = gpd.GeoDataFrame(
        points[["place_id"]],
        geometry=gpd.points_from_xy(points["longitude"], points["latitude"]),
        crs=WGS_84,
    )
    joined = gpd.sjoin(located, area_map.frame, predicate="intersects")
    # A point on a shared border is in both areas; it is counted in the first by id.
    first = joined.sort_values(["place_id", "area_id"]).drop_duplicates("place_id")
    return pd.DataFrame(first[["place_id", "area_id"]])
