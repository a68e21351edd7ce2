"""Texts in several languages: their types and their form in tables."""

import json
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import polars as pl

from queries.paths import ROOT

Texts = dict[str, str]
"""A text by language, such as {"en": "call", "es": "llamada"}; any language may be missing."""

ANY = "*"
"""The key of a text that is the same in every language."""


@dataclass(frozen=True)
class Filled:
    """A text with placeholders and their values; a value may itself be a text."""

    texts: Texts
    values: dict[str, str | Texts]


Text = Texts | Filled


def as_cell(texts: Texts | None) -> str | None:
    """Return a text as JSON for a table column; None for an empty text."""
    return json.dumps(texts, ensure_ascii=False) if texts else None


def as_cells(tables: Iterable[Texts | None]) -> pl.Series:
    """Return a column of texts in the form of `as_cell`."""
    return pl.Series([as_cell(texts) for texts in tables], dtype=pl.String)


@cache
def declared() -> tuple[Texts, ...]:
    """Return every text of data/*.toml: names and sentences that are the same for all cities."""
    files = sorted((ROOT / "data").glob("*.toml"))
    trees = (tomllib.loads(path.read_text(encoding="utf-8")) for path in files)
    return tuple(texts for tree in trees for texts in _tables(tree))


def _tables(tree: Any) -> Iterator[Texts]:
    if isinstance(tree, list):
        for branch in tree:
            yield from _tables(branch)
    elif isinstance(tree, dict) and isinstance(tree.get("en"), str):
        yield tree
    elif isinstance(tree, dict):
        yield from _tables(list(tree.values()))
