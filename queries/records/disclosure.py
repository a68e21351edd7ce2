"""Counts of people by race, age or sex with small cells suppressed: the disclosure rule.

Every count that crosses one of these attributes with an area or a period is made here, for pages,
charts and files alike. All tables about the same people are protected together, so that no
suppressed cell can be recovered from two of them (docs/decisions/2026-11-disclosure.md).
"""

from collections.abc import Sequence

import numpy as np
import polars as pl

from queries.declared.fields import datasets
from queries.errors import NoAnswer
from queries.records import benchmarks, released
from queries.stats.suppression import (
    UNBOUNDED,
    Counts,
    Flags,
    Groups,
    SuppressedTable,
    suppress_all,
)
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import UNKNOWN, Vintage

LOST = "*"
"""The text of a cell for which no interval can be published."""

ATTRIBUTES = {
    dataset.name: {
        field.name: str(field.vocabulary) for field in dataset.fields if field.is_protected
    }
    for dataset in datasets().values()
    if any(field.is_protected for field in dataset.fields)
}
"""By dataset, the protected attributes and their vocabularies in the dictionary.

The counts are of people in incidents with force, once for each incident; of complaints, by the one
complainant in core.complaints; and of allegations, by the officer each allegation is about.
"""

BY = ("year", "area")
"""What an attribute can be crossed with: years, or areas of the layer for the public."""


def attributes(vintage: Vintage, dataset: str) -> list[str]:
    """Return the protected attributes of a dataset that the city publishes."""
    return [attribute for attribute in ATTRIBUTES[dataset] if vintage.publishes(dataset, attribute)]


def parts(vintage: Vintage, dataset: str, attribute: str) -> list[str]:
    """Return the values of BY that can be used: areas only where some record has an area."""
    cells = _cells(vintage, dataset, attribute)
    return [by for by in BY if by == "year" or cells[by].n_unique() > 1]


def counts(vintage: Vintage, dataset: str, attribute: str, by: str) -> pl.DataFrame:
    """Return part, value, n, shown: a dataset's people by attribute and by year or area.

    The table always has all years, or all areas of the first layer and the unknown area. `protect`
    describes n and shown. Raises NoAnswer where the city does not publish the attribute, and where
    the counts are too few to be protected.
    """
    known_attributes = attributes(vintage, dataset) if dataset in ATTRIBUTES else []
    if attribute not in known_attributes or by not in BY:
        raise NoAnswer(
            "no_such_column", column=f"{attribute}, {by}", known=", ".join(known_attributes)
        )
    table = protected_table(vintage, dataset, attribute, by)
    if by == "area":
        areas = table.join(_names(vintage), on="part", how="left", maintain_order="left")
        areas = areas.sort(pl.col("part") == UNKNOWN, "name", "part", "value")
        return areas.select(pl.coalesce("name", "part").alias("part"), "value", "n", "shown")
    return table


@once_per_vintage
def waiting(vintage: Vintage, dataset: str, attribute: str, by: str) -> int:
    """Return how many people of known value the table by year or area has among the unknown."""
    if not released.has_release(vintage):
        return 0
    counted = released.people(vintage, dataset, attribute)
    if by == "area":
        counted = counted.filter("in_area")
    known = people(vintage, dataset).filter(pl.col(attribute) != UNKNOWN)
    return max(0, int(known["n"].sum()) - int(counted["n"].sum()))


def protected_table(vintage: Vintage, dataset: str, attribute: str, part: str) -> pl.DataFrame:
    """Return one table of `tables`; raise NoAnswer if it cannot be protected."""
    published = tables(vintage, dataset, attribute)
    if part not in published:
        raise NoAnswer("too_few_to_cross", smallest=vintage.city.smallest_cell)
    return published[part]


