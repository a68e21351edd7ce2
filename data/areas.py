"""Polygons and residents: one row per area per layer."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import duckdb
import geopandas as gpd
import pandas as pd
import shapely

from data.config import City, Layer
from data.errors import BadInput
from data.formats import named, quoted
from data.sql import insert_rows, make_table

SIMPLIFY_SHARE = 0.0004
"""Drawing detail: the share of the city's width below which a corner is not drawn."""

SAME_SHARE = 0.95
"""An area kept its ground in a redrawing if old and new share at least this much of both."""


@dataclass(frozen=True)
class AreaMap:
    """The polygons of a layer while one map of it was in force (None: no limit).

    `frame` has area_id, source_id (the map's own id), name and geometry.
    """

    layer: str
    file: str
    valid_from: dt.date | None
    valid_until: dt.date | None
    repaired: int
    frame: gpd.GeoDataFrame


def read_layer(layer: Layer, folder: Path) -> gpd.GeoDataFrame:
    """Return the layer's polygons as area_id, name, geometry in longitude and latitude.

    Parts that share an id, or that the pack calls parts of one area, become one area; a part
    without an id, or one that the pack declares to be no area (water, say), is none. `attrs`
    counts the polygons mended, where the pack allows that. Raises BadInput for a missing or
    unreadable file, a missing column, or a polygon that is invalid.
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
        frame = gpd.read_file(path)
    except Exception as error:  # the driver raises its own kinds, depending on the format
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
    crossing = ~frame.geometry.is_valid
    if layer.is_repaired:
        mended = shapely.make_valid(
            frame.geometry.to_numpy(), method="structure", keep_collapsed=False
        )
        frame = frame.set_geometry(gpd.GeoSeries(mended, index=frame.index, crs=frame.crs))
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
            remedy="take a newer release of the boundaries, mend it in a map editor, or let Accord "
            "mend it with is_repaired = true in city.toml and look at the result",
        )
    frame = frame.set_crs(layer.crs, allow_override=True) if layer.crs else frame
    frame = frame.to_crs("EPSG:4326")
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
    areas.attrs["repaired"] = int(crossing.sum()) if layer.is_repaired else 0
    return areas


def read_maps(layer: Layer, folder: Path) -> list[AreaMap]:
    """Return every map of a layer, oldest first, with one id for ground that stayed the same.

    An area of an earlier map keeps the id of the later one where both cover the same ground
    (SAME_SHARE of their union); else it is an area of its own, named with the year it ended, so
    that no comparison takes two places for one.
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
            moved = ~frame["source_id"].isin(same_ids)
            frame["area_id"] = [
                same_ids.get(source_id, f"{source_id}-until-{until.year}")
                for source_id in frame["source_id"]
            ]
            frame.loc[moved, "name"] = frame.loc[moved, "name"] + f" ({span})"
        maps.insert(0, AreaMap(layer.id, map_layer.file or "", start, until, repaired, frame))
        later = frame
    return maps


def _same_ground(older: gpd.GeoDataFrame, later: gpd.GeoDataFrame) -> dict[str, str]:
    """Return {older id: later area_id} for areas that carry one id and lie on the same ground."""
    pairs = older.merge(later, on="source_id", suffixes=("", "_later"))
    metric = older.estimate_utm_crs()
    before = gpd.GeoSeries(pairs["geometry"], crs=older.crs).to_crs(metric)
    after = gpd.GeoSeries(pairs["geometry_later"], crs=older.crs).to_crs(metric)
    share = before.intersection(after).area / before.union(after).area
    same = pairs[(share >= SAME_SHARE).to_numpy()]
    return dict(zip(same["source_id"], same["area_id_later"], strict=True))


def load_areas(con: duckdb.DuckDBPyConnection, city: City, folder: Path) -> list[AreaMap]:
    """Fill core.areas, core.area_names and core.populations; return all maps of all layers.

    core.areas: layer, layer_order, area_id, name, valid_from, valid_until (of the maps that draw
    it; null without limit), population (latest), population_year, longitude and latitude of a
    point inside, geometry (GeoJSON, simplified together so that neighbours still touch).
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
    # a city without areas has an empty frame, whose columns would pass for numbers
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
    """Return a map's areas with what a page needs to draw them."""
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
            from read_csv({quoted(str(path))}, all_varchar = true, header = true)
            """
        ).fetchall()
    except duckdb.Error as error:
        raise BadInput(
            f"The residents of layer {layer.id!r} cannot be read",
            file=path,
            actual=str(error).splitlines()[0],
            expected=f"columns {spec.id_column} and {spec.count_column}",
            remedy="put the file beside the raw files, or correct city.toml",
        ) from error
    ids = {area_id.lstrip("0"): area_id for area_id in area_ids}
    for row, (area, count) in enumerate(rows, start=2):
        if area not in ids or not str(count).isdigit():
            raise BadInput(
                f"Residents of an area that layer {layer.id!r} does not have, or no number",
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
    """Write names that a file shouts in capitals as words: OHARE becomes Ohare."""
    return names.str.title().str.replace(r"'S\b", "'s", regex=True)
