"""The disclosure rule, in one place: no small cell of a table that crosses a person's attribute.

Counts that cross race, age or sex with an area or a period are made here for every page, chart and
file. All such counts about the same people are protected together, so that no two of them tell
what one hides (docs/decisions/2026-11-disclosure.md).
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from queries.declared.fields import datasets
from queries.errors import NoAnswer
from queries.records import benchmarks
from queries.stats.suppression import (
    UNBOUNDED,
    Counts,
    Groups,
    SuppressedTable,
    can_protect,
    suppress,
)
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import UNKNOWN, Vintage

LOST = "*"
"""Stands for a cell of which nothing is told."""

ATTRIBUTES = {
    dataset.name: {
        field.name: str(field.vocabulary) for field in dataset.fields if field.is_protected
    }
    for dataset in datasets().values()
    if any(field.is_protected for field in dataset.fields)
}
"""By dataset, what is told only as protected counts, and its vocabulary in the dictionary.

Counted are the people in incidents with force, once for each incident; complaints, by the one
complainant whom core.complaints holds; and allegations, by the officer each one is about.
"""

BY = ("year", "area")
"""Over which fixed parts: years, or areas of the layer for the public."""


def attributes(vintage: Vintage, dataset: str) -> list[str]:
    """Return the attributes that a city publishes of a dataset's people."""
    return [attribute for attribute in ATTRIBUTES[dataset] if vintage.publishes(dataset, attribute)]


def parts(vintage: Vintage, dataset: str, attribute: str) -> list[str]:
    """Return by which of BY there is more than the total: no areas where none is known."""
    cells = _cells(vintage, dataset, attribute)
    return [by for by in BY if by == "year" or cells[by].n_unique() > 1]


def counts(vintage: Vintage, dataset: str, attribute: str, by: str) -> pl.DataFrame:
    """Return part, value, n, shown: a dataset's people by year or area and attribute.

    All years, or all areas of the first layer and those unknown, and no other selection. See
    `protect` for n and shown. Raises NoAnswer where the city does not publish the attribute, and
    where a table this small cannot be shown at all.
    """
    known_attributes = attributes(vintage, dataset) if dataset in ATTRIBUTES else []
    if attribute not in known_attributes or by not in BY:
        raise NoAnswer(
            "no_such_column", column=f"{attribute}, {by}", known=", ".join(known_attributes)
        )
    table = told(vintage, dataset, attribute, by)
    if by == "area":
        areas = table.join(_names(vintage), on="part", how="left", maintain_order="left")
        areas = areas.sort(pl.col("part") == UNKNOWN, "name", maintain_order=True)
        return areas.select(pl.coalesce("name", "part").alias("part"), "value", "n", "shown")
    return table


def told(vintage: Vintage, dataset: str, attribute: str, part: str) -> pl.DataFrame:
    """Return one table of `_protected`; raise NoAnswer if it cannot be shown."""
    tables = _protected(vintage, dataset, attribute)
    if part not in tables:
        raise NoAnswer("too_few_to_cross", smallest=vintage.city.smallest_cell)
    return tables[part]


@once_per_vintage
def _protected(vintage: Vintage, dataset: str, attribute: str) -> dict[str, pl.DataFrame]:
    """Return every table of an attribute that leaves, by what it is crossed with.

    `year` and `area`; of people in incidents with force also `is_latest` ("true" in the years of
    Use of force) and, where races are set beside benchmarks, `is_compared` ("true" in the years
    compared). A table that cannot be protected is left out; the comparison is given up first.

    """
    cells = _cells(vintage, dataset, attribute)
    smallest = vintage.city.smallest_cell
    if dataset != "persons":
        return protect(cells, BY, smallest)
    cells = _with_period(cells, "is_latest", benchmarks.years(vintage))
    plain = _with_totals(cells, ["is_latest"], smallest)
    if attribute != "race" or not benchmarks.against(vintage).is_enough:
        return plain
    # an exchange must leave the number of incidents of each race: of people alone in theirs it does
    cells = _with_period(cells, "is_compared", benchmarks.against(vintage).years)
    cells = cells.with_columns(free_n=pl.col("alone_n"))
    tables = _with_totals(cells, ["is_latest", "is_compared"], smallest)
    return tables if {*plain, "is_compared"} <= tables.keys() else plain


def _with_totals(cells: pl.DataFrame, periods: list[str], smallest: int) -> dict[str, pl.DataFrame]:
    """Return the tables by BY and by periods; a period of all years is the total, which is shown.

    Of a single year it is not shown where that year's table is not.
    """
    crossed = [name for name in periods if cells[name].n_unique() > 1]
    tables = protect(cells, (*BY, *crossed), smallest)
    if "year" not in tables:
        return tables
    return tables | {name: _whole(cells, name) for name in periods if name not in crossed}


