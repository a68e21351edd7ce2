"""A measure's events and exposure by area and month, with known and settled months marked."""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from queries.dates import add_months
from queries.declared.measures import Measure
from queries.grid import exposure
from queries.grid.series import months_of
from queries.stats import Array
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import UNKNOWN, Vintage
from queries.vintage.maps import in_force


@dataclass(frozen=True)
class MonthGrid:
    """A measure's counts, areas × months; the first row is the city, the last the unknown area.

    Months in a gap, and months before an area was drawn, are nan.
    """

    ids: list[str]
    names: list[str]
    months: list[dt.date]
    events: Array
    exposure: Array
    is_settled: NDArray[np.bool_]
    is_gap: NDArray[np.bool_]

    def part(self, rows: slice, months: slice) -> "MonthGrid":
        """Return a part of the rows and months."""
        return MonthGrid(
            self.ids[rows],
            self.names[rows],
            self.months[months],
            self.events[rows, months],
            self.exposure[rows, months],
            self.is_settled[months],
            self.is_gap[months],
        )


def settled_months(vintage: Vintage, measure: Measure) -> list[dt.date]:
    """Return the settled months of a measure outside any gap of its records."""
    last = vintage.span(measure)[1]
    gaps = vintage.gaps(measure)
    return [
        month
        for month in months_of(vintage, measure)["month"]
        if add_months(month, 1) <= last + dt.timedelta(days=1)
        and not any(start <= month <= end for start, end in gaps)
    ]


def month_grid(vintage: Vintage, measure: Measure, layer: str, month: dt.date) -> MonthGrid:
    """Return a measure's counts in the areas of the map in force in `month`."""
    rows, columns, counts = event_months(vintage, layer)
    areas = vintage.areas(layer).filter(
        in_force(month, month) if vintage.is_placed(measure, layer) else pl.lit(value=False)
    )
    ids = [*areas["area_id"], UNKNOWN]
    months = months_of(vintage, measure)["month"].to_list()
    span = slice(columns[months[0]], columns[months[-1]] + 1)
    order = [rows[area] for area in ids]
    no_events = np.zeros((len(rows), len(columns)))
    numerator = counts.get(measure.numerator, no_events)[:, span]
    denominator = exposure.at_risk(vintage, measure, layer, list(rows), months, in_years(months))
    if denominator is None:
        denominator = counts.get(measure.denominator, no_events)[:, span]
    # exposure of the city: time is that of one area; residents and records are the sum of all areas
    is_time = measure.denominator == "none"
    city = denominator[:1] if is_time else np.nansum(denominator, 0, keepdims=True)
    events = np.vstack([numerator.sum(axis=0, keepdims=True), numerator[order]])
    exposed = np.vstack([city, denominator[order]])
    gaps = vintage.gaps(measure)
    is_gap = np.array([any(start <= first <= end for start, end in gaps) for first in months])
    is_known = np.broadcast_to(~is_gap, events.shape).copy()
    # before an area was drawn, its records are counted in areas of the earlier map
    for row, drawn_on in enumerate(areas["valid_from"], start=1):
        if drawn_on is not None:
            is_known[row] &= np.array([first >= drawn_on for first in months])
    settled = set(settled_months(vintage, measure))
    return MonthGrid(
        ids=["", *ids],
        names=[vintage.city.name, *areas["name"], UNKNOWN],
        months=months,
        events=np.where(is_known, events, np.nan),
        exposure=np.where(is_known, exposed, np.nan),
        is_settled=np.array(
            [first in settled or gap for first, gap in zip(months, is_gap, strict=True)]
        ),
        is_gap=is_gap,
    )


@once_per_vintage
def event_months(
    vintage: Vintage, layer: str
) -> tuple[dict[str, int], dict[dt.date, int], dict[str, Array]]:
    """Return rows by area, columns by month, and every event's counts, areas × months.

    One query serves all measures.
    """
    counts = vintage.ask("area_months", {"layer": layer})
    ids = (*vintage.areas(layer)["area_id"], UNKNOWN)
    spans = vintage.manifest.datasets.values()
    first, last = min(span.first_on for span in spans), max(span.last_on for span in spans)
    months = pl.date_range(first.replace(day=1), last, "1mo", eager=True)
    rows = pl.DataFrame({"area_id": ids, "row": range(len(ids))})
    columns = pl.DataFrame({"month": months, "column": range(len(months))})
    by_event = {}
    for (event,), cells in (
        counts.join(rows, on="area_id").join(columns, on="month").group_by("event")
    ):
        grid = np.zeros((len(ids), len(months)))
        grid[cells["row"].to_numpy(), cells["column"].to_numpy()] = cells["n"].to_numpy()
        by_event[str(event)] = grid
    return (
        {area: row for row, area in enumerate(ids)},
        {month: column for column, month in enumerate(months)},
        by_event,
    )


def in_years(months: list[dt.date]) -> Array:
    """Return the length of each month in years."""
    following = [add_months(month, 1) for month in months]
    days = np.array(following, "datetime64[D]") - np.array(months, "datetime64[D]")
    return exposure.in_years(days.astype(float))
