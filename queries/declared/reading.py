"""Reading of declarations: a mistake in one is a message with file, key and remedy."""

import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from queries.declared.letters import need_all_seen
from queries.errors import BadInput


def read_toml(path: Path) -> dict[str, Any]:
    """Return a TOML file's content.

    Raises BadInput with the line if it cannot be read, and with the key of a text in which a
    character cannot be seen.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(
            "This file is not valid TOML",
            file=path,
            actual=str(error),
            expected="TOML in UTF-8",
            remedy="correct the line that the message names",
        ) from error
    need_all_seen(content, path)
    return content


def need(holds: bool, file: Path, key: str, problem: str, actual: object, expected: object) -> None:
    """Raise BadInput for a key of a declaration unless `holds`."""
    if not holds:
        raise BadInput(
            f"{key}: {problem}",
            file=file,
            actual=str(actual),
            expected=str(expected),
            remedy="correct the declaration; the top of the file explains its keys",
        )


def need_tables(file: Path, key: str, value: object) -> list[dict[str, Any]]:
    """Return the tables of a list; raise BadInput for a value that is no list of tables."""
    tables = (
        [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []
    )
    is_right = isinstance(value, list) and len(tables) == len(value)
    need(is_right, file, key, "it is no list of tables", value, f"[[{key}]]")
    return tables


def need_keys(
    file: Path,
    key: str,
    entry: Mapping[str, Any],
    needed: Collection[str],
    further: Collection[str],
) -> None:
    """Raise BadInput unless an entry has every needed key, and no key but these and `further`."""
    missing = [name for name in needed if name not in entry]
    need(not missing, file, key, "a key is missing", ", ".join(entry), ", ".join(missing))
    known = {*needed, *further}
    unknown = [name for name in entry if name not in known]
    need(not unknown, file, key, "a key is unknown", ", ".join(unknown), ", ".join(sorted(known)))


def need_one_of(file: Path, key: str, value: object, choices: Collection[str]) -> None:
    """Raise BadInput unless a value is one of the choices."""
    need(value in choices, file, key, "the value is unknown", value, f"one of {sorted(choices)}")


def need_texts(file: Path, key: str, texts: object) -> None:
    """Raise BadInput unless a text of the project's own stands in English and Spanish."""
    is_table = isinstance(texts, dict) and bool(texts.get("en")) and bool(texts.get("es"))
    need(is_table, file, key, "the text lacks a language", texts, "{ en = …, es = … }")
