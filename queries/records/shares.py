"""The share of each row among the rows that are known, with its range."""

import numpy as np
import polars as pl

from queries.records.periods import Part
from queries.stats.rates import share

KNOWN_SHARE = 0.5
"""Where less than this part of the records is known, the known ones may be unlike the others."""


def with_shares(table: pl.DataFrame, part: Part, is_known: pl.Expr) -> pl.DataFrame:
    """Return a table with rate, low, high: n among the rows that `is_known` picks.

    Null in the other rows, and everywhere if the records are no fair sample or too few are known.
    """
    total = int(table.filter(is_known)["n"].sum())
    is_told = part.is_fair and total >= KNOWN_SHARE * int(table["n"].sum())
    rates = share(table["n"].to_numpy(), np.full(len(table), float(total if is_told else 0)))
    return table.with_columns(
        pl.when(is_known).then(pl.Series(rates[name]).fill_nan(None)).alias(name)
        for name in ("rate", "low", "high")
    )
