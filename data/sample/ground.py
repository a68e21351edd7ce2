"""The sample city's map: neighborhoods on both sides of a river, districts, block points."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
import shapely

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Texts = npt.NDArray[np.str_]

WEST, SOUTH = -40.10, 37.94
"""The southwest corner of the map, in the Atlantic: no real city is there."""

KM_PER_LONGITUDE, KM_PER_LATITUDE = 87.7, 111.0
BLOCK_DEGREES = 0.0011
GRID_DEGREES = 1e-5

STREETS = (
    "ALDER", "ASPEN", "BARLEY", "BEACON", "BRIAR", "CANAL", "CEDAR", "CLOVER", "CORAL",
    "DOGWOOD", "EGRET", "ELDER", "FERN", "FOUNDRY", "GARNET", "HAZEL", "HERON", "IVY", "JUNIPER",
    "KESTREL", "LARCH", "LINDEN", "MAPLE", "MILL", "OSPREY", "PEBBLE", "QUARRY", "ROWAN", "SORREL",
    "TANNER", "THISTLE", "VIOLET", "WILLOW", "YARROW",
)  # fmt: skip
WAYS = ("ST", "AVE", "LN", "RD")
"""Street names and suffixes, one pair for each row of the grid of blocks."""


@dataclass(frozen=True)
class Blocks:
    """Block points in degrees, sorted by area; each area has its first position and its size.

    `name` is the name of the block: 16XX LINDEN ST.
    """

    longitude: Floats
    latitude: Floats
    name: Texts
    first: Ints
    size: Ints

    def draw(self, rng: np.random.Generator, area: Ints) -> Ints:
        """Return one block per entry of `area`; the square makes some blocks busier."""
        return self.first[area] + (rng.random(area.size) ** 2 * self.size[area]).astype(np.int64)


def polygons(plan: dict[str, Any]) -> list[shapely.Polygon]:
    """Return one polygon per neighborhood, in degrees: Voronoi cells of each river bank."""
    turn = np.linspace(0, 2 * np.pi, 240, endpoint=False)
    bulge = 1 + 0.05 * np.sin(3 * turn + 1) + 0.04 * np.sin(5 * turn) + 0.02 * np.cos(9 * turn)
    city = shapely.Polygon(
        np.column_stack([9 + 8.8 * bulge * np.cos(turn), 6.5 + 6.2 * bulge * np.sin(turn)])
    )
    course = np.linspace(-2, 15, 120)
    river = shapely.LineString(np.column_stack([9.2 + 0.4 * np.sin(0.9 * course), course]))
    sites = shapely.points([(area["x"], area["y"]) for area in plan["neighborhoods"]])
    cells = np.full(sites.size, shapely.Polygon())
    for bank in city.difference(river.buffer(0.16)).geoms:
        on_bank = np.flatnonzero(shapely.contains(bank, sites))
        for cell in shapely.voronoi_polygons(
            shapely.MultiPoint(sites[on_bank]), extend_to=city
        ).geoms:
            cells[on_bank[shapely.contains(cell, sites[on_bank])]] = cell.intersection(bank)
    # Shared edges are split, bent and rounded in the same way, so neighbors still touch.
    bent = shapely.transform(shapely.segmentize(cells, 0.2), _bend)
    return list(shapely.set_precision(bent, GRID_DEGREES))


def blocks(areas: list[shapely.Polygon]) -> Blocks:
    """Return the block points that lie inside each neighborhood, clear of its edge."""
    rng = np.random.default_rng(0)  # the map does not depend on the seed
    west, south, east, north = shapely.total_bounds(areas)
    grid = np.meshgrid(np.arange(west, east, BLOCK_DEGREES), np.arange(south, north, BLOCK_DEGREES))
    longitude, latitude = (
        np.round(axis.ravel() + rng.uniform(-0.0004, 0.0004, axis.size), 5) for axis in grid
    )
    inside = [
        rng.permutation(np.flatnonzero(shapely.contains_xy(inner, longitude, latitude)))
        for inner in shapely.buffer(areas, -0.0001)
    ]
    size = np.array([positions.size for positions in inside])
    selected = np.concatenate(inside)
    street, number = np.divmod(selected, grid[0].shape[1])
    name = np.array(
        [
            f"{1 + along}XX {STREETS[row % len(STREETS)]} {WAYS[row // len(STREETS)]}"
            for row, along in zip(street, number, strict=True)
        ]
    )
    first = np.cumsum(size) - size
    return Blocks(longitude[selected], latitude[selected], name, first, size)


def write_areas(folder: Path, plan: dict[str, Any], areas: list[shapely.Polygon]) -> None:
    """Write the polygons and the residents of both layers, neighborhoods and districts."""
    note, neighborhoods, districts = plan["note"], plan["neighborhoods"], plan["districts"]
    _write_geojson(
        folder / "neighborhoods.geojson",
        [
            {"NBHD_ID": area["id"], "NBHD_NAME": area["name"], "DATA_NOTE": note}
            for area in neighborhoods
        ],
        areas,
    )
    residents = pl.DataFrame(
        {
            "NBHD_ID": [area["id"] for area in neighborhoods],
            "NBHD_NAME": [area["name"] for area in neighborhoods],
            "DIST_NAME": [area["district"] for area in neighborhoods],
            "POP_2010": [area["residents"]["2010"] for area in neighborhoods],
            "POP_2020": [area["residents"]["2020"] for area in neighborhoods],
        }
    ).with_columns(DATA_NOTE=pl.lit(note))
    residents.write_csv(folder / "population.csv")
    district = residents["DIST_NAME"].to_numpy()
    _write_geojson(
        folder / "districts.geojson",
        [
            {"DIST_NO": area["id"], "DIST_NAME": area["name"], "DATA_NOTE": note}
            for area in districts
        ],
        [
            shapely.coverage_union_all(np.array(areas)[district == area["name"]])
            for area in districts
        ],
    )
    (
        pl.DataFrame(districts)
        .select(DIST_NO="id", DIST_NAME="name")
        .join(residents.group_by("DIST_NAME").agg(pl.sum("POP_2010", "POP_2020")), on="DIST_NAME")
        .sort("DIST_NO")
        .with_columns(DATA_NOTE=pl.lit(note))
        .write_csv(folder / "district_population.csv")
    )


def _bend(km: Floats) -> Floats:
    """Return points in degrees for points in kilometers, bent so that edges are not straight."""
    x, y = km[:, 0], km[:, 1]
    east = x + 0.14 * np.sin(1.9 * y + 0.6 * x) + 0.05 * np.sin(6.1 * y + 1.0)
    north = y + 0.12 * np.sin(1.7 * x - 0.5 * y) + 0.05 * np.sin(5.3 * x)
    return np.column_stack([WEST + east / KM_PER_LONGITUDE, SOUTH + north / KM_PER_LATITUDE])


def _write_geojson(
    path: Path, properties: list[dict[str, Any]], areas: list[shapely.Polygon]
) -> None:
    features = [
        {
            "type": "Feature",
            "properties": described,
            "geometry": json.loads(shapely.to_geojson(area)),
        }
        for described, area in zip(properties, areas, strict=True)
    ]
    collection = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(collection) + "\n", encoding="utf-8")
