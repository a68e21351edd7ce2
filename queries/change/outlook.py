"""What a city's records could show of a policy that has not come yet, measure by measure."""

import datetime as dt
from dataclasses import dataclass

import polars as pl

from queries.change.foresight import smallest_visible, unbroken_years
from queries.dates import DateRange, add_months
from queries.declared.measures import Measure
from queries.errors import NoAnswer
from queries.grid.series import monthly
from queries.stats.constants import LATEST_MONTHS
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import Vintage


@dataclass(frozen=True)
class Outlook:
    """The months before a policy of tomorrow, and what a year after it could show.

    `events` are those of the last twelve months of `before`. `fall` and `rise` are the ratios of
    the smallest changes that a year would show four times in five; None if none would be seen.
    """

    measure: Measure
    before: DateRange
    events: int
    fall: float | None
    rise: float | None


@once_per_vintage
def outlooks(vintage: Vintage) -> list[tuple[Measure, Outlook | NoAnswer]]:
    """Return the outlook of each measure that the city has, or why it has none."""
    return [(measure, _outlook(vintage, measure)) for measure in vintage.measures(_layer(vintage))]


def _outlook(vintage: Vintage, measure: Measure) -> Outlook | NoAnswer:
    try:
        before = _before(vintage, measure)
    except NoAnswer as reason:
        return reason
    year = add_months(before[1] + dt.timedelta(days=1), -LATEST_MONTHS)
    months = monthly(vintage, measure.id, _layer(vintage), None)
    latest = months.filter(pl.col("month").is_between(year.replace(day=1), before[1]))
    return Outlook(
        measure,
        before,
        int(latest["events"].sum()),
        smallest_visible(vintage, measure, before, is_fall=True),
        smallest_visible(vintage, measure, before, is_fall=False),
    )


def _before(vintage: Vintage, measure: Measure) -> DateRange:
    """Return the window before the first day that is not settled yet.

    It begins after the last break in what is recorded. Raises NoAnswer if it is less than a year.
    """
    span = vintage.stretch(measure, vintage.span(measure)[1])
    return unbroken_years(vintage, measure, span, by_month=vintage.is_monthly(measure))


def _layer(vintage: Vintage) -> str:
    return vintage.layer().id