def protect(cells: pl.DataFrame, across: Sequence[str], smallest: int) -> dict[str, pl.DataFrame]:
    """Return tables of a value by each column of `across`, protected together, by column.

    `cells` has a row per group of people: the columns of `across` (text), `value`, `n` (how many)
    and `free_n` (how many of them may be thought to have another value with nothing else that is
    told becoming untrue). A table has every row × value once, as `part`, `value`, `n` (null where
    hidden) and `shown`: the number; 1–4 for a cell under `smallest` = 5; 5+ for another cell hidden
    for its sake; * where even that would tell. Zeros are shown unless a small cell needs one, and
    UNKNOWN is shown: it is no value, and Data quality tells it by month. Totals may be shown
    beside it. Choose rows from a table, never protect some of them by themselves.

    A table is left out if there is a small cell and only one row, or one value, holds anybody
    else, for the totals then are the cells.
    """
    stated = cells.filter(pl.col("value") != UNKNOWN)
    tables = {name: _whole(cells, name) for name in across}
    if stated.is_empty():
        return tables
    groups = _groups(stated, across, smallest)
    protectable = [at for at in range(len(across)) if can_protect(groups, at)]
    hidden = suppress(replace(groups, rows=tuple(groups.rows[at] for at in protectable)))
    for at, ranges in zip(protectable, hidden, strict=True):
        table = tables[across[at]]
        tables[across[at]] = table.join(
            _ranges(stated, across[at], ranges),
            on=["part", "value"],
            how="left",
            maintain_order="left",
        ).select(
            "part",
            "value",
            n=pl.when(pl.col("text").is_null()).then("n"),
            shown=pl.coalesce("text", "shown"),
        )
    return {across[at]: tables[across[at]] for at in protectable}


@once_per_vintage
def _cells(vintage: Vintage, dataset: str, attribute: str) -> pl.DataFrame:
    """Return year, area, value, n, free_n of a dataset's people; alone_n of those in force."""
    people = vintage.ask(dataset, {"layer": vintage.layer().id}, "protected")
    return (
        people.group_by("year", "area", pl.col(attribute).alias("value"))
        .agg(pl.col("^(n|alone_n)$").sum().cast(pl.Int64))
        .with_columns(free_n="n")
        .sort("year", "area", "value")
    )


def _with_period(cells: pl.DataFrame, name: str, years: Sequence[int]) -> pl.DataFrame:
    is_in = pl.col("year").is_in([str(year) for year in years])
    return cells.with_columns(is_in.cast(pl.String).alias(name))


def _whole(cells: pl.DataFrame, name: str) -> pl.DataFrame:
    """Return part, value, n and shown of every row × value, nothing hidden yet."""
    rows = cells.select(pl.col(name).unique().sort().alias("part"))
    values = cells.select(pl.col("value").unique().sort())
    summed = cells.group_by(pl.col(name).alias("part"), "value").agg(pl.col("n").sum())
    return (
        rows.join(values, how="cross", maintain_order="left_right")
        .join(summed, on=["part", "value"], how="left", maintain_order="left")
        .with_columns(pl.col("n").fill_null(0))
        .with_columns(shown=pl.col("n").cast(pl.String))
    )


def _groups(stated: pl.DataFrame, across: Sequence[str], smallest: int) -> Groups:
    return Groups(
        rows=tuple(_places(stated[name]) for name in across),
        values=_places(stated["value"]),
        people=stated["n"].to_numpy(),
        free=stated["free_n"].to_numpy(),
        smallest=smallest,
    )


def _places(column: pl.Series) -> Counts:
    """Return where each entry stands among the column's sorted values."""
    positions: Counts = np.unique(column.to_numpy(), return_inverse=True)[1].astype(np.int64)
    return positions


def _ranges(stated: pl.DataFrame, name: str, hidden: SuppressedTable) -> pl.DataFrame:
    """Return part, value and text of the cells that are hidden."""
    at = np.argwhere(hidden.lows < hidden.highs)
    rows, values = (stated[cell].unique().sort() for cell in (name, "value"))
    texts = [_text(int(hidden.lows[cell]), int(hidden.highs[cell])) for cell in map(tuple, at)]
    return pl.DataFrame(
        {
            "part": rows[at[:, 0]],
            "value": values[at[:, 1]],
            "text": pl.Series(texts, dtype=pl.String),
        }
    )


def _names(vintage: Vintage) -> pl.DataFrame:
    """Return part (an area's id) and name, which tells apart areas that a redrawing parted."""
    areas = vintage.areas(vintage.layer().id).select(part="area_id", name="name")
    return areas.with_columns(
        pl.when(pl.col("name").is_duplicated())
        .then(pl.format("{} ({})", "name", "part"))
        .otherwise("name")
        .alias("name")
    )


def _text(low: int, high: int) -> str:
    if high < UNBOUNDED:
        return f"{low}–{high}"
    return f"{low}+" if low else LOST
