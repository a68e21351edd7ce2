"""The names of datasets, fields and categories, from fields.toml and dictionary.toml."""

import tomllib
from functools import cache
from typing import Any

from queries.declared.fields import Field, delivered, every_field
from queries.paths import ROOT
from queries.texts import Texts


def dataset(name: str) -> Texts:
    """Return the name of a dataset, by language."""
    return delivered()[name].names


def field(name: str) -> Texts:
    """Return the name of a field, by language."""
    return _fields()[name].names


def word(vocabulary: str, name: str) -> Texts:
    """Return the name of a value of a closed vocabulary, by language."""
    texts: Texts = _declared()["vocabularies"][vocabulary][name]
    return texts


def vocabularies() -> list[str]:
    """Return the names of all closed vocabularies."""
    return list(_declared()["vocabularies"])


def vocabulary(name: str) -> list[str]:
    """Return the values of a closed vocabulary."""
    return list(_declared()["vocabularies"][name])


def is_ripening(name: str) -> bool:
    """Return whether a field is filled only when a case ends."""
    return _fields()[name].ripens


@cache
def _fields() -> dict[str, Field]:
    """Return one field per name; fields of several datasets with one name have the same label."""
    return {field.name: field for field in every_field()}


@cache
def _declared() -> dict[str, Any]:
    return tomllib.loads((ROOT / "data" / "dictionary.toml").read_text(encoding="utf-8"))
