"""The one way to ask a vintage: a connection that runs single SELECT statements, nothing else."""

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa

READING = {"SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"}
"""The parts of a statement that read. DuckDB also takes COPY … TO, INSERT, UPDATE and DELETE inside
a WITH, and calls the whole a SELECT."""

Values = Mapping[str, Any] | Sequence[Any]


class Refused(Exception):
    """A statement that is not one SELECT, which no question needs."""


@dataclass(eq=False)
class Reader:
    """A connection for questions, safe to share between threads.

    `on_error` is called when a question fails; it raises where the reason is damage.
    """

    con: duckdb.DuckDBPyConnection
    on_error: Callable[[], None] = lambda: None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def frame(self, query: str, values: Values | None = None) -> pl.DataFrame:
        """Return the answer as a polars table."""
        answer: pl.DataFrame = self._ask(query, values, lambda relation: relation.pl())
        return answer

    def arrow(self, query: str, values: Values | None = None) -> pa.Table:
        """Return the answer as an Arrow table."""
        return self._ask(query, values, lambda relation: relation.to_arrow_table())

    def rows(self, query: str, values: Values | None = None) -> list[tuple[Any, ...]]:
        """Return the answer as rows."""
        answer: list[tuple[Any, ...]] = self._ask(query, values, lambda found: found.fetchall())
        return answer

    def close(self) -> None:
        """Close the connection."""
        self.con.close()

    def _ask(
        self,
        query: str,
        values: Values | None,
        take: Callable[[duckdb.DuckDBPyRelation], Any],
    ) -> Any:
        refuse_writing(query)
        try:
            with self.lock:
                return take(self.con.sql(query, params=values or {}))
        except duckdb.Error:
            self.on_error()
            raise


@dataclass(eq=False)
class NotingReader(Reader):
    """A reader that notes each query with its bound values, once."""

    noted: list[tuple[str, Values]] = field(default_factory=list)

    def _ask(
        self,
        query: str,
        values: Values | None,
        take: Callable[[duckdb.DuckDBPyRelation], Any],
    ) -> Any:
        if (query, values or {}) not in self.noted:
            self.noted.append((query, values or {}))
        return super()._ask(query, values, take)


@lru_cache(maxsize=1024)
def refuse_writing(query: str) -> None:
    """Raise Refused unless a text is one statement that only reads."""
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


def _nodes(tree: Any) -> set[str]:
    """Return the kinds of all parts of a parsed statement that are statements themselves."""
    if isinstance(tree, dict):
        kind = tree.get("type")
        found = {kind} if isinstance(kind, str) and kind.endswith("_NODE") else set()
        return found.union(*(_nodes(part) for part in tree.values()))
    if isinstance(tree, list):
        return set[str]().union(*(_nodes(part) for part in tree))
    return set()
