"""Events and exposure by area and month, before and after."""

import numpy as np
import polars as pl

from queries.declared.measures import Measure, events
from queries.grid import exposure
from queries.grid.windows import Windows
from queries.stats import Array
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import UNKNOWN, Vintage
from queries.vintage.maps import in_force


def areas_of(vintage: Vintage, layer: str, windows: Windows) -> pl.DataFrame:
    """Return the areas of all maps of the layer that were in force inside the windows."""
    return vintage.areas(layer).filter(in_force(windows.before_from, windows.after_to))


def area_ids(vintage: Vintage, layer: str, windows: Windows) -> tuple[str, ...]:
    """Return the ids of `areas_of`, and last the id of records without an area."""
    return (*areas_of(vintage, layer, windows)["area_id"], UNKNOWN)


@once_per_vintage
def grids(
    vintage: Vintage, layer: str, ids: tuple[str, ...], windows: Windows
) -> dict[str, tuple[Array, Array]]:
    """Return every event's counts before and after, each areas × months.

    One query serves all measures with the same windows, because a page shows many. Windows of
    whole months need no days.
    """
    counts = vintage.ask(
        "period_months" if windows.are_whole_months else "period_counts",
        {
            "layer": layer,
            "before_from": windows.before_from,
            "before_to": windows.before_to,
            "after_from": windows.after_from,
            "after_to": windows.after_to,
        },
    )
    rows = counts.join(pl.DataFrame({"area_id": ids, "row": range(len(ids))}), on="area_id")
    shapes = [(len(ids), len(exposure.month_days(period))) for period in windows.periods]
    by_event = {event: (np.zeros(shapes[0]), np.zeros(shapes[1])) for event in events()}
    for (event, period), cells in rows.group_by("event", "period"):
        grid = by_event[str(event)][0 if period == "before" else 1]
        grid[cells["row"].to_numpy(), cells["month_no"].to_numpy()] = cells["n"].to_numpy()
    return by_event


def exposures(
    vintage: Vintage, measure: Measure, layer: str, ids: tuple[str, ...], windows: Windows
) -> tuple[Array, Array]:
    """Return the exposure before and after, each areas × months."""
    sides = []
    for period in windows.periods:
        years = exposure.in_years(exposure.month_days(period))
        days = [exposure.middle(period)]
        sides.append(exposure.at_risk(vintage, measure, layer, list(ids), days, years))
    before, after = sides
    if before is None or after is None:
        return grids(vintage, layer, ids, windows)[measure.denominator]
    return before, after
