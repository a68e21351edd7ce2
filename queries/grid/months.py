"""A measure's counts, areas × months, and which of the months are known and settled."""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from queries.dates import add_months
from queries.declared.measures import Measure
from queries.grid import exposure
from queries.grid.exposure import Array
from queries.grid.series import months_of
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import UNKNOWN, Vintage


@dataclass(frozen=True)
class Held:
    """A measure's counts, rows × months; the first row is the city, the last the unknown area.

    Months that are not known (a gap, before an area was drawn) are nan.
    """

    ids: list[str]
    names: list[str]
    months: list[dt.date]
    events: Array
    exposure: Array
    is_settled: NDArray[np.bool_]
    is_gap: NDArray[np.bool_]

    def part(self, rows: slice, months: slice) -> "Held":
        """Return some rows and months."""
        return Held(
            self.ids[rows],
            self.names[rows],
            self.months[months],
            self.events[rows, months],
            self.exposure[rows, months],
            self.is_settled[months],
            self.is_gap[months],
        )


def settled_months(vintage: Vintage, measure: Measure) -> list[dt.date]:
    """Return the settled months of a measure in which its records were kept."""
    last = vintage.span(measure)[1]
    gaps = vintage.gaps(measure)
    return [
        month
        for month in months_of(vintage, measure)["month"]
        if add_months(month, 1) <= last + dt.timedelta(days=1)
        and not any(start <= month <= end for start, end in gaps)
    ]


def held_months(vintage: Vintage, measure: Measure, layer: str, month: dt.date) -> Held:
    """Return a measure's counts in the areas that are on the map of `month`."""
    rows, columns, counts = _grid(vintage, layer)
    areas = vintage.areas(layer)
    begins, ends = pl.col("valid_from"), pl.col("valid_until")
    areas = areas.filter(
        (begins.is_null() | (begins <= month)) & (ends.is_null() | (ends > month))
        if vintage.is_placed(measure, layer)
        else pl.lit(value=False)
    )
    ids = [*areas["area_id"], UNKNOWN]
    months = months_of(vintage, measure)["month"].to_list()
    first, stop = columns[months[0]], columns[months[-1]] + 1
    picked = [rows[one] for one in ids]
    none = np.zeros((len(rows), len(columns)))
    every = counts.get(measure.numerator, none)[:, first:stop]
    at_risk = _at_risk(vintage, measure, layer, list(rows), months)
    if at_risk is None:
        at_risk = counts.get(measure.denominator, none)[:, first:stop]
    city = at_risk[:1] if measure.denominator == "none" else np.nansum(at_risk, 0, keepdims=True)
    events = np.vstack([every.sum(axis=0, keepdims=True), every[picked]])
    exposed = np.vstack([city, at_risk[picked]])
    gaps = vintage.gaps(measure)
    is_gap = np.array([any(start <= one <= end for start, end in gaps) for one in months])
    is_known = np.broadcast_to(~is_gap, events.shape).copy()
    # before an area was drawn as it is, its records lie under the areas of the map before
    for row, drawn in enumerate(areas["valid_from"], start=1):
        if drawn is not None:
            is_known[row] &= np.array([one >= drawn for one in months])
    settled = set(settled_months(vintage, measure))
    return Held(
        ids=["", *ids],
        names=[vintage.city.name, *areas["name"], UNKNOWN],
        months=months,
        events=np.where(is_known, events, np.nan),
        exposure=np.where(is_known, exposed, np.nan),
        is_settled=np.array(
            [one in settled or gap for one, gap in zip(months, is_gap, strict=True)]
        ),
        is_gap=is_gap,
    )


@once_per_vintage
def _grid(
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
    placed = counts.join(pl.DataFrame({"area_id": ids, "row": range(len(ids))}), on="area_id").join(
        pl.DataFrame({"month": months, "column": range(len(months))}), on="month"
    )
    made = {}
    for (event,), part in placed.group_by("event"):
        grid = np.zeros((len(ids), len(months)))
        grid[part["row"].to_numpy(), part["column"].to_numpy()] = part["n"].to_numpy()
        made[str(event)] = grid
    return (
        {one: row for row, one in enumerate(ids)},
        {one: column for column, one in enumerate(months)},
        made,
    )


def _at_risk(
    vintage: Vintage, measure: Measure, layer: str, ids: list[str], months: list[dt.date]
) -> Array | None:
    """Return person-years or years, areas × months; None where records are the denominator."""
    if measure.denominator not in ("residents", "none"):
        return None
    following = [*months[1:], add_months(months[-1], 1)]
    days = np.diff(np.array([months[0], *following], "datetime64[D]")).astype(float)
    years = exposure.years(days)
    if measure.denominator == "none":
        return np.ones((len(ids), 1)) * years
    return exposure.residents(vintage.populations(layer), ids, months) * years
