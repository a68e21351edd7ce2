"""The months of a signal, and the same months of the years before."""

import datetime as dt

import numpy as np
import polars as pl

from queries.dates import DateRange, add_months
from queries.declared.measures import Measure, datasets_of
from queries.grid.months import MonthGrid
from queries.stats import Array
from queries.vintage.catalog import Vintage
from queries.vintage.recording import BREAKS, recording_changes

YEAR = 12
MOST_YEARS = 5
"""The years before that say what is usual; longer ago other things were recorded."""


def spans_of(
    vintage: Vintage, measure: Measure, grid: MonthGrid, first: dt.date, last: dt.date
) -> list[DateRange]:
    """Return the months `first` to `last`, and the same of the years before, newest first.

    They are known in the only row of `grid`, and no change in recording that breaks comparison
    lies between them. Empty if the months themselves are not known so.
    """
    end = add_months(last, 1) - dt.timedelta(days=1)
    changes = recording_changes(vintage, datasets_of(measure), grid.months[0], end, BREAKS)
    comparable = max((policy.recorded_from for policy in changes), default=grid.months[0])
    spans = [
        (add_months(first, -YEAR * years), add_months(last, -YEAR * years))
        for years in range(MOST_YEARS + 1)
    ]
    known = {
        month
        for month, n in zip(grid.months, grid.events[0], strict=True)
        if np.isfinite(n) and month >= comparable
    }
    usable = [span for span in spans if known.issuperset(months_of(span))]
    return usable if usable[:1] == spans[:1] else []


def months_of(span: DateRange) -> list[dt.date]:
    """Return the months of a span."""
    return pl.date_range(*span, "1mo", eager=True).to_list()


def summed(numbers: Array, grid: MonthGrid, span: DateRange) -> float:
    """Return the sum over a span of numbers by month of a grid."""
    return float(sum(numbers[grid.months.index(month)] for month in months_of(span)))
