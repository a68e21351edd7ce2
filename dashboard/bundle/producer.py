"""What a column is made of in the producer's own files, as the city's pack reads it."""

import re
from functools import cache
from pathlib import Path

from queries.declared.fields import Field, datasets
from queries.declared.reading import read_toml
from queries.paths import PACKS, SQL

WORD = re.compile(r'"([^"]+)"|(\w+)')
NAMED = re.compile(r"\bas\s+(\w+)\s*$|\.(\w+)\s*$|^(\w+)$")
IGNORED = re.compile(r"--[^\n]*|'(?:[^']|'')*'")
"""Comments and texts of a query, which name no column."""

PLACE = ("longitude", "latitude", "place_name")
"""The columns of staging that say where something happened."""


def source_columns(city: str, field: Field) -> list[str]:
    """Return the columns of the producer's files that a field is read from, as the pack has them.

    Empty where the staging query of the project's own pack does not name them.
    """
    columns: list[str] = []
    for path, known in _staging(city, datasets()[field.dataset].rows):
        terms = _terms(path)
        for name in _staged(field):
            words = (word.lower() for word in terms.get(name, ()))
            columns += [known[word] for word in words if word in known]
    return list(dict.fromkeys(columns))


def _staged(field: Field) -> tuple[str, ...]:
    """Return the staging columns of a field; those of a place for an area."""
    if (field.column or "").startswith(("places.", "areas.")):
        return PLACE
    return tuple(name for name, _ in field.staged) or (field.name,)


@cache
def _staging(city: str, rows: str) -> list[tuple[Path, dict[str, str]]]:
    """Return the queries that fill a table of staging, and the source's columns by small name."""
    pack = PACKS / city / "city.toml"
    if not pack.is_file():
        return []
    names = [name for name, dataset in datasets().items() if dataset.rows == rows]
    found: dict[Path, dict[str, str]] = {}
    for source in read_toml(pack)["sources"]:
        columns = {column.lower(): column for column in source.get("columns", {})}
        for name in names:
            path = SQL / "staging" / city / f"{source.get('staging', {}).get(name)}.sql"
            if path.is_file():
                found.setdefault(path, {}).update(columns)
    return list(found.items())


@cache
def _terms(path: Path) -> dict[str, list[str]]:
    """Return the words of each named term of a staging query, in order."""
    terms: dict[str, list[str]] = {}
    for term in _split(IGNORED.sub("", path.read_text(encoding="utf-8"))):
        text = term.strip()
        name = NAMED.search(text)
        if name:
            alias = next(part for part in name.groups() if part)
            used = text[: name.start()] if name[1] else text
            words = [quoted or plain for quoted, plain in WORD.findall(used)]
            terms.setdefault(alias, []).extend(words)
    return terms


def _split(query: str) -> list[str]:
    """Return the parts of a query between commas that stand in no parentheses."""
    parts, depth = [""], 0
    for letter in query:
        depth += (letter == "(") - (letter == ")")
        if letter == "," and not depth:
            parts.append("")
        else:
            parts[-1] += letter
    return parts
