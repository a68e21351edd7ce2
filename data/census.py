"""The crosswalk between a city's areas and census tracts, weighted by residents.

A tract that lies in several areas gives each a part of its residents as large as the part of its
ground (areal weighting; Goodchild and Lam 1980, Geo-Processing 1:297). Residents live nowhere
evenly, so the parts are estimates; the tracts' own counts stay as the census has them.
"""

from pathlib import Path

import duckdb
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from data.areas import AreaMap, read_layer
from data.config import City, Layer, Tracts
from data.machine import refuse_machine_fault
from data.plain import gunzipped
from data.sql import insert_rows, make_table
from queries.errors import BadInput

EQUAL_AREA = "EPSG:6933"
"""A projection in which equal ground has equal size, anywhere."""

GEOID = r"\d{11}"
"""State, county and tract in the census's own numbers."""

SMALLEST_PART = 1e-6
"""A smaller part of a tract's ground is a line drawn twice, not a part."""


COVERED_LEAST = 0.95
"""Part of an area's ground that tracts must cover before its residents can be said to be theirs."""


def load_crosswalk(
    con: duckdb.DuckDBPyConnection, city: City, folder: Path, maps: list[AreaMap]
) -> None:
    """Fill core.crosswalk from the map of each layer that is in force now.

    It stays empty where the pack declares no tracts, or their file is not at hand: the records of
    police are as good without. Raises BadInput for a file that cannot be used.
    """
    make_table(con, "core.crosswalk")
    if city.tracts is None or not (folder / city.tracts.file).is_file():
        return
    tracts = read_tracts(city.tracts, folder)
    for area_map in maps:
        if area_map.valid_until is None and len(area_map.frame):
            parts = weights(area_map.frame, tracts).assign(
                layer=area_map.layer,
                tract_year=city.tracts.year,
                population_year=city.tracts.population_year,
            )
            rows = parts[list(COLUMNS)].astype(object)
            filled = rows.where(rows.notna(), None)
            insert_rows(con, "core.crosswalk", list(filled.itertuples(index=False, name=None)))


COLUMNS = (
    "layer",
    "area_id",
    "geoid",
    "tract_year",
    "population",
    "population_year",
    "tract_share",
    "residents",
    "area_share",
    "ground_covered",
)


def read_tracts(spec: Tracts, folder: Path) -> gpd.GeoDataFrame:
    """Return the tracts as geoid, population, geometry in longitude and latitude.

    Raises BadInput for a file that cannot be read as a map of areas, an id that is no GEOID of a
    tract, and a population that is no count.
    """
    path = folder / spec.file
    layer = Layer(
        id="tract",
        name={},
        names={},
        file=spec.file,
        id_column=spec.id_column,
        name_column=spec.id_column,
        crs=spec.crs,
    )
    shapes = read_layer(layer, folder).rename(columns={"area_id": "geoid"})
    wrong = shapes.loc[~shapes["geoid"].str.fullmatch(GEOID), "geoid"]
    if len(wrong):
        raise BadInput(
            f"A tract has no GEOID ({len(wrong)} in all)",
            file=path,
            column=spec.id_column,
            actual=wrong.iloc[0],
            expected="eleven digits: state, county, tract",
            remedy="correct tracts.id_column in city.toml",
        )
    shapes["population"] = shapes["geoid"].map(_populations(spec, path))
    return shapes[["geoid", "population", "geometry"]]


def weights(areas: gpd.GeoDataFrame, tracts: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the parts that tracts have in areas: area_id, geoid and their weights.

    `areas` has area_id, `tracts` geoid and population, both with geometry in degrees. A part
    outside of all areas has area_id None. tract_share is the part of the tract's ground, which adds
    up to 1 over a tract; residents is that part of its population; area_share is the part of the
    area's residents, which adds up to 1 over an area; ground_covered is the part of the area's
    ground that lies in any tract. area_share is None outside of areas, in an area without
    residents, and in one of which the tracts cover less than COVERED_LEAST.
    """
    ground = areas.to_crs(EQUAL_AREA)
    pieces = tracts.to_crs(EQUAL_AREA)
    sizes = pieces.geometry.area.to_numpy()
    tract_no, area_no = ground.sindex.query(pieces.geometry, predicate="intersects")
    shared = shapely.area(
        shapely.intersection(
            pieces.geometry.to_numpy()[tract_no], ground.geometry.to_numpy()[area_no]
        )
    )
    parts = pd.DataFrame({"tract": tract_no, "area": area_no, "share": shared / sizes[tract_no]})
    parts = parts[parts["share"] > SMALLEST_PART]
    # neighbors whose lines cross a little would count ground twice
    total = parts.groupby("tract")["share"].transform("sum")
    parts["share"] = parts["share"] / np.maximum(total, 1)
    inside = parts.groupby("tract")["share"].sum().reindex(range(len(pieces)), fill_value=0.0)
    outside = pd.DataFrame({"tract": inside.index, "area": -1, "share": 1 - inside.to_numpy()})
    parts = pd.concat([parts, outside[outside["share"] > SMALLEST_PART]], ignore_index=True)
    parts["share"] /= parts.groupby("tract")["share"].transform("sum")
    ids = pd.Series([*ground["area_id"], None], index=[*range(len(ground)), -1], dtype="object")
    population = pieces["population"].to_numpy()[parts["tract"]]
    residents = population * parts["share"]
    of_area = residents.groupby(parts["area"]).transform("sum")
    ground_in = (parts["share"] * sizes[parts["tract"]]).groupby(parts["area"]).sum()
    area_sizes = pd.Series(ground.geometry.area.to_numpy())
    covered = parts["area"].map((ground_in / area_sizes).clip(upper=1))
    table = pd.DataFrame(
        {
            "area_id": ids.loc[parts["area"]].to_numpy(),
            "geoid": pieces["geoid"].to_numpy()[parts["tract"]],
            "population": population,
            "tract_share": parts["share"],
            "residents": residents,
            "area_share": (residents / of_area).where((covered >= COVERED_LEAST) & (of_area > 0)),
            "ground_covered": covered,
        }
    )
    return table.sort_values(["area_id", "geoid"], na_position="last", ignore_index=True)


def _populations(spec: Tracts, path: Path) -> dict[str, int]:
    """Return the residents of each tract, from the column beside its polygon."""
    try:
        frame = gpd.read_file(gunzipped(path), ignore_geometry=True)
    except Exception as error:  # the driver raises its own kinds, depending on the format
        refuse_machine_fault(error)
        raise
    if spec.population_column not in frame.columns:
        raise BadInput(
            "The file of tracts lacks the column of residents",
            file=path,
            column=spec.population_column,
            actual=", ".join(str(name) for name in frame.columns),
            remedy="correct tracts.population_column in city.toml",
        )
    counts = pd.to_numeric(frame[spec.population_column], errors="coerce")
    is_wrong = counts.isna() | (counts < 0) | (counts % 1 != 0)
    if is_wrong.any():
        row = int(np.flatnonzero(is_wrong)[0])
        raise BadInput(
            f"A tract's residents are no count ({int(is_wrong.sum())} in all)",
            file=path,
            row=row + 1,
            column=spec.population_column,
            actual=str(frame[spec.population_column].iloc[row]),
            expected="a whole number, 0 or more",
            remedy="correct the file, or tracts.population_column in city.toml",
        )
    ids = frame[spec.id_column].astype("string").str.strip()
    return dict(zip(ids, counts.astype(int), strict=True))
