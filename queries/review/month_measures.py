"""The measures of a month, the months that can be asked for, and their counts."""

import datetime as dt
from dataclasses import replace

from queries.dates import add_months
from queries.declared.measures import Measure, events, measures
from queries.grid.months import MonthGrid, month_grid, settled_months
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import Vintage

ENDED = 12
"""Records that lag by more months are no longer kept, and nobody waits for them."""

OF_DENOMINATORS = {"calls_change", "residents_not_present"}
"""Caveats about what a rate divides by; the count of a month divides by nothing."""


@once_per_vintage
def month_measures(vintage: Vintage, layer_id: str) -> list[Measure]:
    """Return the measures of a month that a vintage supports; a rate stands for its records."""
    counted = [
        measure if measure.kind == "share" else _count(measure)
        for measure in measures().values()
        if measure.monthly
    ]
    return [measure for measure in counted if vintage.lack(measure, layer_id) is None]


def _count(measure: Measure) -> Measure:
    caveats = tuple(caveat for caveat in measure.caveats if caveat not in OF_DENOMINATORS)
    return replace(measure, kind="count", denominator="none", scale=1, caveats=caveats)


def month_measure(vintage: Vintage, measure_id: str, layer_id: str) -> Measure:
    """Return one measure as a month counts it: of a rate the records alone.

    A measure of no month is returned as declared. Raises NoAnswer if it is not supported.
    """
    for measure in month_measures(vintage, layer_id):
        if measure.id == measure_id:
            return measure
    return vintage.measure(measure_id, layer_id)


@once_per_vintage
def month_choices(vintage: Vintage, layer_id: str) -> list[dt.date]:
    """Return the months that can be asked for, newest first: settled for one measure at least."""
    months = {
        month
        for measure in month_measures(vintage, layer_id)
        for month in settled_months(vintage, measure)
    }
    return sorted(months, reverse=True)


@once_per_vintage
def kinds_settled_to(vintage: Vintage, layer_id: str) -> dict[str, dt.date]:
    """Return the latest month that is settled for any measure of each kind of record."""
    latest: dict[str, dt.date] = {}
    for measure in month_measures(vintage, layer_id):
        months = settled_months(vintage, measure)
        if months:
            kind = events()[measure.numerator].dataset
            latest[kind] = max(months[-1], latest.get(kind, months[-1]))
    return latest


def opening_month(vintage: Vintage, layer_id: str) -> dt.date:
    """Return the latest month that half of the kinds of records, or more, have settled.

    A later one would be of one kind of several alone. A kind whose records ended more than ENDED
    months before the others does not count. `month_choices` must have a month.
    """
    months = sorted(kinds_settled_to(vintage, layer_id).values(), reverse=True)
    going_on = [month for month in months if add_months(month, ENDED) >= months[0]]
    return going_on[(len(going_on) - 1) // 2]


def map_of(vintage: Vintage, layer_id: str, month: dt.date) -> dt.date:
    """Return the day on which the map in force in `month` was drawn; the first day for the first.

    All months of a map have one answer by it.
    """
    areas = vintage.areas(layer_id)
    drawn = [*areas["valid_from"].drop_nulls(), *areas["valid_until"].drop_nulls()]
    return max([day for day in drawn if day <= month], default=dt.date.min)


@once_per_vintage
def month_grids(vintage: Vintage, layer_id: str, drawn_on: dt.date) -> list[MonthGrid]:
    """Return the counts of every measure of a month on a map (see `map_of`)."""
    return [
        month_grid(vintage, measure, layer_id, drawn_on)
        for measure in month_measures(vintage, layer_id)
    ]