@once_per_vintage
def tables(vintage: Vintage, dataset: str, attribute: str) -> dict[str, pl.DataFrame]:
    """Return the tables of an attribute that are published, by the column it is crossed with.

    A vintage keeps them from its publication on (queries.records.releases); without, it is shown as
    a first one.
    """
    if not released.has_release(vintage):
        return first_tables(vintage, dataset, attribute)
    published = released.cells(vintage, dataset, attribute)
    return {
        str(part_of): rows.select("part", "value", "n", "shown")
        for (part_of,), rows in published.group_by("part_of", maintain_order=True)
    }


def first_tables(vintage: Vintage, dataset: str, attribute: str) -> dict[str, pl.DataFrame]:
    """Return the tables of a vintage before which none was published.

    The columns are `year` and `area`; for people in incidents with force also `is_latest` ("true"
    in the years shown on Use of force) and, where races are compared with benchmarks,
    `is_compared` ("true" in the years compared). A table that cannot be protected is left out. If
    not all tables can be protected together, `is_compared` is left out first.
    """
    cells = _cells(vintage, dataset, attribute)
    smallest = vintage.city.smallest_cell
    if dataset != "persons":
        return protect(cells, BY, smallest)
    cells = _with_period(cells, "is_latest", benchmarks.latest_years(vintage))
    plain = _with_totals(cells, ["is_latest"], smallest)
    if attribute != "race" or not benchmarks.race_benchmarks(vintage).is_enough:
        return plain
    # the incidents of each race in these years are published too: only a swap of people who are the
    # only person in their incident leaves those numbers unchanged
    cells = _with_period(cells, "is_compared", benchmarks.race_benchmarks(vintage).years)
    is_counted = pl.col("is_compared") == "true"
    cells = cells.with_columns(free_n=pl.when(is_counted).then("alone_n").otherwise("n"))
    if _has_bound_people(cells):
        return plain
    tables = _with_totals(cells, ["is_latest", "is_compared"], smallest)
    return tables if {*plain, "is_compared"} <= tables.keys() else plain


def _with_totals(cells: pl.DataFrame, periods: list[str], smallest: int) -> dict[str, pl.DataFrame]:
    """Return the tables by BY and by `periods`.

    A period that covers all years, or none, is the total, which is shown in full. It is left out if
    the table by year is left out, because with a single year the total is that year.
    """
    crossed = [name for name in periods if cells[name].n_unique() > 1]
    tables = protect(cells, (*BY, *crossed), smallest)
    if "year" not in tables:
        return tables
    return tables | {name: _whole(cells, name) for name in periods if name not in crossed}


def protect(cells: pl.DataFrame, across: Sequence[str], smallest: int) -> dict[str, pl.DataFrame]:
    """Return one table per column of `across`, all protected together, by column.

    `cells` has one row per group of people: the columns of `across` (text), `value`, `n` (people),
    `free_n` (people whose value may be swapped without contradicting another published number),
    `first_record` and `last_record` (of the published records that list them). A table has every
    row × value once: `part`, `value`, `n` (null where suppressed) and `shown`. `shown` is the
    number; with `smallest` = 5 it is 1–4 for a small cell, 5+ for a cell of complementary
    suppression, and * where no interval can be published, as in cells of a narrow row
    (queries.stats.suppression). Any other zero is shown unless it is needed for complementary
    suppression. UNKNOWN is always shown: it is not a value of the attribute, and Data quality
    publishes it by month. It hides nobody either: a row whose known people have one value is narrow
    however many are unknown. Totals may be shown beside the table. A page may select rows of a
    table but must not protect a subset of rows on its own.

    A table is left out if it has a primary cell and its people all stand in one row or have one
    value, because its totals are then its cells.
    """
    stated = cells.filter(pl.col("value") != UNKNOWN)
    tables = {name: _whole(cells, name) for name in across}
    if stated.is_empty():
        return tables
    suppressed = suppress_all(_groups(stated, across, smallest))
    return {
        across[at]: tables[across[at]]
        .join(
            _ranges(stated, across[at], ranges),
            on=["part", "value"],
            how="left",
            maintain_order="left",
        )
        .select(
            "part",
            "value",
            n=pl.when(pl.col("text").is_null()).then("n"),
            shown=pl.coalesce("text", "shown"),
        )
        for at, ranges in suppressed.items()
    }


