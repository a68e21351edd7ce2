"""The figures of a page as its address asks for them."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

import polars as pl

from dashboard.pages import GROUPS
from dashboard.parts.figure import Figure
from dashboard.parts.refusals import Refusal, refused
from dashboard.reading.surface import Choices, Reading, Stopped
from dashboard.surface import read_by
from dashboard.words import Words
from queries.vintage.catalog import Vintage

VIEWS = {name: show for members in GROUPS.values() for name, show in members.items()}

Query = Mapping[str, Sequence[str]]
"""The values of an address by key, without what is about no choice of the page."""


@dataclass(frozen=True)
class ReadPage:
    """What a page shows for an address.

    `choices` are all its choices by key, those that the address leaves to the page too. `unknown`
    are keys that the page does not look at, `repeated` keys that have one value and were given
    several, and `refused` what the page does not offer: with any of them the figures answer another
    question than the one asked.
    """

    name: str
    choices: dict[str, list[str]]
    figures: dict[str, Figure]
    warnings: list[str]
    keys: list[str]
    unknown: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


def read_page(name: str, vintage: Vintage | None, query: Query, words: Words) -> ReadPage:
    """Return what a page shows about a vintage (None for a page about no city)."""
    choices = Choices(query)
    page = Reading(vintage, choices)
    with read_by(page), suppress(Stopped):  # a page that ends early has warned why
        VIEWS[name](words)
    looked_at = choices.looked_at | ({"city"} if vintage is None else set())
    return ReadPage(
        name,
        page.choices(),
        _with_tables(list(page.figures.values())),
        page.warnings,
        sorted(looked_at),
        [key for key in query if key not in looked_at],
        [key for key in query if key not in choices.lists and len(query[key]) > 1],
        refused(page.session_state),
    )


def _with_tables(figures: list[Figure]) -> dict[str, Figure]:
    """Return figures by id; a chart without a table of its own has the one shown after it."""
    complete: list[Figure] = []
    table: pl.DataFrame | None = None
    for figure in reversed(figures):
        if figure.spec is None:
            table = figure.table
        complete.append(figure if figure.table is not None else replace(figure, table=table))
    return {figure.id: figure for figure in reversed(complete)}
