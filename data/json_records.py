"""Records of JSON files: lines, arrays, answers of ArcGIS and Socrata, GeoJSON, nested objects.

Nested objects become columns with dotted names (`subject.race`). A list becomes one text, its
values parted by ` | `. Points become the columns `geometry longitude` and `geometry latitude`.
"""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from queries.errors import BadInput

Record = dict[str, Any]

PARTED_BY = " | "


def is_document(path: Path) -> bool:
    """Return whether the file is one JSON object around the records, not lines or an array."""
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        first = file.readline(1 << 16).strip()
        while not first and (line := file.readline(1 << 16)):
            first = line.strip()
        if not first.startswith("{"):
            return False
        try:
            record = json.loads(first)
        except ValueError:
            return True
        is_alone = not any(line.strip() for line in file)
    return is_alone and any(isinstance(value, list | dict) for value in record.values())


def records(path: Path) -> list[dict[str, str | None]]:
    """Return a file's records, flat and as text; raise BadInput if it is no JSON with records."""
    return _records(path, path.stat().st_mtime_ns)


def is_cut_off(path: Path) -> bool:
    """Return whether the answer of a portal says that it holds only a part of the records."""
    if not is_document(path):
        return False
    document = _document(path)
    parts = (document, document.get("properties"))
    return any(isinstance(part, dict) and part.get("exceededTransferLimit") for part in parts)


@lru_cache(maxsize=1)
def _records(path: Path, modified: int) -> list[dict[str, str | None]]:
    if is_document(path):
        rows = _inside(path, _document(path))
    else:
        text = path.read_text(encoding="utf-8-sig")
        rows = (
            _parsed(path, text)
            if text.lstrip().startswith("[")
            else [_parsed(path, line) for line in text.splitlines() if line.strip()]
        )
    if not all(isinstance(row, dict) for row in rows):
        raise _no_records(path, "a list of values that are no records")
    return [_flat(row) for row in rows]


def _document(path: Path) -> Record:
    document = _parsed(path, path.read_text(encoding="utf-8-sig"))
    if not isinstance(document, dict):
        raise _no_records(path, "no object")
    return document


def _parsed(path: Path, text: str) -> Any:
    try:
        # numbers are kept as they are written
        return json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except ValueError as error:
        raise BadInput(
            "The file is no whole JSON",
            file=path,
            actual=str(error),
            expected="JSON lines, an array of records, GeoJSON, or a portal's answer",
            remedy="download the file again",
        ) from error


def _inside(path: Path, document: Record) -> list[Record]:
    """Return the records inside a document: of a portal's answer, else of its longest list."""
    if isinstance(document.get("error"), dict):
        raise BadInput(
            "The file holds a portal's error and no records",
            file=path,
            actual=json.dumps(document["error"])[:200],
            expected="records",
            remedy="ask the portal again",
        )
    features = document.get("features")
    if isinstance(features, list):
        return [_feature(feature) for feature in features if isinstance(feature, dict)]
    if (table := _socrata(document)) is not None:
        return table
    lists = _lists(document)
    if not lists:
        raise _no_records(path, ", ".join(document))
    return max(lists, key=len)


def _socrata(document: Record) -> list[Record] | None:
    """Return the records of Socrata's rows.json, which names the columns beside the values."""
    rows = document.get("data")
    try:
        names = [str(column["name"]) for column in document["meta"]["view"]["columns"]]
    except (KeyError, TypeError):
        return None
    return [dict(zip(names, row, strict=False)) for row in rows] if isinstance(rows, list) else None


def _lists(document: Record, depth: int = 3) -> list[list[Record]]:
    """Return all lists of records in a document, down to `depth` objects."""
    result: list[list[Record]] = []
    for value in document.values():
        if isinstance(value, list) and value and all(isinstance(row, dict) for row in value):
            result.append(value)
        elif isinstance(value, dict) and depth:
            result += _lists(value, depth - 1)
    return result


def _feature(feature: Record) -> Record:
    """Return the attributes of a feature of ArcGIS or GeoJSON, and its point."""
    row = dict(feature.get("attributes") or feature.get("properties") or {})
    geometry = feature.get("geometry")
    if isinstance(geometry, dict):
        coordinates = geometry.get("coordinates")
        if geometry.get("type") == "Point" and isinstance(coordinates, list) and coordinates:
            row |= dict(zip(("geometry longitude", "geometry latitude"), coordinates, strict=False))
        elif "x" in geometry and "y" in geometry:
            row |= {"geometry x": geometry["x"], "geometry y": geometry["y"]}
    return row


def _flat(record: Record, before: str = "") -> dict[str, str | None]:
    flat: dict[str, str | None] = {}
    for key, value in record.items():
        name = f"{before}{key}"
        if isinstance(value, dict):
            flat |= _flat(value, f"{name}.")
        elif isinstance(value, list):
            flat |= _parallel(name, value)
        else:
            flat[name] = _text(value)
    return flat


def _parallel(name: str, values: list[Any]) -> dict[str, str | None]:
    """Return a list as one text, or a list of objects as one text for each of their keys."""
    if not any(isinstance(value, dict) for value in values):
        texts = [_text(value) or "" for value in values]
        return {name: PARTED_BY.join(texts) or None}
    rows = [_flat(value) if isinstance(value, dict) else {} for value in values]
    keys = dict.fromkeys(key for row in rows for key in row)
    return {f"{name}.{key}": PARTED_BY.join(row.get(key) or "" for row in rows) for key in keys}


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value)


def _no_records(path: Path, actual: str) -> BadInput:
    return BadInput(
        "No records were found in the file",
        file=path,
        actual=actual,
        expected="JSON lines, an array of records, GeoJSON, or a portal's answer",
        remedy="save the list of the records alone, as an array or as JSON lines",
    )
