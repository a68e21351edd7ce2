"""Did it change? Counts, rates, ratio, range and verdict of every row of a comparison."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from queries.declared.measures import Measure
from queries.grid.counts import area_ids, areas_of, exposures, grids
from queries.grid.placing import Placing
from queries.grid.windows import Windows, is_other_season, is_short
from queries.stats import Array, Table
from queries.stats.comparison import compared
from queries.stats.multiplicity import q_values
from queries.stats.steadied import shared_variance, steadied_changes
from queries.stats.verdicts import verdicts
from queries.vintage.catalog import UNKNOWN, Vintage
from queries.vintage.maps import redrawn_inside


def first_answer(
    vintage: Vintage,
    measure: Measure,
    layer: str,
    windows: Windows,
    placing: Placing,
    inflation: Array,
    *,
    breaks: bool,
) -> pl.DataFrame:
    """Return the table of a comparison without the columns of the second answer (see Comparison).

    `inflation` is that of each row's variance; `breaks` says whether recording changed inside the
    windows so that they cannot be compared.
    """
    areas = areas_of(vintage, layer, windows)
    ids = area_ids(vintage, layer, windows)
    is_area = np.array([False, *[True] * len(areas), False])
    counts = grids(vintage, layer, ids, windows)[measure.numerator]
    at_risk = exposures(vintage, measure, layer, ids, windows)
    # the first row is the city: the sum of all areas and of records without an area
    stacked = [np.vstack([np.nansum(part, axis=0), part]) for part in (*counts, *at_risk)]
    if (
        measure.denominator == "none"
    ):  # exposure is time, which is the same for the city and for every area
        for part in stacked[2:]:
            part[0] = part[1]
    before_events, after_events, before_exposure, after_exposure = (
        part.sum(axis=1) for part in stacked
    )
    result = compared(
        (before_events, before_exposure, after_events, after_exposure),
        inflation,
        (counts[0].shape[1], counts[1].shape[1]),
        kind=measure.kind,
        scale=float(measure.scale),
    )
    seasons = is_short(windows) or is_other_season(windows)
    # an area that began or ended with a new map inside the windows is not the same place in both
    is_redrawn = np.array([False, *redrawn(areas, windows), False])
    is_shifted = is_area & placing.is_shifted
    is_alike = is_area & ~is_redrawn & ~is_shifted
    q = result["p"].astype(float).copy()
    q[is_redrawn | is_shifted] = np.nan
    q[is_area] = q_values(q[is_area])
    verdict = verdicts(
        before_events,
        after_events,
        result["ratio"],
        result["ratio_low"],
        result["ratio_high"],
        q,
        result["detectable_fall"],
        result["detectable_by_chance"],
        matters=np.where(is_area, measure.matters.area, measure.matters.citywide),
        is_breaking=is_redrawn | is_shifted | breaks | seasons,
    )
    # records without an area have counts but no residents, so they get no verdict
    is_rated = np.isfinite(before_exposure) & np.isfinite(after_exposure)
    steadied = _steadied(
        (before_events, before_exposure, after_events, after_exposure), inflation, is_alike
    )
    return pl.DataFrame(
        {
            "area_id": ["", *ids],
            "area": [vintage.city.name, *areas["name"], UNKNOWN],
            "kind": ["citywide", *["area"] * len(areas), UNKNOWN],
            "before_events": before_events.astype(np.int64),
            "before_exposure": before_exposure,
            **{f"before_{name}": result[f"before_{name}"] for name in ("rate", "low", "high")},
            "after_events": after_events.astype(np.int64),
            "after_exposure": after_exposure,
            **{f"after_{name}": result[f"after_{name}"] for name in ("rate", "low", "high")},
            **{name: result[name] for name in ("ratio", "ratio_low", "ratio_high", "p")},
            "q": q,
            "dispersion": result["dispersion"],
            "detectable_fall": result["detectable_fall"],
            **{name: result[name] for name in ("months_to_10", "months_to_25", "months_to_50")},
            "method": result["method"].tolist(),
            "verdict": [
                word if rated else None
                for word, rated in zip(verdict.tolist(), is_rated, strict=True)
            ],
            "incomparable": [
                "recording"
                if breaks
                else "season"
                if is_other_season(windows)
                else "short"
                if is_short(windows)
                else "boundaries"
                if moved
                else "places"
                if shifted
                else None
                for moved, shifted in zip(is_redrawn, is_shifted, strict=True)
            ],
            "steadied": steadied["ratio"],
            "steadied_low": steadied["low"],
            "steadied_high": steadied["high"],
        },
        schema_overrides={"verdict": pl.String, "incomparable": pl.String},
        nan_to_null=True,
    )


def redrawn(areas: pl.DataFrame, windows: Windows) -> list[bool]:
    """Return, per area, whether it began or ended with a new map inside the windows."""
    return areas.select(redrawn_inside(windows.before_from, windows.after_to)).to_series().to_list()


def _steadied(
    totals: tuple[Array, Array, Array, Array], inflation: Array, is_alike: NDArray[np.bool_]
) -> Table:
    """Return the steadied ratios of the areas that can be compared, nan in all other rows."""
    x0, n0, x1, n1 = totals
    with np.errstate(divide="ignore", invalid="ignore"):
        is_used = is_alike & (x0 + x1 > 0) & (n0 > 0) & (n1 > 0)
        change = np.log((x1 + 0.5) / n1) - np.log((x0 + 0.5) / n0)
    variance = inflation * (1 / (x0 + 0.5) + 1 / (x1 + 0.5))
    # the first row is the city, whose own record shows how much all areas move at once
    shared = shared_variance(
        float(variance[0]), np.where(is_used, x0 + x1, 0.0), np.where(is_used, variance, np.nan)
    )
    return steadied_changes(np.where(is_used, change, np.nan), variance, shared)
