"""The table under a dataset's own count over time."""

import polars as pl

from dashboard.words import Words
from dashboard.words.records import records_table


def counts_table(months: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Return the records of each month or quarter, newest last."""
    table = months.select("month", "n", provisional="is_provisional")
    return records_table(table, "records.columns", words)
