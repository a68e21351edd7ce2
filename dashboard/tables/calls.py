"""The tables of the page Calls for service, for display and download."""

import polars as pl

from dashboard.words import Words, columns
from dashboard.words.records import category, minutes, records_table, share_columns
from queries.records.calls import OTHER
from queries.vintage.catalog import UNKNOWN

COLUMNS = "calls.columns"
TIMES = ("median_s", "median_low", "median_high", "slow_s", "slow_low", "slow_high")


def counted_table(rows: pl.DataFrame, names: list[str], words: Words) -> pl.DataFrame:
    """Return one row per name: calls, share of known calls, range."""
    table = rows.select(pl.Series("name", names, dtype=pl.String), "n", "rate", "low", "high")
    return records_table(share_columns(table), COLUMNS, words)


def counted_side(rows: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    """Return the known values for tables.panels; the first column of `rows` is the value."""
    named = rows.with_columns(label=pl.Series(names, dtype=pl.String))
    known = named.filter(pl.col(rows.columns[0]) != UNKNOWN).sort("n", descending=True)
    return known.select("label", "n", "low", "high", share="rate")


def outcome_names(outcomes: pl.DataFrame, words: Words) -> list[str]:
    """Return the names of the outcomes of calls, in the city's own words."""
    names = {
        OTHER: words.text("calls.other_outcomes"),
        UNKNOWN: category("call_category", UNKNOWN, words),
    }
    return [names.get(outcome, outcome) for outcome in outcomes["outcome"]]


def category_table(months: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Return the calls by month, one column per category, newest last."""
    names = sorted(months["category"].unique())
    wide = months.pivot(on="category", on_columns=names, index=["month", "is_provisional"])
    months_named = records_table(wide.select("month", provisional="is_provisional"), COLUMNS, words)
    categories = {name: category("call_category", name, words) for name in names}
    return pl.concat([months_named, wide.select(names).rename(categories)], how="horizontal")


def response_table(responses: pl.DataFrame, names: list[str], words: Words) -> pl.DataFrame:
    """Return one row per priority: timed calls, median and nine in ten in minutes, ranges."""
    table = responses.select(
        pl.Series("name", names, dtype=pl.String), timed="n", **_in_minutes(responses)
    )
    return records_table(table, COLUMNS, words)


def response_months_table(months: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Return response times by month, newest last."""
    table = months.select("month", timed="n", **_in_minutes(months), provisional="is_provisional")
    return records_table(table, COLUMNS, words)


def excluded_table(timed: dict[str, int], words: Words) -> pl.DataFrame:
    """Return the number of timed calls, and of untimed calls by reason."""
    table = pl.DataFrame(
        {
            "name": [words.text(f"calls.excluded.{reason}") for reason in timed],
            "n": list(timed.values()),
        }
    )
    return records_table(table, COLUMNS, words)


def crisis_months_table(months: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Return crisis calls by month and the share that another team answered, newest last."""
    table = months.select(
        "month",
        "rate",
        "low",
        "high",
        crisis_known="n",
        other_team="other_team",
        provisional="is_provisional",
    )
    return records_table(share_columns(table), COLUMNS, words)


def hours_table(hours: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Return the 168 hours of the week with their calls."""
    table = hours.select(
        weekday=columns.of_codes(hours["weekday"], "calls.weekdays", words),
        hour="hour",
        n="n",
        a_day=pl.col("a_day").round(2),
    )
    return records_table(table, COLUMNS, words)


def _in_minutes(rows: pl.DataFrame) -> dict[str, pl.Series]:
    return {
        name.removesuffix("_s"): pl.Series(
            [minutes(seconds) for seconds in rows[name]], dtype=pl.Float64
        )
        for name in TIMES
    }
