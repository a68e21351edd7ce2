"""The months of a row beside the range that was usual for each: why a month is a signal or not."""

import datetime as dt
from dataclasses import fields, replace

import numpy as np
import polars as pl

from queries.grid.months import month_grid
from queries.review.judgement import judgement
from queries.stats import Array
from queries.stats.usual import Usual
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import Vintage

CHART_MONTHS = 48


@once_per_vintage
def usual_months(
    vintage: Vintage, layer: str, measure_id: str, area_id: str, month: dt.date
) -> pl.DataFrame:
    """Return the CHART_MONTHS months that end with `month`, oldest first.

    Columns: month, value, usual_low, usual_centre, usual_high (as in queries.review.month; null
    where nothing is known or expected), and side (more | less for a month of a signal, else null).
    `area_id` is "" for the city, and must be one of the month's rows.
    """
    judged = judgement(vintage, layer, month)
    row, measure = next(
        (number, measure)
        for number, measure in enumerate(judged.measure)
        if measure.id == measure_id and judged.area[number] == area_id
    )
    grid = month_grid(vintage, measure, layer, month)
    at = grid.ids.index(area_id)
    span = slice(judged.months.index(grid.months[0]), judged.months.index(grid.months[-1]) + 1)
    exposure = grid.exposure[at]
    with np.errstate(divide="ignore", invalid="ignore"):
        unit: Array = np.where(measure.kind == "share", measure.scale / exposure, 1.0)
    unit[~np.isfinite(unit)] = np.nan
    low, high = _by_month(judged.usual, row).ends(np.zeros(len(judged.months), int))
    months = pl.DataFrame(
        {
            "month": grid.months,
            "value": grid.events[at] * unit,
            "usual_low": low[span] * unit,
            "usual_centre": judged.usual.mean[row, span] * unit,
            "usual_high": high[span] * unit,
            "side": [
                ("more" if moved > 0 else "less") if moved else None
                for moved in judged.signals.side[row, span]
            ],
        },
        schema_overrides={"side": pl.String},
        nan_to_null=True,
    )
    return months.filter(pl.col("month") <= month).tail(CHART_MONTHS)


def _by_month(usual: Usual, row: int) -> Usual:
    """Return what was expected of one row, each month as a row of its own."""
    months = usual.mean.shape[1]
    values = {
        field.name: getattr(usual, field.name)[row, :, None]
        for field in fields(usual)
        if field.name != "is_share"
    }
    return replace(usual, **values, is_share=np.repeat(usual.is_share[row], months))
