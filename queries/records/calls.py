"""Calls for service: who starts them, their categories, response times, outcomes and hours."""

import numpy as np
import polars as pl

from queries.records.periods import Part
from queries.records.shares import with_shares
from queries.stats import Array
from queries.stats.quantiles import stepped_quantile
from queries.stats.rates import share
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import UNKNOWN

STARTERS = ("public", "officer", UNKNOWN)
RESPONDERS = ("police", "alternative", UNKNOWN)
CRISIS = "behavioral_crisis"
OTHER = "other"

MEDIAN, SLOW = 0.5, 0.9
"""The quantiles of response times that are shown: the median and the 90th percentile."""

WEEK_DAYS = 7
DAY_HOURS = 24


@once_per_vintage
def months(part: Part) -> pl.DataFrame:
    """Return the calls by month, category, initiated_by, priority and responder: n.

    They include provisional months; `settled` leaves them out.
    """
    return part.vintage.ask("call_months", part.drawn_values)


def settled(counts: pl.DataFrame, part: Part) -> pl.DataFrame:
    """Return the rows of `months` or `response_steps` inside the part's period."""
    return counts.filter(pl.col("month") <= part.period.last)


def starters(counts: pl.DataFrame, part: Part) -> pl.DataFrame:
    """Return initiated_by, n, rate, low, high; the denominator is calls with a known starter."""
    return _by("initiated_by", STARTERS, counts, part)


def categories(counts: pl.DataFrame, part: Part) -> pl.DataFrame:
    """Return category, n, rate, low, high, most calls first and unknown last.

    The denominator of a share is calls with a known category.
    """
    table = _by("category", tuple(counts["category"].unique()), counts, part)
    return table.sort(pl.col("category") == UNKNOWN, -pl.col("n"), "category")


def category_months(counts: pl.DataFrame, part: Part) -> pl.DataFrame:
    """Return month, category, n, is_provisional for every category in every month, with zeros."""
    names = counts.select(pl.col("category").unique())
    by_month = counts.group_by("month", "category").agg(pl.col("n").sum())
    return (
        part.months.join(names, how="cross")
        .join(by_month, on=["month", "category"], how="left")
        .with_columns(pl.col("n").fill_null(0))
        .sort("month", "category")
    )


def timed_starter(counts: pl.DataFrame) -> str:
    """Return whose calls are timed: public, or other (all but officers') if no starter is known.

    An officer who starts a call is already there, so the time of that call is not a wait.
    """
    return "public" if (counts["initiated_by"] == "public").any() else OTHER


def timed(counts: pl.DataFrame, part: Part) -> dict[str, int]:
    """Return the numbers of calls: all, officer (started by officers), unknown, untimed, timed.

    The last four add up to all. unknown is 0 where calls of unknown starter are timed too. Untimed
    are also calls whose times do not leave (data/sensitive.toml).
    """
    starter = timed_starter(counts)
    is_timed = _is_timed(starter)
    is_officer = pl.col("initiated_by") == "officer"
    timed_n = int(settled(response_steps(part, starter), part)["n"].sum())
    return {
        "all": int(counts["n"].sum()),
        "officer": int(counts.filter(is_officer)["n"].sum()),
        "unknown": int(counts.filter(~is_officer & ~is_timed)["n"].sum()),
        "untimed": int(counts.filter(is_timed)["n"].sum()) - timed_n,
        "timed": timed_n,
    }


@once_per_vintage
def response_steps(part: Part, starter: str) -> pl.DataFrame:
    """Return month, priority, from_s, n, seconds of timed calls, with provisional months.

    Calls whose times do not leave (data/sensitive.toml) are not among them.
    """
    if part.area_id is None:
        months = {name: part.drawn_values[name] for name in ("first", "last")}
        steps = part.vintage.ask("city_responses", months)
    else:
        steps = part.vintage.ask("call_responses", part.drawn_values)
    return steps.filter(_is_timed(starter)).drop("initiated_by")


def responses(steps: pl.DataFrame, part: Part) -> pl.DataFrame:
    """Return priority, n, median_s, median_low, median_high, slow_s, slow_low, slow_high.

    The first row is all calls (priority null, `is_all` true); then follows one row per priority,
    the most urgent first and unknown priority last. `slow` is the 90th percentile.
    """
    rows = settled(steps, part)
    overall = _quantiles(rows.with_columns(is_all=pl.lit(value=True)), ["is_all"])
    by_priority = _quantiles(rows, ["priority"]).with_columns(is_all=pl.lit(value=False))
    if by_priority["priority"].null_count() == len(by_priority):
        by_priority = by_priority.clear()
    return pl.concat(
        [overall, by_priority.sort("priority", nulls_last=True)], how="diagonal_relaxed"
    )


def response_months(steps: pl.DataFrame, part: Part, priority: int | None) -> pl.DataFrame:
    """Return month, is_provisional and the columns of `responses` by month, null without calls.

    `priority` None is all priorities.
    """
    rows = steps if priority is None else steps.filter(priority=priority)
    return part.months.join(_quantiles(rows, ["month"]), on="month", how="left").sort("month")


@once_per_vintage
def outcomes(part: Part) -> pl.DataFrame:
    """Return outcome, n, rate, low, high in the city's own words, unknown last.

    Outcomes after a city's twenty most frequent are "other". The denominator of a share is calls
    with a known outcome. Calls whose outcome does not leave (data/sensitive.toml) are not among
    them: `untold` counts them.
    """
    counts = part.vintage.ask("call_outcomes", part.values)
    table = with_shares(counts, part, pl.col("outcome") != UNKNOWN)
    last = pl.col("outcome").replace_strict({OTHER: 1, UNKNOWN: 2}, default=0)
    return table.sort(last, -pl.col("n"), "outcome")


