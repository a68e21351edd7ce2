"""Days between rare events, for areas with fewer than one event a month."""

import datetime as dt
from dataclasses import dataclass

import polars as pl

from queries.dates import add_months
from queries.declared.measures import Measure
from queries.grid.months import month_grid
from queries.review.chart_rules import first_whole_month, mean_events, rebasing_policies
from queries.review.month_measures import month_measure
from queries.stats.constants import CHART_BASELINE, CHART_LEAST, MONTHLY_CHART_EVENTS
from queries.stats.rare_events import t_chart
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import UNKNOWN, Vintage


@dataclass(frozen=True)
class Waits:
    """The waits between days with an event in an area, from `first` to `last`, the end of a month.

    `table` has one row per wait, oldest first: day (of its end), gap (days), centre, low, high
    (limits of later waits, in days), is_open (not ended by `last`), is_outside, icon. `points` is
    the number of waits that set the limits.
    """

    measure: Measure
    area: str
    unit: str
    first: dt.date
    last: dt.date
    points: int
    method: str
    table: pl.DataFrame


@once_per_vintage
def waits(
    vintage: Vintage, measure_id: str, layer: str, area_id: str, month: dt.date
) -> Waits | None:
    """Return the waits between an area's events ("" is the city) up to the end of a settled month.

    Several events of one day count once, because they may be reports of one incident. The waits
    begin where the limits of the control chart begin: after the last policy that affects these
    records and after the last gap. Returns None where events are not rare, fewer than CHART_LEAST
    waits have ended, records have no day, or the denominator varies with the events (shares, rates
    per call).
    """
    measure = month_measure(vintage, measure_id, layer)
    if measure.denominator not in ("none", "residents") or area_id == UNKNOWN:
        return None
    grid = month_grid(vintage, measure, layer, month)
    if month not in grid.months or vintage.is_monthly(measure):
        return None
    at, row = grid.months.index(month), grid.ids.index(area_id)
    begins = [
        *(first_whole_month(begin) for begin in rebasing_policies(vintage, measure)),
        *(last + dt.timedelta(days=1) for _, last in vintage.gaps(measure)),
    ]
    first = max([grid.months[0], *(begin for begin in begins if begin <= month)])
    start = grid.months.index(first)
    is_rare = mean_events(grid, measure, start, at)[row] < MONTHLY_CHART_EVENTS
    if not grid.is_settled[at] or not is_rare:
        return None
    last = add_months(month, 1) - dt.timedelta(days=1)
    days = vintage.ask(
        "event_days",
        {
            "layer": layer,
            "area_id": area_id or None,
            "event": measure.numerator,
            "first": first,
            "last": last,
        },
    )
    numbers = days["day"].to_physical().to_numpy()
    if len(numbers) <= CHART_LEAST:
        return None
    chart = t_chart(numbers, (last - dt.date(1970, 1, 1)).days, measure.direction)
    names = ("day", "gap", "centre", "low", "high", "is_open", "is_outside", "icon")
    table = pl.DataFrame({name: chart[name] for name in names})
    return Waits(
        measure=measure,
        area=grid.names[row],
        unit=vintage.unit(measure),
        first=first,
        last=last,
        points=min(CHART_BASELINE, len(table) - 1),
        method=str(chart["method"][0]),
        table=table.with_columns(
            pl.col("day").cast(pl.Int32).cast(pl.Date), pl.col("gap").cast(pl.Int64)
        ),
    )
