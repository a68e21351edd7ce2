"""The languages of the site. Each is a folder named by its code, with a file language.toml."""

import logging
import os
from functools import cache
from pathlib import Path
from typing import Any

from queries.declared import methods
from queries.declared.reading import read_toml
from queries.errors import BadInput
from queries.texts import Texts, declared

log = logging.getLogger("accord")

ENGLISH = "en"
"""The language that has every text and fills the gaps of the other languages."""

DECLARED = "declared.toml"
"""The file with the translations of data/*.toml: English text to text of the language."""


def folders() -> dict[str, Path]:
    """Return the folder of each language by its code, English first.

    ACCORD_WORDS names a folder with more languages. A folder that cannot be read is left out, with
    a line in the log: one language must not take down the others.
    """
    return _folders(os.environ.get("ACCORD_WORDS"))


@cache  # asked for at every change of a page
def _folders(extra: str | None) -> dict[str, Path]:
    places = [Path(__file__).parent, *([Path(extra).resolve()] if extra else [])]
    files = [file for place in places for file in place.glob("*/language.toml")]
    by_code = {file.parent.name: file.parent for file in files if _is_readable(file.parent)}
    return dict(sorted(by_code.items(), key=lambda item: (item[0] != ENGLISH, item[0])))


@cache
def _is_readable(folder: Path) -> bool:
    try:
        texts(folder)
        translations(folder)
    except BadInput as error:
        if folder.name == ENGLISH:
            raise
        log.error("the language %s is left out: %s", folder.name, error)
        return False
    return True


@cache
def texts(folder: Path) -> dict[str, str]:
    """Return the texts of a language's own folder by dotted key."""
    files = sorted(path for path in folder.glob("*.toml") if path.name != DECLARED)
    return {key: text for path in files for key, text in flat(read_toml(path))}


@cache
def translations(folder: Path) -> dict[str, str]:
    """Return a folder's translations of the English texts of data/*.toml."""
    path = folder / DECLARED
    return read_toml(path) if path.is_file() else {}


def declared_texts() -> list[Texts]:
    """Return every text of data/*.toml and the reason of every constant."""
    return [*declared(), *(constant.reason for constant in methods.constants().values())]


def gaps(language: str) -> list[str]:
    """Return the missing texts of a language: keys of words, and English texts of data/*.toml."""
    folder = folders()[language]
    keys = texts(folders()[ENGLISH]).keys() - texts(folder).keys()
    untranslated = {
        table[ENGLISH]
        for table in declared_texts()
        if not table.get(language) and table[ENGLISH] not in translations(folder)
    }
    return [*sorted(keys), *sorted(untranslated)]


def is_complete(language: str) -> bool:
    """Return True if a language has every text."""
    return _is_complete(language, folders()[language])


@cache
def _is_complete(language: str, _folder: Path) -> bool:
    return not gaps(language)


def flat(tree: Any, prefix: str = "") -> list[tuple[str, str]]:
    """Return the texts of a nested table with their dotted keys; lists are numbered from 0."""
    if isinstance(tree, str):
        return [(prefix, tree)]
    items = tree.items() if isinstance(tree, dict) else enumerate(tree)
    return [
        pair
        for key, value in items
        for pair in flat(value, f"{prefix}.{key}" if prefix else str(key))
    ]
