"""The datasets of a city's records, as data/fields.toml declares them."""

import tomllib
from dataclasses import dataclass
from functools import cache

from queries.paths import ROOT


@dataclass(frozen=True)
class Dataset:
    """The tables of staging and core that hold a dataset, and what tells its records apart."""

    name: str
    rows: str
    table: str
    id: str
    day: str


@cache
def datasets() -> dict[str, Dataset]:
    """Return the datasets by name."""
    declared = tomllib.loads((ROOT / "data" / "fields.toml").read_text(encoding="utf-8"))
    return {name: Dataset(name=name, **entry) for name, entry in declared["datasets"].items()}


def staged(dataset: str) -> str:
    """Return the staging table of a dataset, with its schema."""
    return f"staging.{datasets()[dataset].rows}"
