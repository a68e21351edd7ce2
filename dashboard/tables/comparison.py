"""The tables under the charts: the same numbers, in the reader's words."""

import polars as pl

from dashboard.tables.answers import as_table
from dashboard.words import Words
from dashboard.words.sentences import counts_sentence
from queries.change.compare import Comparison
from queries.change.many_areas import StandOut, SteadiedChanges
from queries.stats.constants import CAUTION_EVENTS

COMPARED = (
    "area",
    "verdict",
    "before_events",
    "before_exposure",
    "before_rate",
    "after_events",
    "after_exposure",
    "after_rate",
    "ratio",
    "ratio_low",
    "ratio_high",
    "q",
)


def worded(found: Comparison, words: Words) -> pl.DataFrame:
    """Return the comparison's table with verdict_words, sentence, counts_words, range_words."""
    table = as_table(found, words)
    rows = table.to_dicts()
    ranges = [
        "–"
        if row["ratio_low"] is None
        else f"{words.number(row['ratio'], 2)} "
        f"({words.number(row['ratio_low'], 2)}–{words.number(row['ratio_high'], 2)})"
        for row in rows
    ]
    return table.with_columns(
        counts_words=pl.Series([counts_sentence(row, found, words) for row in rows]),
        range_words=pl.Series(ranges),
        is_caution=(pl.col("before_events") < CAUTION_EVENTS)
        | (pl.col("after_events") < CAUTION_EVENTS),
    )


def comparison_table(table: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Return a worded comparison as it is shown and taken away: rounded, named, city first."""
    return table.select(
        pl.col("area"),
        pl.col("verdict_words").alias("verdict"),
        pl.col("before_events"),
        pl.col("before_exposure").round(2),
        pl.col("before_rate").round(3),
        pl.col("after_events"),
        pl.col("after_exposure").round(2),
        pl.col("after_rate").round(3),
        pl.col("ratio", "ratio_low", "ratio_high").round(3),
        pl.col("q").round(4),
    ).rename({name: words.text(f"columns.{name}") for name in COMPARED})


def monthly_table(months: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Return a monthly series as it is shown and taken away, newest last."""
    named = months.select(
        pl.col("month").dt.strftime("%Y-%m"),
        pl.col("events"),
        pl.col("exposure").round(2),
        pl.col("rate", "low", "high").round(3),
        pl.col("is_provisional").alias("provisional"),
        pl.col("is_jump").alias("jump"),
    )
    return named.rename({name: words.text(f"columns.{name}") for name in named.columns})


def changes_table(changes: SteadiedChanges, found: Comparison, words: Words) -> pl.DataFrame:
    """Return the changes as recorded and steadied, with the weight of the area's own records."""
    named = changes.table.select(
        area=pl.Series([words.area(one, found.layer_name) for one in changes.table["area"]]),
        ratio=pl.col("ratio").round(3),
        steadied=pl.col("steadied").round(3),
        weight=pl.col("weight").round(2),
    )
    return _many(named, words)


def funnel_table(made: StandOut, found: Comparison, words: Words) -> pl.DataFrame:
    """Return every area's count beside the expected one, its limits and where it lies."""
    table = made.table
    named = table.select(
        area=pl.Series([words.area(one, found.layer_name) for one in table["area"]]),
        events="events",
        rate=pl.col("rate").round(3),
        expected=pl.col("expected").round(1),
        ratio_expected=pl.col("ratio").round(3),
        low=pl.col("low").round(3),
        high=pl.col("high").round(3),
        outer_low=pl.col("outer_low").round(3),
        outer_high=pl.col("outer_high").round(3),
        category=pl.Series([words.text(f"many.categories.{one}") for one in table["category"]]),
    )
    return _many(named, words)


def _many(table: pl.DataFrame, words: Words) -> pl.DataFrame:
    return table.rename({name: words.text(f"many.columns.{name}") for name in table.columns})
