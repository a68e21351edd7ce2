"""The examples of the page SQL, as data/sql_examples.toml declares them."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from queries.declared.reading import read_toml
from queries.paths import ROOT
from queries.records import extracts
from queries.texts import Texts
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import Vintage

DECLARED = ROOT / "data" / "sql_examples.toml"


@dataclass(frozen=True)
class Example:
    """A query that teaches, and the question that it answers, by language."""

    id: str
    title: Texts
    query: str


@once_per_vintage
def examples(vintage: Vintage, layer: str) -> tuple[Example, ...]:
    """Return the examples whose fields the city publishes, for a layer of areas."""
    return tuple(
        Example(name, entry["title"], entry["query"].strip().replace("{layer}", layer))
        for name, entry in _declared().items()
        if all(_is_published(vintage, layer, need) for need in entry["needs"])
    )


def _is_published(vintage: Vintage, layer: str, need: str) -> bool:
    dataset, name = need.split(".")
    return name in extracts.published(vintage, dataset, layer)


@cache
def _declared() -> dict[str, Any]:
    return read_toml(DECLARED)
