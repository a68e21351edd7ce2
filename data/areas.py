"""Polygons and residents: one row per area per layer."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import duckdb
import geopandas as gpd
import pandas as pd
import shapely

from data.config import City, Layer
from data.extents import in_degrees, refuse_extents, refuse_other_shapes
from data.formats import COUNTS, header, is_whole, named
from data.formats import rows as rows_of
from data.machine import refuse_machine_fault
from data.plain import gunzipped
from data.read import csv_fault
from data.sql import insert_rows, make_table
from queries.errors import BadInput

SIMPLIFY_SHARE = 0.0004
"""Corners smaller than this share of the city's width are removed from the drawn polygons."""

SAME_SHARE = 0.95
"""An area is unchanged by a redrawing if old and new overlap by this share of their union."""


@dataclass(frozen=True)
class AreaMap:
    """One map of a layer, and the dates on which it was in force (None: no limit).

    `frame` has area_id, source_id (the id in the map's file), name and geometry.
    """

    layer: str
    file: str
    valid_from: dt.date | None
    valid_until: dt.date | None
    repaired: int
    frame: gpd.GeoDataFrame


def read_layer(layer: Layer, folder: Path) -> gpd.GeoDataFrame:
    """Return the layer's polygons as area_id, name, geometry in longitude and latitude.

    Polygons with the same id, and polygons that the pack declares parts of one area, become one
    area. Polygons without an id are dropped, and so are those that the pack declares to be no
    area, such as water. `attrs` counts the repaired polygons, where the pack allows repairs.
    Raises BadInput for a missing or unreadable file, a missing column, an invalid polygon, and for
    a map that cannot be one of areas (data/extents.py).
    """
    if layer.file is None:
        return gpd.GeoDataFrame({"area_id": [], "name": []}, geometry=[], crs="EPSG:4326")
    path = folder / layer.file
    if not path.is_file():
        raise BadInput(
            f"The polygons of layer {layer.id!r} are missing",
            file=path,
            expected=f"a file named {layer.file}",
            remedy="put it beside the raw files, or name their folder with --raw",
        )
    try:
        frame = gpd.read_file(gunzipped(path))
    except Exception as error:  # the driver raises its own kinds, depending on the format
        refuse_machine_fault(error)
        raise BadInput(
            f"The polygons of layer {layer.id!r} cannot be read",
            file=path,
            actual=str(error),
            expected="GeoJSON, KML or a shapefile",
            remedy="download the file again",
        ) from error
    for column in (layer.id_column, layer.name_column):
        if column not in frame.columns:
            raise BadInput(
                f"A column that layer {layer.id!r} needs is missing",
                file=path,
                column=column,
                actual=", ".join(str(name) for name in frame.columns),
                remedy="correct id_column or name_column in city.toml",
            )
    ids = frame[layer.id_column].astype("string").str.strip()
    if layer.parts:
        ids = ids.map(layer.parts)
    is_area = ids.notna() & (ids != "") & ~ids.isin(layer.not_areas)
    frame, ids = frame[is_area.to_numpy()], ids[is_area]
    refuse_other_shapes(layer, path, frame)
    crossing = ~frame.geometry.is_valid
    if layer.is_repaired:
        repaired = shapely.make_valid(
            frame.geometry.to_numpy(), method="structure", keep_collapsed=False
        )
        frame = frame.set_geometry(gpd.GeoSeries(repaired, index=frame.index, crs=frame.crs))
    invalid = frame.index[~frame.geometry.is_valid | frame.geometry.is_empty]
    if len(invalid):
        reason = shapely.is_valid_reason(frame.geometry.loc[invalid[0]])
        raise BadInput(
            f"A polygon of layer {layer.id!r} is invalid ({len(invalid)} in all)",
            file=path,
            row=int(invalid[0]) + 1,
            column=layer.id_column,
            actual=f"{frame[layer.id_column].loc[invalid[0]]}: {reason}",
            expected="rings that close and do not cross themselves",
            remedy="use a newer release of the boundaries, repair the polygon in a map editor, or "
            "set is_repaired = true in city.toml and look at the result",
        )
    frame = in_degrees(layer, path, frame)
    areas = gpd.GeoDataFrame(
        {
            "area_id": ids.astype(str),
            "name": ids.astype(str)
            if layer.parts
            else frame[layer.name_column].astype(str).str.strip(),
        },
        geometry=frame.geometry,
        crs=frame.crs,
    )
    areas["name"] = areas["name"].where(
        areas["name"] != areas["name"].str.upper(), _title(areas.name)
    )
    areas = areas.dissolve(by="area_id", aggfunc="first").reset_index().sort_values("area_id")
    refuse_extents(layer, path, areas)
    areas.attrs["repaired"] = int(crossing.sum()) if layer.is_repaired else 0
    return areas


def read_maps(layer: Layer, folder: Path) -> list[AreaMap]:
    """Return all maps of a layer, oldest first; an unchanged area has the same id on each map.

    An area of an earlier map has the later area's id if both cover the same ground (SAME_SHARE of
    their union). Otherwise it is a separate area, named with the year in which it ended, so that
    no comparison mixes two places.
    """
    maps: list[AreaMap] = []
    later: gpd.GeoDataFrame | None = None
    for map_layer, start, until in reversed(layer.maps):
        frame = read_layer(map_layer, folder)
        repaired = frame.attrs.get("repaired", 0)
        frame["source_id"] = frame["area_id"]
        if later is not None and until is not None:
            same_ids = _same_ground(frame, later)
            span = f"{start.year if start else ''}–{until.year}"
            is_moved = ~frame["source_id"].isin(same_ids)
            frame["area_id"] = [
                same_ids.get(source_id, f"{source_id}-until-{until.year}")
                for source_id in frame["source_id"]
            ]
            frame.loc[is_moved, "name"] = frame.loc[is_moved, "name"] + f" ({span})"
        maps.insert(0, AreaMap(layer.id, map_layer.file or "", start, until, repaired, frame))
        later = frame
    return maps


