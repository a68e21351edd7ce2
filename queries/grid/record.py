"""The whole comparable record around two windows, by area and month."""

import datetime as dt

import numpy as np
import polars as pl
from numpy.typing import NDArray

from queries.dates import DateRange, add_months
from queries.declared.measures import Measure, datasets_of
from queries.grid import exposure
from queries.grid.months import event_months, in_years
from queries.grid.windows import Windows
from queries.stats.months import Record
from queries.vintage.catalog import Vintage
from queries.vintage.recording import BREAKS, recording_changes

MIDDLE = 15
"""A month belongs to a window that holds this day of it."""


def comparable(vintage: Vintage, measure: Measure, windows: Windows) -> DateRange:
    """Return the settled days around two windows without a gap and, outside the windows, without a
    change after which records cannot be compared.
    """
    first, last = vintage.stretch(measure, windows.before_from)
    changes = [
        policy.recorded_from
        for policy in recording_changes(vintage, datasets_of(measure), first, last, BREAKS)
    ]
    earlier = [day for day in changes if day <= windows.before_from]
    later = [day for day in changes if day > windows.after_to]
    return max([first, *earlier]), min([last, *(day - dt.timedelta(days=1) for day in later)])


def whole_months(span: DateRange) -> list[dt.date]:
    """Return the first days of the calendar months that lie wholly inside a span."""
    first = span[0] if span[0].day == 1 else add_months(span[0].replace(day=1), 1)
    after = (span[1] + dt.timedelta(days=1)).replace(day=1)
    return pl.date_range(first, after, "1mo", closed="left", eager=True).to_list()


def record_of(
    vintage: Vintage,
    measure: Measure,
    layer: str,
    areas: pl.DataFrame,
    ids: tuple[str, ...],
    windows: Windows,
    months: list[dt.date],
) -> Record:
    """Return a measure's record in the city (first row) and in the areas `ids`, by month.

    The city's row counts the records of every map. A month in which an area was not yet, or no
    longer, on the map is nan in its row.
    """
    rows, columns, counts = event_months(vintage, layer)
    span = slice(columns[months[0]], columns[months[-1]] + 1) if months else slice(0, 0)
    nothing = np.zeros((len(rows), len(columns)))
    order = [rows[area] for area in ids]
    risk = exposure.at_risk(vintage, measure, layer, list(rows), months, in_years(months))
    if risk is None:
        risk = counts.get(measure.denominator, nothing)[:, span]
    events = counts.get(measure.numerator, nothing)[:, span]
    # time is the same for the city and for every area; residents and records add up
    city = risk[:1] if measure.denominator == "none" else np.nansum(risk, 0, keepdims=True)
    on_map = np.ones((1 + len(ids), len(months)), bool)
    for row, (begun, ended) in enumerate(areas.select("valid_from", "valid_until").rows(), start=1):
        on_map[row] = [
            (begun is None or month >= begun) and (ended is None or month < ended)
            for month in months
        ]
    return Record(
        events=np.where(on_map, np.vstack([events.sum(0, keepdims=True), events[order]]), np.nan),
        exposure=np.where(on_map, np.vstack([city, risk[order]]), np.nan),
        first=months[0].month - 1 if months else 0,
        is_before=_inside(months, windows.periods[0]),
        is_after=_inside(months, windows.periods[1]),
        is_share=measure.kind == "share",
    )


def _inside(months: list[dt.date], window: DateRange) -> NDArray[np.bool_]:
    """Return whether each month belongs to a window; a window without any middle has its first."""
    inside = np.array([window[0] <= month.replace(day=MIDDLE) <= window[1] for month in months])
    if not inside.any():
        inside = np.array([month == window[0].replace(day=1) for month in months])
    return np.asarray(inside, bool)
