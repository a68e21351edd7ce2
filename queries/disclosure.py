"""The disclosure rule, in one place: no small cell of a table that crosses a person's attribute.

Cells that cross race, age or sex with an area or a period go through `protect` before any page,
map, brief, address or file sees them (METHODS, section 10; docs/decisions/2026-11-disclosure.md).
"""

from functools import lru_cache

import polars as pl

from queries.catalog import UNKNOWN, Vintage
from queries.errors import NoAnswer
from queries.stats.suppression import UNBOUNDED, is_crossed, suppress

LOST = "*"
"""Stands for a cell of which nothing is told."""


ATTRIBUTES = ("race", "sex", "age_group")
"""What of the people in incidents with force is told only as protected counts."""

BY = ("year", "area")
"""Over which fixed parts: years, or areas of the layer for the public."""


@lru_cache(maxsize=64)
def people(vintage: Vintage, attribute: str, by: str) -> pl.DataFrame:
    """Return the people in incidents with force, by year or area: part, `attribute`, n, shown.

    All years, or all areas of the first layer and those unknown, and no other selection: counts
    over parts that overlap could be subtracted. Raises NoAnswer as `protect` does. Kept: do not
    change it.
    """
    if attribute not in ATTRIBUTES or by not in BY:
        raise NoAnswer("no_such_column", column=f"{attribute}, {by}", known=", ".join(ATTRIBUTES))
    layer = str(vintage.layer()["id"])
    counts = vintage.ask("people", {"layer": layer})
    crossed = counts.group_by(pl.col(by).alias("part"), attribute).agg(pl.col("n").sum())
    crossed = crossed.sort("part", attribute)
    if by == "area":
        named = crossed.join(_names(vintage, layer), on="part", how="left")
        named = named.sort(pl.col("part") == UNKNOWN, "name", attribute)
        crossed = named.select(pl.coalesce("name", "part").alias("part"), attribute, "n")
    return protect(crossed, "part", attribute, "n", vintage.city["smallest_cell"])


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


def _names(vintage: Vintage, layer: str) -> pl.DataFrame:
    """Return part (an area's id) and name, which tells apart areas that a redrawing parted."""
    areas = vintage.areas(layer).select(pl.col("area_id").alias("part"), "name")
    return areas.with_columns(
        pl.when(pl.col("name").is_duplicated())
        .then(pl.format("{} ({})", "name", "part"))
        .otherwise("name")
        .alias("name")
    )


def _text(low: int, high: int) -> str:
    if low == high:
        return str(low)
    if high < UNBOUNDED:
        return f"{low}–{high}"
    return f"{low}+" if low else LOST
