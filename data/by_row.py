"""Whether a staging query delivers each raw row by itself, whatever other rows there are.

Only then can the files of a source be staged one by one. The parsed query is looked at: one select
from `raw`, joined to code tables, without a window, an aggregate or a query inside it.
"""

import json
from functools import cache
from typing import Any

import duckdb

LOOKS_AROUND = {"WINDOW", "SUBQUERY"}
"""Classes of expressions that can see other rows than their own."""


def is_by_row(query: str) -> bool:
    """Return whether a query looks at one raw row at a time; false where that cannot be told."""
    parsed = json.loads(_parsed(query))
    if parsed["error"] or len(parsed["statements"]) != 1:
        return False
    node = parsed["statements"][0]["node"]
    return (
        node["type"] == "SELECT_NODE"
        and not node["cte_map"]["map"]
        and not node["modifiers"]
        and not node["group_expressions"]
        and not node["having"]
        and not node["qualify"]
        and not node["sample"]
        and _is_raw_with_codes(node["from_table"])
        and not any(_looks_around(item) for item in _objects(node))
    )


def _is_raw_with_codes(table: dict[str, Any]) -> bool:
    if table["type"] == "JOIN":
        codes = table["right"]
        return (
            table["join_type"] == "LEFT"
            and _is_raw_with_codes(table["left"])
            and codes["type"] == "BASE_TABLE"
            and codes["table_name"].startswith("codes_")
        )
    return bool(table["type"] == "BASE_TABLE" and table["table_name"] == "raw")


def _looks_around(item: dict[str, Any]) -> bool:
    return item.get("class") in LOOKS_AROUND or item.get("function_name") in _aggregates()


def _objects(value: Any) -> list[dict[str, Any]]:
    """Return all objects inside a parsed query."""
    if isinstance(value, list):
        return [item for element in value for item in _objects(element)]
    if isinstance(value, dict):
        return [value, *(item for element in value.values() for item in _objects(element))]
    return []


@cache
def _parsed(query: str) -> str:
    row = duckdb.execute("select json_serialize_sql($query)", {"query": query}).fetchone()
    return str(row[0]) if row else ""


@cache
def _aggregates() -> frozenset[str]:
    names = duckdb.execute(
        "select function_name from duckdb_functions() where function_type = 'aggregate'"
    ).fetchall()
    return frozenset(str(name) for (name,) in names)
