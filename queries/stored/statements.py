"""What a text of SQL asks for: one statement that only reads, and of a visitor's, what of."""

import json
from collections.abc import Collection
from functools import lru_cache
from typing import Any

import duckdb

READING = {"SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"}
"""The parts of a statement that read. DuckDB also takes COPY … TO, INSERT, UPDATE and DELETE inside
a WITH, and calls the whole a SELECT."""

SOURCES = {"BASE_TABLE", "SUBQUERY", "JOIN", "TABLE_FUNCTION", "EXPRESSION_LIST", "EMPTY", "PIVOT"}
"""What rows of a visitor's query may come from. DESCRIBE and SHOW, which tell of the database
itself, are none of it."""

MAKING_ROWS = {"unnest", "range", "generate_series"}
"""The functions that rows may come from. Others read files, settings or memory, or run a text."""

TELLING = {
    *("current_setting", "getenv", "getvariable", "write_log", "version", "pg_backend_pid"),
    "json_serialize_plan",  # of a text, in which settings are read already
}
"""Functions that tell of the server, or write to it."""

IDLE = {"sleep_ms", "pg_sleep"}
"""Functions that wait: they would hold a place without a processor, which no limit counts."""

Tree = Any
"""A parsed statement, or a part of one, as DuckDB writes it in JSON."""


class Refused(Exception):
    """A statement that is not one SELECT, which no question needs."""


class NotPublic(Exception):
    """A query that is one SELECT, but reads what a visitor may not: `part` is of kind `code`."""

    def __init__(self, code: str, part: str) -> None:
        """Keep the part; `code` is no_such_table, sql_function or sql_part."""
        super().__init__(f"{code}: {part}")
        self.code = code
        self.part = part


@lru_cache(maxsize=1024)
def refuse_writing(query: str) -> Tree:
    """Return a text as it is parsed; raise Refused unless it is one statement that only reads."""
    with duckdb.connect() as con:  # of its own: parsing waits for no answer
        kinds = [statement.type for statement in con.extract_statements(query)]
        if kinds != [duckdb.StatementType.SELECT]:
            names = ", ".join(kind.name for kind in kinds) or "nothing"
            raise Refused(f"only one SELECT can be asked, not {names}: {query[:200]}")
        ((parsed,),) = con.execute("select json_serialize_sql($1)", [query]).fetchall()
    tree = json.loads(parsed)
    writing = sorted(_nodes(tree) - READING)
    if tree["error"] or writing:
        names = ", ".join(writing) or tree["error_message"]
        raise Refused(f"only what reads can be asked, not {names}: {query[:200]}")
    return tree


def refuse_others(tree: Tree, tables: Collection[str]) -> None:
    """Raise NotPublic if a parsed SELECT reads anything but `tables` and what it names itself."""
    _walk(tree, frozenset(tables))


def _walk(tree: Tree, known: frozenset[str]) -> None:
    if isinstance(tree, list):
        for part in tree:
            _walk(part, known)
    elif isinstance(tree, dict):
        _refuse(tree, known)
        for entry in tree.get("cte_map", {}).get("map", ()):
            _walk(entry["value"], known)
            known |= {entry["key"].lower()}
        for key, part in tree.items():
            if key != "cte_map":
                _walk(part, known | _recurring(tree) if key == "right" else known)


def _recurring(tree: dict[str, Any]) -> set[str]:
    """Return the name by which the second part of a recursive WITH, and no other, knows it.

    To its first part the name is that of a table, such as the database keeps of itself.
    """
    is_recursive = tree.get("type") == "RECURSIVE_CTE_NODE"
    return {str(tree["cte_name"]).lower()} if is_recursive else set()


def _refuse(tree: dict[str, Any], known: frozenset[str]) -> None:
    kind = str(tree.get("type"))
    if {"alias", "sample"} <= tree.keys() and kind not in SOURCES:  # rows come from every such part
        raise NotPublic("sql_part", kind.removesuffix("_REF"))
    if kind == "BASE_TABLE":
        path = [str(name) for name in tree["qualified_name"]["path"]]
        if len(path) > 1 or path[0].lower() not in known:
            raise NotPublic("no_such_table", ".".join(path))
    name = str(tree.get("function_name", "")).lower()
    if name in TELLING | IDLE:
        raise NotPublic("sql_function", name)
    if kind == "TABLE_FUNCTION":
        name = str(tree["function"].get("function_name", "")).lower()
        if name not in MAKING_ROWS:
            raise NotPublic("sql_function", name or "()")


def _nodes(tree: Tree) -> set[str]:
    """Return the kinds of all parts of a parsed statement that are statements themselves."""
    if isinstance(tree, dict):
        kind = tree.get("type")
        found = {kind} if isinstance(kind, str) and kind.endswith("_NODE") else set()
        return found.union(*(_nodes(part) for part in tree.values()))
    if isinstance(tree, list):
        return set[str]().union(*(_nodes(part) for part in tree))
    return set()
