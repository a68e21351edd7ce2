"""The one way to ask a vintage: a connection that runs single SELECT statements, nothing else."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa

from queries.stored.statements import refuse_writing

Values = Mapping[str, Any] | Sequence[Any]


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
