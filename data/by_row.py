"""What the rows that a staging query delivers depend on, as its parsed text shows.

Only where each raw row is delivered by itself, whatever other rows there are, can the files of a
source be staged one by one. Where the day of retrieval is asked only for why a row is set aside,
few rows can be otherwise on a later day.
"""

import json
from functools import cache
from typing import Any

import duckdb

LOOKS_AROUND = {"WINDOW", "SUBQUERY"}
"""Classes of expressions that can see other rows than their own."""

DATED = {"date_fault", "date_fault_since", "moment_fault"}
"""The macros (sql/macros.sql) that give date_impossible for a day after that of retrieval."""

ASKING = DATED | {"retrieved_on", "written_since"}
"""All macros that ask for the day of retrieval."""


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
        and node["aggregate_handling"] == "STANDARD_HANDLING"
        and not node["having"]
        and not node["qualify"]
        and not node["sample"]
        and _is_raw_with_codes(node["from_table"])
        and not any(_looks_around(item) for item in _objects(node))
    )


def asks_only_why(query: str) -> bool:
    """Return whether a query by row asks for the day of retrieval only to set a row aside.

    The macros that ask hold a date against that day, and a row takes the first reason that holds.
    So a later day can change only rows that are set aside as date_impossible.
    """
    [statement] = json.loads(_parsed(query))["statements"]
    node = dict(statement["node"])
    items = node.pop("select_list")
    others = [item for item in items if item["alias"] != "set_aside"]
    reasons = [item for item in items if item["alias"] == "set_aside"]
    while any(item.get("type") == "OPERATOR_COALESCE" for item in reasons):
        reasons = [
            inner
            for item in reasons
            for inner in (item["children"] if item["type"] == "OPERATOR_COALESCE" else [item])
        ]
    parts = [item["arguments"] if item.get("function_name") in DATED else item for item in reasons]
    return not any(item.get("function_name") in ASKING for item in _objects([node, others, parts]))


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
    with duckdb.connect() as con:  # the connection that all share could hold an open answer
        [(parsed,)] = con.execute("select json_serialize_sql($1)", [query]).fetchall()
    return str(parsed)


@cache
def _aggregates() -> frozenset[str]:
    with duckdb.connect() as con:
        names = con.execute(
            "select function_name from duckdb_functions() where function_type = 'aggregate'"
        ).fetchall()
    return frozenset(str(name) for (name,) in names)
