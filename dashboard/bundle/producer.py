"""What a column is made of in the producer's own files, as the city's pack reads it."""

import re
from functools import cache
from pathlib import Path

from queries.declared.fields import Field, datasets
from queries.declared.reading import read_toml
from queries.paths import PACKS, SQL

SOURCE_COLUMN = re.compile(r'\braw\.(?:"([^"]+)"|(\w+))')
NAMED = re.compile(r"\bas\s+(\w+)\s*$|\.(\w+)\s*$|^(\w+)$")
PLACE = ("longitude", "latitude", "place_name")
"""The columns of staging that say where something happened."""

COMMENT = re.compile(r"--[^\n]*")


def source_columns(city: str, field: Field) -> list[str]:
    """Return the columns of the producer's files that a field is read from.

    Empty where the pack of this release does not name them in its staging query.
    """
    columns: list[str] = []
    for path in _staging(city, datasets()[field.dataset].rows):
        terms = _terms(path)
        for name in _staged(field):
            columns += terms.get(name, [])
    return list(dict.fromkeys(columns))


def _staged(field: Field) -> tuple[str, ...]:
    """Return the staging columns of a field; those of a place for an area."""
    if field.of == "place" and field.kind != "point":
        return PLACE
    return tuple(name for name, _ in field.staged) or (field.name,)


@cache
def _staging(city: str, rows: str) -> tuple[Path, ...]:
    """Return the staging queries that fill a table of staging."""
    pack = PACKS / city / "city.toml"
    if not pack.is_file():
        return ()
    names = [name for name, dataset in datasets().items() if dataset.rows == rows]
    stems = [
        source.get("staging", {}).get(name)
        for source in read_toml(pack)["sources"]
        for name in names
    ]
    paths = (SQL / "staging" / city / f"{stem}.sql" for stem in dict.fromkeys(stems) if stem)
    return tuple(path for path in paths if path.is_file())


@cache
def _terms(path: Path) -> dict[str, list[str]]:
    """Return the source's columns in each named term of a staging query."""
    terms: dict[str, list[str]] = {}
    for term in _split(COMMENT.sub("", path.read_text(encoding="utf-8"))):
        name = NAMED.search(term.strip())
        columns = [quoted or plain for quoted, plain in SOURCE_COLUMN.findall(term)]
        if name and columns:
            terms.setdefault(next(part for part in name.groups() if part), []).extend(columns)
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
