"""The tables under the charts of a comparison: the same numbers, named in words."""

from functools import lru_cache
from typing import Any

import polars as pl

from dashboard.tables.answers import as_table
from dashboard.words import Words, columns
from dashboard.words.ordinary import subject
from dashboard.words.sentences import counts_sentence
from queries.change.compare import Comparison
from queries.change.many_areas import StandOut
from queries.stats.constants import CAUTION_EVENTS

MOST_WORDED = 512
"""Comparisons in words in memory at once, with up to a few hundred rows each."""


@lru_cache(MOST_WORDED)
def worded(comparison: Comparison, words: Words) -> pl.DataFrame:
    """Return the comparison's table with verdict_words, sentence, counts_words, range_words."""
    table = as_table(comparison, words)
    return table.with_columns(
        counts_words=columns.of_rows(table, lambda row: counts_sentence(row, comparison, words)),
        range_words=columns.of_rows(table, lambda row: _range_words(row, words)),
        is_caution=(pl.col("before_events") < CAUTION_EVENTS)
        | (pl.col("after_events") < CAUTION_EVENTS),
    )


def comparison_table(table: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Return a worded comparison for display and download: rounded, named, city first.

    Rates come before counts, and what is seen with the other areas before what stands alone.
    """
    rounded = table.select(
        pl.col("area"),
        pl.col("verdict_words").alias("verdict"),
        pl.col("second_words").alias("stands_out"),
        pl.col("before_rate", "after_rate").round(3),
        pl.col("steadied", "steadied_low", "steadied_high").round(3),
        pl.col("ratio", "ratio_low", "ratio_high").round(3),
        pl.col("q").round(4),
        pl.col("before_events"),
        pl.col("before_exposure").round(2),
        pl.col("after_events"),
        pl.col("after_exposure").round(2),
    )
    return columns.headings(rounded, "columns", words)


def all_dates(comparison: Comparison, words: Words) -> pl.DataFrame:
    """Return on, ratio, is_own and kind_words of the city at its own date and at all others."""
    own = pl.DataFrame(
        {"on": [comparison.windows.after_from], "ratio": comparison.table["ratio"].head(1)}
    )
    dates = pl.concat(
        [
            comparison.dates.with_columns(is_own=pl.lit(value=False)),
            own.with_columns(is_own=pl.lit(value=True)),
        ]
    ).filter(pl.col("ratio").is_finite() & (pl.col("ratio") > 0))
    kinds = {
        True: words.text(f"{subject(comparison)}.own"),
        False: words.text("stands_out.other"),
    }
    kind_words = columns.of_values(dates["is_own"], lambda is_own: kinds[is_own])
    return dates.with_columns(kind_words=kind_words)


def dates_table(comparison: Comparison, words: Words) -> pl.DataFrame:
    """Return the city's change at every date for display and download, earliest first."""
    table = (
        all_dates(comparison, words)
        .sort("on")
        .select(
            month=pl.col("on").dt.strftime("%Y-%m"),
            date_kind="kind_words",
            ratio=pl.col("ratio").round(3),
        )
    )
    return columns.headings(table, "columns", words)


def monthly_table(months: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Return a monthly series for display and download, newest last."""
    table = months.select(
        pl.col("month").dt.strftime("%Y-%m"),
        pl.col("events"),
        pl.col("exposure").round(2),
        pl.col("rate", "low", "high").round(3),
        pl.col("is_provisional").alias("provisional"),
        pl.col("is_jump").alias("jump"),
    )
    return columns.headings(table, "columns", words)


def funnel_table(stand_out: StandOut, comparison: Comparison, words: Words) -> pl.DataFrame:
    """Return each area's count, expected count, limits, and position in the funnel."""
    table = stand_out.table.select(
        area=_area_names(stand_out.table, comparison, words),
        events="events",
        rate=pl.col("rate").round(3),
        expected=pl.col("expected").round(1),
        ratio_expected=pl.col("ratio").round(3),
        low=pl.col("low").round(3),
        high=pl.col("high").round(3),
        outer_low=pl.col("outer_low").round(3),
        outer_high=pl.col("outer_high").round(3),
        category=columns.of_codes(stand_out.table["category"], "many.categories", words),
    )
    return columns.headings(table, "many.columns", words)


def _area_names(table: pl.DataFrame, comparison: Comparison, words: Words) -> pl.Series:
    return columns.of_values(table["area"], lambda area: words.area(area, comparison.layer_name))


def _range_words(row: dict[str, Any], words: Words) -> str:
    """Return the ratio with its range: 0.81 (0.70–0.94); a dash if it is not defined."""
    if row["ratio_low"] is None:
        return "–"
    ratio, low, high = (words.number(row[key], 2) for key in ("ratio", "ratio_low", "ratio_high"))
    return f"{ratio} ({low}–{high})"
