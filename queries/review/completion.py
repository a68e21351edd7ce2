"""What recent months are likely to come to once all their records are in; part of no verdict.

The delay of records is learned from the city's own vintages: each hands on how many records every
month had when it was built.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import polars as pl

from queries.stats.completion import completed
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import Vintage

LEAST_MONTHS = 8
"""From fewer months, seen at the same age and settled since, no delay is learned."""

YEAR = 12
TABLE = "reported_months"


@dataclass(frozen=True)
class Completion:
    """Estimates for the months of a dataset that are still filling up, oldest first.

    `table` has month, so_far, likely, low, high (nine in ten), learned_from (the months behind the
    estimate); a month without LEAST_MONTHS of them has no row. `vintages` is the number of days at
    which the counts are known. Of the `scored` estimates that earlier vintages would have made for
    months that are settled by now, `held` have the number that came in their range.
    """

    table: pl.DataFrame
    vintages: int = 0
    scored: int = 0
    held: int = 0


@once_per_vintage
def completion(vintage: Vintage, dataset: str) -> Completion:
    """Return what the provisional months of a dataset are likely to come to."""
    span = vintage.manifest.datasets.get(dataset)
    if span is None or TABLE not in vintage.manifest.tables:
        return Completion(pl.DataFrame(schema=SCHEMA))
    return from_counts(vintage.ask(TABLE, {"dataset": dataset}), span.provisional_months)


def from_counts(counts: pl.DataFrame, provisional_months: int) -> Completion:
    """Return the completion of reached_on, month, records: the counts known at several days.

    Whole months count as settled once `provisional_months` others have followed them.
    """
    seen = _with_age(counts)
    days = seen["reached_on"].unique().sort().to_list()
    if not days:
        return Completion(pl.DataFrame(schema=SCHEMA))
    *earlier, today = days
    settled = _settled(seen, today, provisional_months)
    final = dict(settled.select("month", "records").iter_rows())
    scores = [
        estimate["low"] <= final[estimate["month"]] <= estimate["high"]
        for day in earlier
        for estimate in _estimates(seen, day, provisional_months)
        if estimate["month"] in final
    ]
    estimates = pl.DataFrame(_estimates(seen, today, provisional_months), schema=SCHEMA)
    return Completion(estimates, len(days), len(scores), sum(scores))


SCHEMA = {
    "month": pl.Date,
    "so_far": pl.Int64,
    "likely": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "learned_from": pl.Int64,
}


def _with_age(counts: pl.DataFrame) -> pl.DataFrame:
    """Return the counts of months that were over, with the number of whole months since."""
    over_by = pl.col("reached_on").dt.offset_by("1d")
    since, of_month = (
        day.dt.year().cast(pl.Int32) * YEAR + day.dt.month() for day in (over_by, pl.col("month"))
    )
    return counts.with_columns(age=since - of_month - 1).filter(pl.col("age") >= 0)


def _settled(seen: pl.DataFrame, day: dt.date, provisional_months: int) -> pl.DataFrame:
    return seen.filter(pl.col("reached_on") == day, pl.col("age") >= provisional_months)


def _estimates(seen: pl.DataFrame, day: dt.date, provisional_months: int) -> list[dict[str, Any]]:
    """Return the estimates that can be made from what was known on a day, oldest month first."""
    final = _settled(seen, day, provisional_months).select("month", final="records")
    before = seen.filter(pl.col("reached_on") < day).sort("reached_on")
    recent = seen.filter(pl.col("reached_on") == day, pl.col("age") < provisional_months)
    rows = []
    for row in recent.sort("month").to_dicts():
        as_old = before.filter(age=row["age"]).unique("month", keep="last")
        pairs = as_old.join(final, on="month")
        if len(pairs) < LEAST_MONTHS or not pairs["final"].sum():
            continue
        likely, low, high = completed(row["records"], pairs["records"], pairs["final"])
        rows.append(
            {
                "month": row["month"],
                "so_far": row["records"],
                "likely": likely,
                "low": low,
                "high": high,
                "learned_from": len(pairs),
            }
        )
    return rows