def _same_ground(older: gpd.GeoDataFrame, later: gpd.GeoDataFrame) -> dict[str, str]:
    """Return {older id: later area_id} for areas with the same id on the same ground."""
    pairs = older.merge(later, on="source_id", suffixes=("", "_later"))
    metric = older.estimate_utm_crs()
    before = gpd.GeoSeries(pairs["geometry"], crs=older.crs).to_crs(metric)
    after = gpd.GeoSeries(pairs["geometry_later"], crs=older.crs).to_crs(metric)
    share = before.intersection(after).area / before.union(after).area
    same = pairs[(share >= SAME_SHARE).to_numpy()]
    return dict(zip(same["source_id"], same["area_id_later"], strict=True))


def load_areas(con: duckdb.DuckDBPyConnection, city: City, folder: Path) -> list[AreaMap]:
    """Fill core.areas, core.area_names and core.populations; return all maps of all layers.

    core.areas: layer, layer_order, area_id, name, valid_from and valid_until (of its maps; null
    means no limit), population (latest), population_year, longitude and latitude of a point
    inside, geometry (GeoJSON, simplified as a whole so that neighbors still touch).
    core.area_names: layer, valid_from, name (an id, name or part as the map writes it), area_id.
    core.populations: layer, area_id, year, population.
    """
    maps = [area_map for layer in city.layers for area_map in read_maps(layer, folder)]
    orders = {layer.id: order for order, layer in enumerate(city.layers)}
    areas = pd.concat(
        [
            _for_drawing(area_map).assign(city=city.id, layer_order=orders[area_map.layer])
            for area_map in maps
        ],
        ignore_index=True,
    )
    # a city without areas has an empty frame; DuckDB would take its columns for numbers
    text = ("city", "layer", "area_id", "source_id", "name", "geometry")
    con.register("drawn_areas", areas.astype(dict.fromkeys(text, "string")))
    make_table(con, "core.area_parts")
    parts = [(layer.id, part, area) for layer in city.layers for part, area in layer.parts.items()]
    insert_rows(con, "core.area_parts", parts)
    make_table(con, "core.area_names")
    make_table(con, "core.populations")
    for layer in city.layers:
        area_ids = set(areas.loc[areas["layer"] == layer.id, "area_id"])
        for population in layer.population:
            path = folder / population.file
            _load_population(con, layer, path, population.year, area_ids)
    make_table(con, "core.areas")
    con.unregister("drawn_areas")
    return maps


def _for_drawing(area_map: AreaMap) -> pd.DataFrame:
    """Return a map's areas with the simplified polygons and label points that pages draw."""
    west, _, east, _ = area_map.frame.total_bounds if len(area_map.frame) else (0, 0, 0, 0)
    simple = shapely.coverage_simplify(
        area_map.frame.geometry.to_numpy(), (east - west) * SIMPLIFY_SHARE, simplify_boundary=True
    )
    inside = area_map.frame.geometry.representative_point()
    return pd.DataFrame(
        {
            "layer": area_map.layer,
            "area_id": area_map.frame["area_id"],
            "source_id": area_map.frame["source_id"],
            "name": area_map.frame["name"],
            "valid_from": pd.Series(
                [area_map.valid_from] * len(area_map.frame), dtype="object"
            ).to_numpy(),
            "valid_until": pd.Series(
                [area_map.valid_until] * len(area_map.frame), dtype="object"
            ).to_numpy(),
            "longitude": inside.x.round(5),
            "latitude": inside.y.round(5),
            "geometry": shapely.to_geojson(shapely.set_precision(simple, 1e-5)),
        }
    )


def _load_population(
    con: duckdb.DuckDBPyConnection, layer: Layer, path: Path, year: int, area_ids: set[str]
) -> None:
    spec = next(population for population in layer.population if population.year == year)
    try:
        rows = con.execute(
            f"""
            select
                ltrim(trim({named(spec.id_column)}), '0') as area_id,
                trim({named(spec.count_column)}) as n,
            from {rows_of(con, path, header(con, path, COUNTS), COUNTS)}
            """
        ).fetchall()
    except duckdb.Error as error:
        refuse_machine_fault(error)
        if "CSV Error" in str(error):
            raise csv_fault(error, path) from error
        raise BadInput(
            f"The residents of layer {layer.id!r} cannot be read",
            file=path,
            actual=str(error).splitlines()[0],
            expected=f"columns {spec.id_column} and {spec.count_column}",
            remedy="put the file beside the raw files, or correct city.toml",
        ) from error
    ids = {area_id.lstrip("0"): area_id for area_id in area_ids}
    if not rows:
        raise BadInput(
            f"The file of residents of layer {layer.id!r} holds no rows",
            file=path,
            actual="a header and nothing under it",
            expected="one row per area",
            remedy="download it again, or remove the population from city.toml",
        )
    for row, (area, count) in enumerate(rows, start=2):
        if area not in ids or not is_whole(str(count)):
            raise BadInput(
                f"A row of residents names no area of layer {layer.id!r}, or has no whole number",
                file=path,
                row=row,
                actual=f"{area}: {count}",
                expected="an area of the layer and a whole number",
                remedy="correct the file, or id_column and count_column in city.toml",
            )
    insert_rows(
        con,
        "core.populations",
        [(layer.id, ids[area], year, int(count)) for area, count in rows],
    )


def _title(names: "pd.Series[str]") -> "pd.Series[str]":
    """Return names in title case: OHARE becomes Ohare."""
    return names.str.title().str.replace(r"'S\b", "'s", regex=True)
