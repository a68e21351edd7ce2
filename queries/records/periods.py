"""The periods for which records can be shown, and the part of a dataset in a period and area."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import polars as pl

from queries.dates import add_months
from queries.declared.measures import Measure, measures
from queries.declared.policy import Policy
from queries.errors import NoAnswer
from queries.grid import windows
from queries.manifest import DatasetSpan, Layer
from queries.vintage.answers import Answers
from queries.vintage.catalog import Vintage

LAST_MONTHS = 12
ONE_DAY = dt.timedelta(days=1)

STANDING_FOR = {"complaints": "complaints", "calls": "calls_per_residents", "force": "force"}
"""By dataset, a measure that counts all its records; its span and placing are the dataset's."""


@dataclass(frozen=True)
class Period:
    """A period of records, from a first to a last day, both inclusive.

    `kind` is all, last, year, months, before or after; `policy` is set for before and after.
    """

    kind: str
    first: dt.date
    last: dt.date
    policy: Policy | None = None

    @property
    def id(self) -> str:
        """The period's id: all, last, 2019, before.<policy>, after.<policy>, 2019-03.2019-04.

        All but the last are in addresses.
        """
        if self.kind == "months":
            return f"{self.first:%Y-%m}.{self.last:%Y-%m}"
        if self.kind == "year":
            return str(self.first.year)
        return f"{self.kind}.{self.policy.id}" if self.policy else self.kind


@dataclass(frozen=True)
class Part:
    """A dataset's records in one period and area; `area_id` None is the whole city."""

    vintage: Vintage
    dataset: str
    layer: str
    area_id: str | None
    period: Period

    @property
    def answers(self) -> Answers:
        """The answers of the vintage."""
        return self.vintage.answers

    @property
    def key(self) -> tuple[str, ...]:
        """The values that identify this part."""
        return (
            self.vintage.city_id,
            self.vintage.vintage,
            self.dataset,
            self.layer,
            str(self.area_id),
            self.period.id,
        )

    @property
    def span(self) -> DatasetSpan:
        """The dataset's span in the manifest."""
        return self.vintage.manifest.datasets[self.dataset]

    @property
    def is_fair(self) -> bool:
        """Whether the records are a fair sample, so that shares and rates are meaningful."""
        return self.span.rates

    @property
    def settled(self) -> dt.date:
        """The last settled day; later days are provisional."""
        return self.span.settled_to

    @property
    def drawn_to(self) -> dt.date:
        """The last day of a chart by month, which includes provisional months after the period."""
        last = self.span.last_on
        if self.period.kind == "year":
            return min(last, dt.date(self.period.last.year, 12, 31))
        return last if self.period.kind in ("all", "last") else self.period.last

    @property
    def months(self) -> pl.DataFrame:
        """The months of a chart: month, is_provisional; months in a gap are left out."""
        calendar = pl.date_range(
            self.period.first.replace(day=1), self.drawn_to.replace(day=1), "1mo", eager=True
        )
        gaps = [
            pl.col("month").is_between(first, last)
            for first, last in self.vintage.gaps(standing_for(self.dataset))
        ]
        return (
            pl.DataFrame({"month": calendar})
            .filter(~pl.any_horizontal(pl.lit(value=False), *gaps))
            .with_columns(is_provisional=pl.col("month").dt.month_end() > self.settled)
        )

    @property
    def values(self) -> dict[str, Any]:
        """The bound values of every query about the part."""
        return {
            "layer": self.layer,
            "area_id": self.area_id,
            "first": self.period.first.replace(day=1),
            "last": self.period.last,
        }

    @property
    def drawn_values(self) -> dict[str, Any]:
        """The bound values of a query for a chart by month."""
        return {**self.values, "last": self.drawn_to}


def months_to(month: dt.date, count: int = 1) -> Period:
    """Return the period of as many whole months as end with `month`."""
    return Period("months", add_months(month, 1 - count), add_months(month, 1) - ONE_DAY)


def standing_for(dataset: str) -> Measure:
    """Return the measure that counts all records of a dataset."""
    return measures()[STANDING_FOR[dataset]]


def periods_of(vintage: Vintage, dataset: str) -> list[Period]:
    """Return the periods of a dataset: all, the last months, before and after each policy, and
    each year, newest first.

    The last months are whole and settled, and begin after any gap in the records. Before and after
    are the windows of a comparison by whole months; a dataset that is not a fair sample has
    neither. A year at the edge of the data has only the months inside the data.
    """
    measure = standing_for(dataset)
    first, settled = vintage.span(measure)
    periods = [Period("all", first, settled)]
    end = settled + dt.timedelta(days=1)
    whole = end.replace(day=1)
    gaps = vintage.gaps(measure)
    resumed = [last + dt.timedelta(days=1) for _, last in gaps if last < settled]
    start = max([add_months(whole, -LAST_MONTHS), *resumed])
    if first < start < whole:
        periods.append(Period("last", start, whole - dt.timedelta(days=1)))
    is_fair = vintage.manifest.datasets[dataset].rates
    for policy in vintage.policies if is_fair else ():
        try:
            stretch = vintage.stretch(measure, policy.effective_on)
            (before, after) = windows.around_policy(policy, stretch, by_month=True).periods
        except NoAnswer:
            continue
        periods += [Period("before", *before, policy), Period("after", *after, policy)]
    return periods + _years(first, settled, gaps)


def _years(first: dt.date, last: dt.date, gaps: list[tuple[dt.date, dt.date]]) -> list[Period]:
    """Return the years of a span, newest first, without years that lie wholly in a gap."""
    years = range(last.year, first.year - 1, -1)
    whole = [(dt.date(year, 1, 1), dt.date(year, 12, 31)) for year in years]
    return [
        Period("year", max(first, begins), min(last, ends))
        for begins, ends in whole
        if not any(start <= begins and ends <= end for start, end in gaps)
    ]


def usable_layers(vintage: Vintage, dataset: str) -> list[Layer]:
    """Return the layers in which enough of a dataset's records have an area."""
    return [
        layer for layer in vintage.city.layers if vintage.is_placed(standing_for(dataset), layer.id)
    ]
