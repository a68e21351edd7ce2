"""Whether maps of areas can be those of the city: their shapes, their extent and the records.

Longitude and latitude are taken for a plane here, which is enough to compare pieces of one city.
"""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from data.config import Layer
from data.limits import limits
from queries.errors import BadInput

WGS_84 = "EPSG:4326"
SURFACES = ("Polygon", "MultiPolygon")
LEAST_POINTS = 20
"""Different points of records; fewer do not show where a city lies."""

GRID = 1e-7
"""Degrees, a centimeter: borders that differ by less are one border."""


def refuse_other_shapes(layer: Layer, path: Path, frame: gpd.GeoDataFrame) -> None:
    """Raise BadInput for a feature that is no polygon: a point, a line, or nothing at all."""
    kinds = frame.geometry.geom_type.fillna("no geometry")
    others = frame.index[~kinds.isin(SURFACES)]
    if len(others):
        raise BadInput(
            f"Layer {layer.id!r} holds something else than polygons ({len(others)} in all)",
            file=path,
            row=int(others[0]) + 1,
            column=layer.id_column,
            actual=f"{frame[layer.id_column].loc[others[0]]}: {kinds.loc[others[0]]}",
            expected=" or ".join(SURFACES),
            remedy="take the file of the areas themselves, not of their centers or borders",
        )