def crisis_responders(counts: pl.DataFrame, part: Part) -> pl.DataFrame:
    """Return responder, n, rate, low, high for calls about a behavioral crisis.

    The denominator of a share is crisis calls with a known responder.
    """
    return _by("responder", RESPONDERS, counts.filter(category=CRISIS), part)


def crisis_share(counts: pl.DataFrame, part: Part) -> dict[str, float]:
    """Return n, total, rate, low, high: crisis calls among calls with a known category."""
    n = int(counts.filter(category=CRISIS)["n"].sum())
    total = int(counts.filter(pl.col("category") != UNKNOWN)["n"].sum())
    rates = share([n], [total if part.is_fair else 0])
    return {"n": n, "total": total, **{key: float(rates[key][0]) for key in RATE}}


RATE = ("rate", "low", "high")


def crisis_months(counts: pl.DataFrame, part: Part) -> pl.DataFrame:
    """Return month, n, other_team, rate, low, high, is_provisional of crisis calls.

    The rate is the share of crisis calls answered by a team other than police; its denominator, n,
    is crisis calls with a known responder.
    """
    answered = counts.filter((pl.col("category") == CRISIS) & (pl.col("responder") != UNKNOWN))
    by_month = answered.group_by("month").agg(
        pl.col("n").sum(),
        other_team=pl.col("n").filter(pl.col("responder") == "alternative").sum(),
    )
    table = part.months.join(by_month, on="month", how="left").with_columns(
        pl.col("n", "other_team").fill_null(0)
    )
    rates = share(table["other_team"].to_numpy(), table["n"].to_numpy())
    return table.with_columns(pl.Series(name, rates[name]).fill_nan(None) for name in RATE).sort(
        "month"
    )


@once_per_vintage
def hours(part: Part) -> pl.DataFrame:
    """Return weekday (0 Monday), hour, n, a_day for all 168 hours of the week, in local time.

    `a_day` is the mean number of calls in that hour per such day of the period. Calls whose time
    does not leave (data/sensitive.toml) are in no hour: `untold` counts them. The table is empty
    where the city publishes only dates.
    """
    counts = part.vintage.ask("week_hours", {"dataset": part.dataset, **part.values})
    if counts.filter(pl.col("hour") > 0).is_empty():
        return counts.with_columns(a_day=pl.lit(None, pl.Float64)).clear()
    week = pl.DataFrame({"weekday": range(WEEK_DAYS)}).join(
        pl.DataFrame({"hour": range(DAY_HOURS)}), how="cross"
    )
    days = pl.DataFrame({"weekday": range(WEEK_DAYS), "days": _weekdays(part)})
    return (
        week.cast(pl.Int32)
        .join(counts, on=["weekday", "hour"], how="left")
        .join(days.cast({"weekday": pl.Int32}), on="weekday")
        .with_columns(pl.col("n").fill_null(0))
        .select("weekday", "hour", "n", a_day=pl.col("n") / pl.col("days"))
        .sort("weekday", "hour")
    )


def untold(part: Part) -> int:
    """Return of how many of the part's calls neither times nor outcome leave.

    They are in no hour, no response time and no outcome.
    """
    counts = settled(months(part), part)
    return int(counts["n"].sum()) - int(outcomes(part)["n"].sum())


def _by(column: str, names: tuple[str, ...], counts: pl.DataFrame, part: Part) -> pl.DataFrame:
    by_name = counts.group_by(column).agg(pl.col("n").sum())
    table = pl.DataFrame({column: names}, schema={column: pl.String})
    table = table.join(by_name, on=column, how="left", maintain_order="left").with_columns(
        pl.col("n").fill_null(0)
    )
    is_known = pl.col(column) != UNKNOWN
    return with_shares(table.filter(is_known | (pl.col("n") > 0)), part, is_known)


def _is_timed(starter: str) -> pl.Expr:
    if starter == "public":
        return pl.col("initiated_by") == "public"
    return pl.col("initiated_by") != "officer"


def _quantiles(rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Return one row per group: n, and the median and 90th percentile in seconds with ranges."""
    summed = rows.group_by(*by, "from_s").agg(pl.col("n", "seconds").sum())
    groups = summed.select(by).unique(maintain_order=True).with_row_index("row")
    steps = summed.select(pl.col("from_s").unique().sort()).with_row_index("column")
    cells = summed.join(groups, on=by, nulls_equal=True).join(steps, on="from_s")
    counts, sums = (np.zeros((len(groups), max(len(steps), 1))) for _ in range(2))
    where = (cells["row"].to_numpy(), cells["column"].to_numpy())
    counts[where], sums[where] = cells["n"].to_numpy(), cells["seconds"].to_numpy()
    return groups.drop("row").with_columns(
        pl.Series("n", counts.sum(axis=1), dtype=pl.Int64), **_quantile_columns(counts, sums)
    )


def _quantile_columns(counts: Array, sums: Array) -> dict[str, pl.Series]:
    columns = {}
    for name, part in (("median", MEDIAN), ("slow", SLOW)):
        quantiles = stepped_quantile(counts, sums, part)
        for column, key in (("s", "value"), ("low", "low"), ("high", "high")):
            columns[f"{name}_{column}"] = pl.Series(quantiles[key], dtype=pl.Float64).fill_nan(None)
    return columns


def _weekdays(part: Part) -> list[int]:
    """Return the number of Mondays, Tuesdays, … in the period."""
    days = (part.period.last - part.period.first).days + 1
    first = part.period.first.weekday()
    weeks, rest = divmod(days, WEEK_DAYS)
    return [weeks + ((day - first) % WEEK_DAYS < rest) for day in range(WEEK_DAYS)]
