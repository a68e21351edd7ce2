"""Polygons and residents: one row per area per layer."""

from pathlib import Path

import duckdb
import geopandas as gpd
import pandas as pd
import shapely

from data.config import City, Layer
from data.errors import BadInput
from data.read import named, quoted

SIMPLIFY_SHARE = 0.0004
"""Drawing detail: the share of the city's width below which a corner is not drawn."""


def read_layer(layer: Layer, folder: Path) -> gpd.GeoDataFrame:
    """Return the layer's polygons as area_id, name, geometry in longitude and latitude.

    Parts that share an id become one area. Raises BadInput for a missing or unreadable file, a
    missing column, an id that is empty, or a polygon that is invalid.
    """
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
            found=str(error),
            expected="GeoJSON or a shapefile",
            remedy="download the file again",
        ) from error
    for column in (layer.id_column, layer.name_column):
        if column not in frame.columns:
            raise BadInput(
                f"A column that layer {layer.id!r} needs is missing",
                file=path,
                column=column,
                found=", ".join(str(one) for one in frame.columns),
                remedy="correct id_column or name_column in city.toml",
            )
    invalid = frame.index[~frame.geometry.is_valid | frame.geometry.is_empty]
    if len(invalid):
        reason = shapely.is_valid_reason(frame.geometry.loc[invalid[0]])
        raise BadInput(
            f"A polygon of layer {layer.id!r} is invalid ({len(invalid)} in all)",
            file=path,
            row=int(invalid[0]) + 1,
            column=layer.id_column,
            found=f"{frame[layer.id_column].loc[invalid[0]]}: {reason}",
            expected="rings that close and do not cross themselves",
            remedy="mend it in a map editor, or take a newer release of the boundaries",
        )
    frame = frame.set_crs(layer.crs, allow_override=True) if layer.crs else frame
    frame = frame.to_crs("EPSG:4326")
    made = gpd.GeoDataFrame(
        {
            "area_id": frame[layer.id_column].astype(str).str.strip(),
            "name": frame[layer.name_column].astype(str).str.strip(),
        },
        geometry=frame.geometry,
        crs=frame.crs,
    )
    made["name"] = made["name"].where(made["name"] != made["name"].str.upper(), _title(made.name))
    return made.dissolve(by="area_id", aggfunc="first").reset_index().sort_values("area_id")


def load_areas(
    con: duckdb.DuckDBPyConnection, city: City, folder: Path
) -> dict[str, gpd.GeoDataFrame]:
    """Fill core.areas and core.populations; return each layer's full polygons by layer id.

    core.areas: layer, layer_order, area_id, name, population (latest), population_year,
    longitude and latitude of a point inside, geometry (GeoJSON, simplified together so that
    neighbours still touch). core.populations: layer, area_id, year, population.
    """
    frames = [read_layer(layer, folder).assign(layer=layer.id) for layer in city.layers]
    drawn = []
    for order, frame in enumerate(frames):
        west, _, east, _ = frame.total_bounds
        simple = shapely.coverage_simplify(
            frame.geometry.to_numpy(), (east - west) * SIMPLIFY_SHARE, simplify_boundary=True
        )
        inside = frame.geometry.representative_point()
        drawn.append(
            pd.DataFrame(
                {
                    "city": city.id,
                    "layer": frame["layer"],
                    "layer_order": order,
                    "area_id": frame["area_id"],
                    "name": frame["name"],
                    "longitude": inside.x.round(5),
                    "latitude": inside.y.round(5),
                    "geometry": shapely.to_geojson(shapely.set_precision(simple, 1e-5)),
                }
            )
        )
    areas = pd.concat(drawn, ignore_index=True)
    con.execute("create table core.populations (layer varchar, area_id varchar, year int, n int)")
    for layer in city.layers:
        known = set(areas.loc[areas["layer"] == layer.id, "area_id"])
        for one in layer.population:
            _load_population(con, layer, folder / one.file, one.year, known)
    con.register("drawn_areas", areas)
    con.execute(
        """
        create table core.areas as
        select
            drawn_areas.*,
            latest.n as population,
            latest.year as population_year,
        from drawn_areas
        left join (
            select layer, area_id, max_by(n, year) as n, max(year) as year
            from core.populations
            group by layer, area_id
        ) as latest using (layer, area_id)
        """
    )
    con.unregister("drawn_areas")
    return {layer.id: frame for layer, frame in zip(city.layers, frames, strict=True)}


def _load_population(
    con: duckdb.DuckDBPyConnection, layer: Layer, path: Path, year: int, known: set[str]
) -> None:
    spec = next(one for one in layer.population if one.year == year)
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
            found=str(error).splitlines()[0],
            expected=f"columns {spec.id_column} and {spec.count_column}",
            remedy="put the file beside the raw files, or correct city.toml",
        ) from error
    ids = {one.lstrip("0"): one for one in known}
    for row, (area, count) in enumerate(rows, start=2):
        if area not in ids or not str(count).isdigit():
            raise BadInput(
                f"Residents of an area that layer {layer.id!r} does not have, or no number",
                file=path,
                row=row,
                found=f"{area}: {count}",
                expected="an area of the layer and a whole number",
                remedy="correct the file, or id_column and count_column in city.toml",
            )
    con.executemany(
        "insert into core.populations values (?, ?, ?, ?)",
        [(layer.id, ids[area], year, int(count)) for area, count in rows],
    )


def _title(names: "pd.Series[str]") -> "pd.Series[str]":
    """Write names that a file shouts in capitals as words: OHARE becomes Ohare."""
    return names.str.title().str.replace(r"'S\b", "'s", regex=True)
