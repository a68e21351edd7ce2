"""The records behind a number: the filter that selects the records that a measure counted."""

import datetime as dt
from typing import Any

import numpy as np

from queries.dates import add_months
from queries.declared.measures import Event, Measure, events, measures
from queries.grid.months import month_grid
from queries.records.filters import Filter, Limits
from queries.review.month import Month
from queries.vintage.catalog import Vintage

LONGEST = 12
"""Of a longer signal the last months are asked about: a year has each month of the year once."""


def behind(
    vintage: Vintage, measure: Measure, layer: str, area_id: str, first: dt.date, last: dt.date
) -> Filter:
    """Return the filter of the records in a measure's numerator, dated `first` to `last`.

    `area_id` is an area of the layer, unknown, or "" for the whole city. A measure that matures
    counts only mature records, so the period must be settled for it.
    """
    event = events()[measure.numerator]
    return Filter(
        vintage.city_id,
        event.dataset,
        layer,
        first=first,
        last=last,
        areas=(area_id,) if area_id else (),
        categories=tuple((name, tuple(values)) for name, values in event.where.items()),
        limits=_limits(vintage, event),
        day=event.day,
    )


def behind_row(vintage: Vintage, month: Month, row: dict[str, Any]) -> Filter:
    """Return the filter of the records in a row of a month, for the row's own month."""
    last = add_months(row["month"], 1) - dt.timedelta(days=1)
    measure = measures()[row["measure"]]
    return behind(vintage, measure, month.layer, row["area_id"], row["month"], last)


def behind_signal(vintage: Vintage, month: Month, row: dict[str, Any]) -> tuple[Filter, int]:
    """Return the filter of the records in all months of a row's signal, and how many it counted."""
    first, last = first_month(row), row["month"]
    measure = measures()[row["measure"]]
    grid = month_grid(vintage, measure, month.layer, last)
    months = slice(grid.months.index(first), grid.months.index(last) + 1)
    n = int(np.nansum(grid.events[grid.ids.index(row["area_id"]), months]))
    end = add_months(last, 1) - dt.timedelta(days=1)
    return behind(vintage, measure, month.layer, row["area_id"], first, end), n


def first_month(row: dict[str, Any]) -> dt.date:
    """Return the first of a signal's months that are asked about, of a long one twelve."""
    first: dt.date = max(row["since"] or row["month"], add_months(row["month"], 1 - LONGEST))
    return first


def _limits(vintage: Vintage, event: Event) -> tuple[tuple[str, Limits], ...]:
    """Return each limited column with its least and most; settings are replaced by their values."""
    settings = vintage.city.settings

    def end(limit: int | str | None) -> int | None:
        return settings[limit] if isinstance(limit, str) else limit

    return tuple(
        (name, (end(event.least.get(name)), end(event.most.get(name))))
        for name in dict.fromkeys((*event.least, *event.most))
    )
