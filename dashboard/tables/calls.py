"""The tables of the page Calls for service: what is shown is what is taken away."""

import polars as pl

from dashboard.words import Words
from dashboard.words.records import category, minutes, named, share_columns
from queries.records.calls import OTHER
from queries.vintage.catalog import UNKNOWN

COLUMNS = "calls.columns.{}"
TIMES = ("median_s", "median_low", "median_high", "slow_s", "slow_low", "slow_high")


def counted_table(rows: pl.DataFrame, names: list[str], words: Words) -> pl.DataFrame:
    """Return one row per name: calls, share of those known, range."""
    table = rows.select(pl.Series("name", names, dtype=pl.String), "n", "rate", "low", "high")
    return named(share_columns(table), COLUMNS, words)


def outcome_names(outcomes: pl.DataFrame, words: Words) -> list[str]:
    """Return what calls ended in, in the city's own words."""
    said = {
        OTHER: words.text("calls.other_outcomes"),
        UNKNOWN: category("call_category", UNKNOWN, words),
    }
    return [said.get(one, one) for one in outcomes["outcome"]]


def category_table(months: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Return the calls of every month, one column per category, newest last."""
    names = sorted(months["category"].unique())
    wide = months.pivot(on="category", on_columns=names, index=["month", "is_provisional"])
    headed = named(wide.select("month", provisional="is_provisional"), COLUMNS, words)
    said = {one: category("call_category", one, words) for one in names}
    return pl.concat([headed, wide.select(names).rename(said)], how="horizontal")


def response_table(responses: pl.DataFrame, names: list[str], words: Words) -> pl.DataFrame:
    """Return one row per priority: timed calls, median and nine in ten in minutes, ranges."""
    table = responses.select(
        pl.Series("name", names, dtype=pl.String), timed="n", **_in_minutes(responses)
    )
    return named(table, COLUMNS, words)


def response_months_table(months: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Return the same for every month, newest last."""
    table = months.select("month", timed="n", **_in_minutes(months), provisional="is_provisional")
    return named(table, COLUMNS, words)


def excluded_table(timed: dict[str, int], words: Words) -> pl.DataFrame:
    """Return how many calls are timed and why the others are not."""
    table = pl.DataFrame(
        {
            "name": [words.text(f"calls.excluded.{one}") for one in timed],
            "n": list(timed.values()),
        }
    )
    return named(table, COLUMNS, words)


def crisis_months_table(months: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Return crisis calls by month and the share another team answered, newest last."""
    table = months.select(
        "month",
        "rate",
        "low",
        "high",
        crisis_known="n",
        other_team="other_team",
        provisional="is_provisional",
    )
    return named(share_columns(table), COLUMNS, words)


def hours_table(hours: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Return the 168 hours of the week with their calls."""
    table = hours.select(
        weekday=pl.Series([words.text(f"calls.weekdays.{one}") for one in hours["weekday"]]),
        hour="hour",
        n="n",
        a_day=pl.col("a_day").round(2),
    )
    return named(table, COLUMNS, words)


def _in_minutes(rows: pl.DataFrame) -> dict[str, pl.Series]:
    return {
        name.removesuffix("_s"): pl.Series([minutes(one) for one in rows[name]], dtype=pl.Float64)
        for name in TIMES
    }
