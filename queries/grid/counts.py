"""Counts and what they are measured against, areas × months, before and after."""

import numpy as np
import polars as pl

from queries.declared.measures import Measure, events
from queries.grid import exposure
from queries.grid.exposure import Array
from queries.grid.windows import Windows
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import UNKNOWN, Vintage


def areas_of(vintage: Vintage, layer: str, chosen: Windows) -> pl.DataFrame:
    """Return the areas of every map of the layer that was in force inside the windows."""
    return vintage.areas(layer).filter(
        (pl.col("valid_from").is_null() | (pl.col("valid_from") <= chosen.after_to))
        & (pl.col("valid_until").is_null() | (pl.col("valid_until") > chosen.before_from))
    )


def area_ids(vintage: Vintage, layer: str, chosen: Windows) -> tuple[str, ...]:
    """Return the ids of these areas, and last that of records without one."""
    return (*areas_of(vintage, layer, chosen)["area_id"], UNKNOWN)


@once_per_vintage
def grids(
    vintage: Vintage, layer: str, ids: tuple[str, ...], chosen: Windows
) -> dict[str, tuple[Array, Array]]:
    """Return every event's counts before and after, each areas × months.

    One query serves all measures that share their windows; a page asks for many.
    """
    counts = vintage.ask(
        "period_counts",
        {
            "layer": layer,
            "before_from": chosen.before_from,
            "before_to": chosen.before_to,
            "after_from": chosen.after_from,
            "after_to": chosen.after_to,
        },
    )
    placed = counts.join(pl.DataFrame({"area_id": ids, "row": range(len(ids))}), on="area_id")
    shapes = [(len(ids), len(exposure.month_days(period))) for period in chosen.periods]
    made = {event: (np.zeros(shapes[0]), np.zeros(shapes[1])) for event in events()}
    for (event, period), part in placed.group_by("event", "period"):
        grid = made[str(event)][0 if period == "before" else 1]
        grid[part["row"].to_numpy(), part["month_no"].to_numpy()] = part["n"].to_numpy()
    return made


def exposures(
    vintage: Vintage, measure: Measure, layer: str, ids: tuple[str, ...], chosen: Windows
) -> tuple[Array, Array]:
    """Return what the events are measured against, before and after, each areas × months."""
    if measure.denominator not in ("residents", "none"):
        return grids(vintage, layer, ids, chosen)[measure.denominator]
    before, after = (exposure.years(exposure.month_days(one)) for one in chosen.periods)
    if measure.denominator == "none":
        ones = np.ones((len(ids), 1))
        return ones * before, ones * after
    populations = vintage.populations(layer)
    middles = [exposure.middle(one) for one in chosen.periods]
    people = exposure.residents(populations, list(ids), middles)
    return people[:, :1] * before, people[:, 1:] * after