def in_degrees(layer: Layer, path: Path, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the polygons in longitude and latitude.

    Raises BadInput if the projection is not known, or leads to places that are not on the globe.
    """
    try:
        frame = frame.set_crs(layer.crs, allow_override=True) if layer.crs else frame
        if frame.crs is None:
            raise BadInput(
                f"The file of layer {layer.id!r} does not say its projection",
                file=path,
                expected="a .prj file beside a shapefile, or crs in city.toml",
                remedy="download all files of the shapefile, or name its crs in city.toml",
            )
        degrees = frame.to_crs(WGS_84)
    except pyproj.exceptions.ProjError as error:
        raise BadInput(
            f"The projection of layer {layer.id!r} cannot be used",
            file=path,
            actual=str(error).splitlines()[0],
            expected="a coordinate system, such as EPSG:4326",
            remedy="correct crs in city.toml",
        ) from error
    bounds = degrees.geometry.bounds
    is_off = ~(
        np.isfinite(bounds).all(axis=1)
        & (bounds["minx"] >= -180)
        & (bounds["maxx"] <= 180)
        & (bounds["miny"] >= -90)
        & (bounds["maxy"] <= 90)
    )
    if is_off.any():
        index = degrees.index[is_off.to_numpy()][0]
        raise BadInput(
            f"A polygon of layer {layer.id!r} lies off the globe ({int(is_off.sum())} in all)",
            file=path,
            row=int(index) + 1,
            column=layer.id_column,
            actual=f"{frame[layer.id_column].loc[index]}: {_corners(degrees.geometry.loc[index])}",
            expected="longitude within 180, then latitude within 90 degrees",
            remedy="the file is in another projection than it says, or its axes are swapped: "
            "name its crs in city.toml, or download it again in WGS 84",
        )
    return degrees


def refuse_extents(layer: Layer, path: Path, areas: gpd.GeoDataFrame) -> None:
    """Raise BadInput for an area shrunk to nothing, over all others, or on top of another."""
    if len(areas) < 2:
        return
    sizes = pd.Series(shapely.area(areas.geometry.to_numpy()), index=areas.index)
    ground = sizes / sizes.sum()
    for is_fault, problem, expected in (
        (ground < limits()["smallest_area"], "has shrunk to nothing", "a piece of the city"),
        (ground > limits()["largest_area"], "is nearly the whole layer", "one of several areas"),
    ):
        if is_fault.any():
            index = areas.index[is_fault.to_numpy()][0]
            raise BadInput(
                f"An area of layer {layer.id!r} {problem}",
                file=path,
                column=layer.id_column,
                actual=f"{areas['area_id'].loc[index]} ({areas['name'].loc[index]}): "
                f"{ground.loc[index]:.2g} of the layer's ground",
                expected=expected,
                remedy="correct the polygon, or declare it in not_areas of city.toml",
            )
    if sizes.sum() > (1 + limits()["areas_overlap"]) * _ground(areas).area:
        shapes = areas.geometry.to_numpy()
        shared = [shapely.area(shapely.intersection(shape, shapes)) for shape in shapes]
        worst = int(np.argmax([parts.sum() for parts in shared] - sizes.to_numpy()))
        covered = int((shared[worst] > limits()["areas_overlap"] * sizes).sum()) - 1
        raise BadInput(
            f"The areas of layer {layer.id!r} lie on top of one another",
            file=path,
            column=layer.id_column,
            actual=f"{areas['area_id'].iloc[worst]} ({areas['name'].iloc[worst]}) covers ground "
            f"of {covered} others",
            expected="areas that share borders only",
            remedy="remove the polygon that lies over others, or declare it in not_areas of "
            "city.toml",
        )


def refuse_apart(maps: list[tuple[str, Path, gpd.GeoDataFrame]], points: pd.DataFrame) -> None:
    """Raise BadInput for a map that lies apart from the records' points, or from another map.

    `maps` are the layer, file and areas of each; `points` has longitude and latitude of records.
    """
    drawn = [(layer, path, _ground(areas)) for layer, path, areas in maps if len(areas)]
    if not drawn:
        return
    usable = points[
        points["longitude"].between(-180, 180)
        & points["latitude"].between(-90, 90)
        & ((points["longitude"] != 0) | (points["latitude"] != 0))
    ]
    xy = shapely.points(usable["longitude"].to_numpy(), usable["latitude"].to_numpy())
    inside = []
    for _, _, ground in drawn:
        shapely.prepare(ground)
        inside.append(int(shapely.contains(ground, xy).sum()))
    if len(usable) >= LEAST_POINTS:
        for (layer, path, ground), count in zip(drawn, inside, strict=True):
            if count < limits()["layer_points"] * max(*inside, len(usable) / 2):
                raise _apart_from_points(layer, path, ground, usable, count)
    for number, (layer, path, ground) in enumerate(drawn):
        for other, other_path, other_ground in drawn[:number]:
            smaller, larger = sorted((ground, other_ground), key=lambda shape: shape.area)
            overlap = shapely.intersection(smaller, larger).area / smaller.area
            if min(overlap, smaller.area / larger.area) < limits()["layer_areas"]:
                raise BadInput(
                    f"The maps of layers {other!r} and {layer!r} are not of the same city",
                    file=path,
                    actual=f"{_corners(ground)}; in {other_path.name} {_corners(other_ground)}",
                    expected="layers that cover about the same ground",
                    remedy="one has another projection than it says, swapped axes, or is another "
                    "city's: download it again, or name its crs in city.toml",
                )


def _apart_from_points(
    layer: str, path: Path, ground: shapely.Geometry, points: pd.DataFrame, count: int
) -> BadInput:
    west, south, east, north = ground.bounds
    flipped = points["latitude"].between(west, east) & points["longitude"].between(south, north)
    middle = points[["longitude", "latitude"]].median()
    return BadInput(
        f"The areas of layer {layer!r} and the points of the records lie apart: {count:,} of "
        f"{len(points):,} points are in an area",
        file=path,
        actual=f"{_corners(ground)}; the middle of the points is {middle['longitude']:.4f}, "
        f"{middle['latitude']:.4f}",
        expected="areas around most points, as longitude and latitude",
        remedy="the axes of one of the two are swapped: download it again, or correct the columns"
        if flipped.mean() > limits()["layer_points"]
        else "the map or the records are in another projection than the pack says, or another "
        "city's: correct crs in city.toml, or download the file again",
    )


def _ground(areas: gpd.GeoDataFrame) -> shapely.Geometry:
    return shapely.union_all(shapely.set_precision(areas.geometry.to_numpy(), GRID))


def _corners(shape: shapely.Geometry) -> str:
    west, south, east, north = shape.bounds
    return f"{west:.4f} to {east:.4f} east, {south:.4f} to {north:.4f} north"
