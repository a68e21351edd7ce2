"""The disclosure rule, in one place: no small cell of a table that crosses a person's attribute.

Cells that cross race, age or sex with an area or a period go through `protect` before any page,
map, brief, address or file sees them (METHODS, section 10; docs/decisions/2026-11-disclosure.md).
"""

import polars as pl

from queries.errors import NoAnswer
from queries.stats.suppression import UNBOUNDED, is_crossed, suppress

LOST = "*"
"""Stands for a cell of which nothing is told."""


def protect(table: pl.DataFrame, rows: str, columns: str, n: str, smallest: int) -> pl.DataFrame:
    """Return a two-way table, row by row, with what may be shown of each cell.

    `table` has a row per cell: `rows`, `columns` and the count `n`; a cell that is not there
    counts as 0, and one that is there twice as the sum. The answer holds every cell once, as
    `rows`, `columns`, `n` (null where hidden) and `shown`: the number; 1–4 for a cell under
    `smallest` = 5; 5+ for another cell hidden for its sake; * where even that would tell. Zeros
    are shown unless a small cell needs one. Totals of rows and columns may be shown beside it, if
    they are those of the whole table: protect the whole table first, then choose rows of it.

    Raises NoAnswer if there is a small cell and only one row or one column holds anything, for
    the totals then are the cells.
    """
    across = table.select(pl.col(rows).unique(maintain_order=True)).with_row_index("row")
    down = table.select(pl.col(columns).unique(maintain_order=True)).with_row_index("column")
    cells = table.group_by(rows, columns).agg(pl.col(n).sum())
    whole = (
        across.join(down, how="cross")
        .join(cells, on=[rows, columns], how="left", nulls_equal=True)
        .sort("row", "column")
        .with_columns(pl.col(n).fill_null(0).cast(pl.Int64))
    )
    counts = whole[n].to_numpy().reshape(len(across), len(down))
    is_small = (counts > 0) & (counts < smallest)
    if is_small.any() and not is_crossed(counts):
        raise NoAnswer("too_few_to_cross", smallest=smallest)
    lows, highs = suppress(counts, smallest)
    told = [_text(int(low), int(high)) for low, high in zip(lows.flat, highs.flat, strict=True)]
    hidden = pl.Series((lows < highs).flatten())
    return whole.select(
        rows,
        columns,
        pl.when(~hidden).then(pl.col(n)).alias(n),
        pl.Series("shown", told, dtype=pl.String),
    )


def _text(low: int, high: int) -> str:
    if low == high:
        return str(low)
    if high < UNBOUNDED:
        return f"{low}–{high}"
    return f"{low}+" if low else LOST
