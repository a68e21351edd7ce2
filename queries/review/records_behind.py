"""The records behind a number: the filter that selects the records that a measure counted."""

import datetime as dt
from typing import Any

from queries.dates import add_months
from queries.declared.measures import Event, Measure, events, measures
from queries.records.filters import Filter, Limits
from queries.review.month import Month
from queries.vintage.catalog import Vintage


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


def _limits(vintage: Vintage, event: Event) -> tuple[tuple[str, Limits], ...]:
    """Return each limited column with its least and most; settings are replaced by their values."""
    settings = vintage.city.settings

    def end(limit: int | str | None) -> int | None:
        return settings[limit] if isinstance(limit, str) else limit

    return tuple(
        (name, (end(event.least.get(name)), end(event.most.get(name))))
        for name in dict.fromkeys((*event.least, *event.most))
    )
