"""What a published vintage tells by race, sex and age: the release that is kept in it.

`queries.records.releases` makes a release when a vintage is published, so that the tables of
successive vintages can be protected together.
"""

import polars as pl

from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import Vintage

PEOPLE, CELLS, INCIDENTS = "released_people", "released_cells", "released_incidents"


@once_per_vintage
def has_release(vintage: Vintage) -> bool:
    """Return whether a vintage was published by a release of Accord that keeps its tables."""
    return vintage.ask("released_tables", folder="protected").height > 0


@once_per_vintage
def cells(vintage: Vintage, dataset: str, attribute: str) -> pl.DataFrame:
    """Return through, part_of, part, value, n, shown, low, high of every published cell.

    `part_of` is the column that a table crosses the attribute with. `through` is the last year that
    had ended at the last release.
    """
    return _ask(vintage, CELLS, dataset, attribute)


def people(vintage: Vintage, dataset: str, attribute: str) -> pl.DataFrame:
    """Return record, value, year, area, in_area, n: the people whose value is counted.

    All are counted by year, those with `in_area` also by area.
    """
    return _ask(vintage, PEOPLE, dataset, attribute)


@once_per_vintage
def incidents(vintage: Vintage) -> pl.DataFrame | None:
    """Return month, value, incidents_n, total_n: the incidents by race whose ratios are published.

    None without a release, and where no ratio is published; `total_n` counts all incidents.
    """
    if not has_release(vintage):
        return None
    months = vintage.ask(INCIDENTS, folder="protected")
    return None if months.is_empty() else months


def _ask(vintage: Vintage, table: str, dataset: str, attribute: str) -> pl.DataFrame:
    return vintage.ask(table, {"dataset": dataset, "attribute": attribute}, "protected")
