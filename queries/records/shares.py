"""The share of each row among rows with a known value, with its 95 % range."""

import numpy as np
import polars as pl

from queries.records.periods import Part
from queries.stats.rates import share

KNOWN_SHARE = 0.5
"""Minimum share of records with a known value; below it the known records may not represent all."""


def with_shares(table: pl.DataFrame, part: Part, is_known: pl.Expr) -> pl.DataFrame:
    """Return the table with rate, low, high: the share of n among the rows where `is_known` holds.

    They are null in the other rows, and in all rows if the records are not a fair sample or fewer
    than KNOWN_SHARE of them have a known value.
    """
    total = int(table.filter(is_known)["n"].sum())
    is_shown = part.is_fair and total >= KNOWN_SHARE * int(table["n"].sum())
    rates = share(table["n"].to_numpy(), np.full(len(table), float(total if is_shown else 0)))
    return table.with_columns(
        pl.when(is_known).then(pl.Series(rates[name]).fill_nan(None)).alias(name)
        for name in ("rate", "low", "high")
    )
