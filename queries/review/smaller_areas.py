"""The smaller areas of which an area is made up, and their records."""

from dataclasses import dataclass

import numpy as np
import shapely

from queries.dates import DateRange
from queries.declared.measures import Measure
from queries.grid.months import month_grid
from queries.review.years_before import summed
from queries.stats import Array
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import Vintage

INSIDE = 0.9
"""Smaller areas make up a larger one if they hold so much of its records, and no more."""


@dataclass(frozen=True)
class SmallerAreas:
    """The areas of a layer by id and name, and their records: spans × areas."""

    layer: str
    ids: list[str]
    names: list[str]
    counts: Array


def smaller_areas(
    vintage: Vintage,
    measure: Measure,
    layer: str,
    area_id: str,
    spans: list[DateRange],
    records: float,
) -> SmallerAreas | None:
    """Return the areas of a layer for the city (""), or the smaller areas inside one of its areas.

    Those are the areas of a layer with more areas whose middle lies in it, of the coarsest layer
    of which they hold as many records as the area (`records` in all spans). None if there is none.
    """
    sizes = {entry.id: vintage.areas(entry.id).height for entry in vintage.city.layers}
    finer = sorted((name for name in sizes if sizes[name] > sizes[layer]), key=sizes.__getitem__)
    for smaller in finer if area_id else [layer]:
        if not vintage.is_placed(measure, smaller):
            continue
        grid = month_grid(vintage, measure, smaller, spans[0][1])
        inside = _inside(vintage, layer, area_id, smaller) if area_id else frozenset(grid.ids)
        places = [place for place in range(1, len(grid.ids) - 1) if grid.ids[place] in inside]
        counts = np.array(
            [[summed(grid.events[place], grid, span) for place in places] for span in spans]
        )
        is_known = bool(counts.size) and np.isfinite(counts).all()
        if is_known and (not area_id or INSIDE <= counts.sum() / records <= 1 / INSIDE):
            ids, names = ([values[place] for place in places] for values in (grid.ids, grid.names))
            return SmallerAreas(smaller, ids, names, counts)
    return None


@once_per_vintage
def _inside(vintage: Vintage, layer: str, area_id: str, smaller: str) -> frozenset[str]:
    """Return the areas of a smaller layer of which a point inside lies in an area of a layer."""
    area = vintage.areas(layer).filter(area_id=area_id)
    areas = vintage.areas(smaller)
    if not area["geometry"][0]:
        return frozenset()
    shape = shapely.from_geojson(area["geometry"][0])
    points = shapely.point_on_surface(shapely.from_geojson(areas["geometry"].to_list()))
    ids = areas["area_id"].to_numpy()
    return frozenset(ids[shapely.covers(shape, points)].tolist())
