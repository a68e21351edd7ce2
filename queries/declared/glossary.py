"""The meanings of the site's terms, from data/glossary.toml."""

import tomllib
from functools import cache
from typing import Any

from queries.paths import ROOT
from queries.texts import Texts

Entry = dict[str, Any]


def terms() -> dict[str, Entry]:
    """Return every term by id: term and meaning by language, used (pages), columns (of tables)."""
    return _declared()["terms"]


def verdicts() -> dict[str, Texts]:
    """Return the meaning of each verdict, by language."""
    return _declared()["verdicts"]


def nouns() -> dict[str, Texts]:
    """Return the meaning of each unit (a key of [nouns] in the words), by language."""
    return _declared()["nouns"]


@cache
def _declared() -> dict[str, dict[str, Entry]]:
    return tomllib.loads((ROOT / "data" / "glossary.toml").read_text(encoding="utf-8"))
