"""A dataset's own count by month or quarter, from the first record to the last."""

import datetime as dt
from dataclasses import dataclass, replace

import polars as pl

from queries.dates import QUARTER, add_months
from queries.records import calls
from queries.records.periods import LAST_MONTHS, Part, periods_of
from queries.stats.constants import CAUTION_EVENTS
from queries.vintage.answers import once_per_vintage
from queries.vintage.recording import recording_changes

MOSTLY = 0.5
"""If this share of the settled months or more has few records, a line by month is mostly noise."""


@dataclass(frozen=True)
class LastYear:
    """The records of the last twelve settled months, `first` to `last`, and of those before.

    `before` is None if the two cannot be set side by side: the records do not reach back, have a
    gap, or what is recorded changed in between.
    """

    first: dt.date
    last: dt.date
    n: int
    before: int | None


def whole(part: Part) -> Part:
    """Return the part with all its settled months as its period."""
    return replace(part, period=periods_of(part.vintage, part.dataset)[0])


@once_per_vintage
def by_month(part: Part) -> pl.DataFrame:
    """Return month, n, is_provisional of all time, whatever the part's period, oldest first.

    n counts the records of the part's area; months in a gap are left out, others without a record
    have 0.
    """
    every = whole(part)
    table = every.months.join(_counts(every), on="month", how="left", maintain_order="left")
    return table.select("month", pl.col("n").fill_null(0), "is_provisional")


def by_quarter(months: pl.DataFrame) -> pl.DataFrame:
    """Return month (the first of a quarter), n, is_provisional of the quarters that are whole."""
    return (
        months.group_by(pl.col("month").dt.truncate("1q"), maintain_order=True)
        .agg(pl.col("n").sum(), pl.col("is_provisional").any(), months=pl.len())
        .filter(pl.col("months") == QUARTER)
        .drop("months")
    )


def is_thin(months: pl.DataFrame) -> bool:
    """Return whether most settled months have fewer than CAUTION_EVENTS records."""
    counts = months.filter(~pl.col("is_provisional"))["n"]
    return int((counts < CAUTION_EVENTS).sum()) >= MOSTLY * len(counts)


def last_year(part: Part) -> LastYear | None:
    """Return the last twelve settled months beside those before; None if there are no twelve."""
    settled = by_month(part).filter(~pl.col("is_provisional"))
    months = settled["month"].to_list()
    if not months:
        return None
    last = months[-1]
    start = add_months(last, 1 - LAST_MONTHS)
    earlier = add_months(start, -LAST_MONTHS)
    n = _sum(settled, start, last)
    if n is None:
        return None
    end = add_months(last, 1) - dt.timedelta(days=1)
    changed = recording_changes(part.vintage, [part.dataset], earlier, end)
    is_whole = part.span.first_on <= earlier and not changed
    before = _sum(settled, earlier, add_months(start, -1)) if is_whole else None
    return LastYear(start, end, n, before)


def _sum(months: pl.DataFrame, first: dt.date, last: dt.date) -> int | None:
    """Return the records of twelve months; None if one of them is not there."""
    counts = months.filter(pl.col("month").is_between(first, last))["n"]
    return int(counts.sum()) if len(counts) == LAST_MONTHS else None


def _counts(every: Part) -> pl.DataFrame:
    """Return month and n of the months with records."""
    place = {"layer": every.layer, "area_id": every.area_id}
    if every.dataset == "force":
        return every.vintage.ask("force_months", place)
    if every.dataset == "complaints":
        return every.vintage.ask("complaint_backlog", place).select("month", n="received")
    return calls.months(every).group_by("month").agg(pl.col("n").sum())
