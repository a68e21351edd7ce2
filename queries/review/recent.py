"""The last two years of a measure, in the month's own unit, for a small line."""

import datetime as dt

import numpy as np
import polars as pl

from queries.declared.measures import measures
from queries.grid.series import monthly
from queries.review.judgement import judgement
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import Vintage

RECENT_MONTHS = 24


@once_per_vintage
def recent_months(
    vintage: Vintage, measure_id: str, layer_id: str, month: dt.date, area_id: str | None = None
) -> list[tuple[dt.date, float | None]]:
    """Return the first day and the value of the months that end with `month`, oldest first.

    The value is a count of records, or of a share its rate per its scale; None in a gap. `area_id`
    None is the whole city.
    """
    months = monthly(vintage, measure_id, layer_id, area_id).filter(pl.col("month") <= month)
    value = "rate" if measures()[measure_id].kind == "share" else "events"
    return list(months.tail(RECENT_MONTHS).select("month", value).iter_rows())


@once_per_vintage
def usual_ranges(
    vintage: Vintage, measure_id: str, layer_id: str, month: dt.date, area_id: str = ""
) -> list[tuple[float, float] | None]:
    """Return the usual range of each month of `recent_months`, in the same unit.

    Each rests on the months before it. None for a month that is not judged.
    """
    judged = judgement(vintage, layer_id, month)
    row = next(
        place
        for place, (measure, area) in enumerate(zip(judged.measure, judged.area, strict=True))
        if (measure.id, area) == (measure_id, area_id)
    )
    scale = judged.measure[row].scale
    ranges: list[tuple[float, float] | None] = []
    for first, _ in recent_months(vintage, measure_id, layer_id, month, area_id or None):
        at = judged.months.index(first)
        if judged.why[row, at]:
            ranges.append(None)
            continue
        low, high = (ends[row] for ends in judged.usual.ends(np.full(len(judged.area), at)))
        per = scale / judged.usual.exposure[row, at] if judged.usual.is_share[row] else 1.0
        ranges.append((float(low * per), float(high * per)))
    return ranges