def people(vintage: Vintage, dataset: str) -> pl.DataFrame:
    """Return the people of each record by year, area of the first layer and attributes."""
    return vintage.ask(dataset, {"layer": vintage.layer().id}, "protected")


@once_per_vintage
def _cells(vintage: Vintage, dataset: str, attribute: str) -> pl.DataFrame:
    """Return year, area, value, n, free_n, first_record and last_record of a dataset's people.

    For incidents with force also alone_n: people who are the only person in their incident.
    """
    return (
        people(vintage, dataset)
        .group_by("year", "area", pl.col(attribute).alias("value"))
        .agg(
            pl.col("^(n|alone_n)$").sum().cast(pl.Int64),
            first_record=pl.col("record").min(),
            last_record=pl.col("record").max(),
        )
        .with_columns(free_n="n")
        .sort("year", "area", "value")
    )


def _has_bound_people(cells: pl.DataFrame) -> bool:
    """Return whether somebody who cannot be swapped is of a year and area that have one value."""
    stated = cells.filter(pl.col("value") != UNKNOWN)
    places = stated.group_by("year", "area").agg(pl.col("n", "free_n").sum(), values=pl.len())
    return not places.filter((pl.col("values") == 1) & (pl.col("free_n") < pl.col("n"))).is_empty()


def _with_period(cells: pl.DataFrame, name: str, years: Sequence[int]) -> pl.DataFrame:
    is_in = pl.col("year").is_in([str(year) for year in years])
    return cells.with_columns(is_in.cast(pl.String).alias(name))


def _whole(cells: pl.DataFrame, name: str) -> pl.DataFrame:
    """Return part, value, n and shown of every row × value, before suppression."""
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
        lone=tuple(_lone(stated, name) for name in across),
        smallest=smallest,
    )


def _lone(stated: pl.DataFrame, name: str) -> Flags:
    """Return for each row of a table whether all its people belong to one record."""
    records = stated.group_by(name).agg(pl.min("first_record"), pl.max("last_record")).sort(name)
    return (records["first_record"] == records["last_record"]).to_numpy()


def _places(column: pl.Series) -> Counts:
    """Return the position of each entry among the column's sorted values."""
    positions: Counts = np.unique(column.to_numpy(), return_inverse=True)[1].astype(np.int64)
    return positions


def _ranges(stated: pl.DataFrame, name: str, suppressed: SuppressedTable) -> pl.DataFrame:
    """Return part, value and text of the suppressed cells."""
    at = np.argwhere(suppressed.lows < suppressed.highs)
    rows, values = (stated[cell].unique().sort() for cell in (name, "value"))
    texts = [
        cell_text(int(suppressed.lows[cell]), int(suppressed.highs[cell]))
        for cell in map(tuple, at)
    ]
    return pl.DataFrame(
        {
            "part": rows[at[:, 0]],
            "value": values[at[:, 1]],
            "text": pl.Series(texts, dtype=pl.String),
        }
    )


def _names(vintage: Vintage) -> pl.DataFrame:
    """Return part (an area's id) and name; areas of one name are told apart by their id."""
    areas = vintage.areas(vintage.layer().id).select(part="area_id", name="name")
    return areas.with_columns(
        pl.when(pl.col("name").is_duplicated())
        .then(pl.format("{} ({})", "name", "part"))
        .otherwise("name")
        .alias("name")
    )


def interval(text: str) -> tuple[int, int]:
    """Return the lowest and the highest count that the text of a cell allows."""
    if text == LOST:
        return 0, UNBOUNDED
    if text.endswith("+"):
        return int(text[:-1]), UNBOUNDED
    low, _, high = text.partition("–")
    return int(low), int(high or low)


def cell_text(low: int, high: int) -> str:
    """Return the text of a cell from the interval that is published for it."""
    if low == high:
        return str(low)
    if high < UNBOUNDED:
        return f"{low}–{high}"
    return f"{low}+" if low else LOST
