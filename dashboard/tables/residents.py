"""The table of what residents say, for screen and file."""

import polars as pl

from dashboard.words import Words
from dashboard.words.columns import headings


def residents_table(answers: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Return one row per survey and question; `answers` as dashboard.words.residents.spoken."""
    table = answers.select(
        pl.col("starts_on", "ends_on").dt.strftime("%Y-%m-%d"),
        pl.col("topic_words").alias("topic"),
        "question",
        pl.col("value").round(1),
        pl.col("range_words").alias("range"),
        "n",
    )
    return headings(table, "residents.columns", words)
