"""Single days that carry a signal: what happened on one is a busy kind, place and weekday too."""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import polars as pl

from queries.dates import DateRange, add_months
from queries.declared.fields import has_sensitive
from queries.declared.measures import Measure, events
from queries.declared.sensitive import sensitive_kinds
from queries.records import extracts
from queries.review.carrying import CARRIES, LEAST_RECORDS
from queries.review.records_behind import behind
from queries.stats.busy_days import Days, chance_of_day
from queries.vintage.catalog import Vintage

MOST_DAYS = 3
"""More days than a long weekend has are no single days."""


@dataclass(frozen=True)
class BusyDay:
    """A day with `n` of a signal's records, of which `usual` are usual on it.

    Of a share they are usual among as many records as the day has.
    """

    day: dt.date
    n: int
    usual: float


def busy_days(
    vintage: Vintage,
    measure: Measure,
    layer: str,
    area_id: str,
    spans: list[DateRange],
    usual: float,
    chance: float,
) -> tuple[BusyDay, ...]:
    """Return the days of a measure's months that each carry a quarter or more of what is added.

    The busiest day comes first; the next has a quarter or more of what is added without it. `spans`
    are those months, of which `usual` records are usual, and the same months of other years, each
    with the first day of its first and of its last month. `chance` is that of telling any day if
    none stands out. Of records that are dated by month no day is known, and none is told of what
    data/sensitive.toml names: where a dataset has such records, a day has only those that leave
    with it.
    """
    is_named = {kind.category for kind in sensitive_kinds()}.intersection(
        events()[measure.numerator].where.get("category", ())
    )
    is_coarse = has_sensitive(events()[measure.numerator].dataset)
    if vintage.is_monthly(measure) or is_named or (is_coarse and measure.kind == "share"):
        return ()
    days = days_of(spans[0])
    by_day = _finer_by_day if is_coarse else _by_day
    (counts, weights), *before = (by_day(vintage, measure, layer, area_id, span) for span in spans)
    if is_coarse:
        every = [_by_day(vintage, measure, layer, area_id, span)[0].sum() for span in spans[1:]]
        usual *= sum(of[0].sum() for of in before) / max(sum(every), 1)
    if counts.sum() <= usual:  # no day holds what is missing
        return ()
    usual_by_day = usual * weights / weights.sum()
    others, busy = np.arange(len(days)), list[BusyDay]()
    while len(busy) < MOST_DAYS:
        excess = counts[others] - usual_by_day[others]
        at = int(excess.argmax())
        day = others[at]
        by_chance = chance_of_day((counts[others], weights[others]), at, before)
        if excess[at] < least_told(excess.sum()) or by_chance > chance:
            break
        busy.append(BusyDay(days[day], int(counts[day]), float(usual_by_day[day])))
        others = np.delete(others, at)
        if counts[others].sum() - usual_by_day[others].sum() < least_told(counts.sum() - usual):
            break
    return tuple(busy)


def least_told(added: float) -> float:
    """Return how many of the records that are added a day or a part has at least to be told."""
    return max(LEAST_RECORDS, CARRIES * added)


def days_of(span: DateRange) -> list[dt.date]:
    """Return the days of the months from the first to the last of a span."""
    end = add_months(span[1], 1)
    return pl.date_range(span[0], end, "1d", closed="left", eager=True).to_list()


def area_counts_on(
    vintage: Vintage, measure: Measure, layer: str, days: tuple[BusyDay, ...]
) -> dict[str, int]:
    """Return how many records of a measure the areas of a layer have on some days together."""
    counts: dict[str, int] = {}
    for busy in days:
        values = {
            **{"layer": layer, "area_id": None, "event": measure.numerator},
            **{"first": busy.day, "last": busy.day},
        }
        for _, area, n in vintage.ask("day_counts", values).iter_rows():
            counts[area] = counts.get(area, 0) + n
    return counts


def _finer_by_day(
    vintage: Vintage, measure: Measure, layer: str, area_id: str, span: DateRange
) -> Days:
    """Return the records of each day whose day and place leave, which its list shows."""
    days = days_of(span)
    selection = behind(vintage, measure, layer, area_id, days[0], days[-1])
    by_day = extracts.finer_by_day(vintage, selection)
    return np.array([by_day.get(day, 0) for day in days], dtype=float), np.ones(len(days))


def _by_day(vintage: Vintage, measure: Measure, layer: str, area_id: str, span: DateRange) -> Days:
    """Return the records of each day of a span's months, and its weight.

    That is, of a share, the records it is a part of; of a count all days weigh the same.
    """
    days = days_of(span)
    counts, weights = np.zeros(len(days)), np.ones(len(days))
    sums = [(measure.numerator, counts)]
    if measure.kind == "share":
        weights[:] = 0
        sums.append((measure.denominator, weights))
    values = {"layer": layer, "area_id": area_id or None, "first": days[0], "last": days[-1]}
    for event, numbers in sums:
        for day, _, n in vintage.ask("day_counts", {**values, "event": event}).iter_rows():
            numbers[(day - days[0]).days] += n
    return counts, weights
