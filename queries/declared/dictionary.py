"""What datasets, fields and categories are called, as fields.toml and dictionary.toml say."""

import tomllib
from functools import cache
from typing import Any

from queries.declared.fields import Field, datasets, every_field
from queries.paths import ROOT
from queries.texts import Texts


def dataset(name: str) -> Texts:
    """Return what a dataset is called, by language."""
    return datasets()[name].names


def field(name: str) -> Texts:
    """Return what a field is called, by language."""
    return _fields()[name].names


def word(vocabulary: str, name: str) -> Texts:
    """Return what a word of a closed vocabulary means, by language."""
    texts: Texts = _declared()["vocabularies"][vocabulary][name]
    return texts


def vocabularies() -> list[str]:
    """Return the names of all closed vocabularies."""
    return list(_declared()["vocabularies"])


def vocabulary(name: str) -> list[str]:
    """Return the words of a closed vocabulary."""
    return list(_declared()["vocabularies"][name])


def is_ripening(name: str) -> bool:
    """Say whether a field fills only when a case ends."""
    return _fields()[name].ripens


@cache
def _fields() -> dict[str, Field]:
    """Return a field by its name: fields of one name in several datasets are called the same."""
    return {field.name: field for field in every_field()}


@cache
def _declared() -> dict[str, Any]:
    return tomllib.loads((ROOT / "data" / "dictionary.toml").read_text(encoding="utf-8"))
