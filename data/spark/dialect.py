"""The SQL of sql/core and sql/marts in Spark's words, with DuckDB's meaning.

SQLGlot knows the words. Where the same word means something else in Spark, the expression is
rewritten (data/spark/rules.py). What is neither known to be equal nor rewritten is refused: no
query quietly counts otherwise.
"""

import re
from collections import Counter
from functools import cache

import sqlglot
from sqlglot import ErrorLevel, exp

from data.spark.rules import REWRITTEN, NotPortable
from queries.paths import SQL
from queries.sql_text import read_sql_file

EQUAL = (
    exp.And,
    exp.Array,
    exp.ArrayToString,
    exp.Case,
    exp.Cast,
    exp.Coalesce,
    exp.Count,
    exp.Explode,
    exp.Greatest,
    exp.Hour,
    exp.If,
    exp.LogicalAnd,
    exp.LogicalOr,
    exp.Max,
    exp.Min,
    exp.Nullif,
    exp.Or,
    exp.RowNumber,
    exp.Sum,
    exp.TimestampTrunc,
)
"""Functions that mean the same in both, or that SQLGlot itself writes otherwise."""

OPERATORS = (
    exp.Add,
    exp.Between,
    exp.EQ,
    exp.GT,
    exp.GTE,
    exp.In,
    exp.IntDiv,
    exp.Is,
    exp.LT,
    exp.LTE,
    exp.Mod,
    exp.Mul,
    exp.NEQ,
    exp.NullSafeEQ,
    exp.NullSafeNEQ,
    exp.Sub,
)
"""Operators that mean the same in both, over whole numbers, texts, days and flags."""

CASTS = {exp.DType.DATE, exp.DType.INT, exp.DType.BIGINT, exp.DType.VARCHAR, exp.DType.TEXT}

_MACRO = re.compile(r"create or replace macro (\w+)\(([^)]*)\) as\s+(.+?);\s*(?:\n|$)", re.DOTALL)


def to_spark(query: str) -> str:
    """Return a query of sql/, written for DuckDB, as Spark runs it.

    Bound values stay bound: `$name` becomes `:name`. Raises NotPortable for a function, operator or
    pattern that is not known to mean the same.
    """
    return _text(_translated(query))


def in_steps(query: str) -> tuple[dict[str, str], str]:
    """Return a query as `to_spark` does, and before it those of its parts that it reads often.

    Spark would compute a part (a CTE) anew wherever it is read. The parts are in order and by name;
    each may read those before it, and the query reads them by their names.
    """
    tree = _translated(query)
    parts, often = {}, _read_often(tree)
    for part in list(tree.ctes):
        if part.alias in often:
            before = [earlier.copy() for earlier in tree.ctes[: tree.ctes.index(part)]]
            alone = part.this.copy()
            if before:
                alone.set("with_", exp.With(expressions=before))
            parts[part.alias] = _text(alone)
            part.pop()
    if not tree.ctes:
        tree.set("with_", None)
    return parts, _text(tree)


def relations(query: str) -> list[str]:
    """Return the tables and views that a query reads, with their schemas, in the order of names."""
    tree = sqlglot.parse_one(query, read="duckdb")
    named = {cte.alias for cte in tree.find_all(exp.CTE)}
    names = {
        ".".join(part.name for part in table.parts)
        for table in tree.find_all(exp.Table)
        if table.db or table.name not in named
    }
    return sorted(names)


def _translated(query: str) -> exp.Query:
    tree = sqlglot.parse_one(query, read="duckdb").transform(_without_macros)
    assert isinstance(tree, exp.Query)  # noqa: S101 - what sql/ holds; for the type checker
    for node in tree.walk():
        node.pop_comments()
        _refuse_unknown(node)
    # the innermost first, so that what stands in a rewritten expression is rewritten too
    for node in reversed(list(tree.walk())):
        if type(node) in REWRITTEN:
            node.replace(REWRITTEN[type(node)](node))
    return tree


def _text(tree: exp.Expr) -> str:
    return tree.sql("spark", unsupported_level=ErrorLevel.RAISE)


def _read_often(tree: exp.Query) -> set[str]:
    """Return the names of the parts that are read in more than one place."""
    reads = Counter(table.name for table in tree.find_all(exp.Table) if not table.db)
    return {part.alias for part in tree.ctes if reads[part.alias] > 1}


@cache
def _macros() -> dict[str, tuple[list[str], str]]:
    """Return the parameters and the expression of each macro of sql/macros.sql that is in use."""
    text = re.sub(r"(?m)^\s*--.*", "", read_sql_file(SQL / "macros.sql"))
    return {
        name: ([word.strip() for word in parameters.split(",")], body)
        for name, parameters, body in _MACRO.findall(text)
    }


def _without_macros(node: exp.Expr) -> exp.Expr:
    """Return the expression of a macro in place of its name."""
    if not isinstance(node, exp.Anonymous) or node.name not in _macros():
        return node
    parameters, body = _macros()[node.name]
    values = dict(zip(parameters, node.expressions, strict=True))
    parsed = sqlglot.parse_one(body, read="duckdb")
    filled = parsed.transform(
        lambda part: (
            exp.paren(values[part.name].copy())
            if isinstance(part, exp.Column) and part.name in values
            else part
        )
    )
    return exp.paren(filled.transform(_without_macros))


def _refuse_unknown(node: exp.Expr) -> None:
    is_known = type(node) in {*EQUAL, *OPERATORS, *REWRITTEN}
    if isinstance(node, (exp.Func, exp.Binary, exp.Predicate)) and not is_known:
        raise NotPortable(node, "not known to mean the same there")
    if isinstance(node, exp.Cast) and node.to.this not in CASTS:
        raise NotPortable(node, "a cast that may round or write otherwise there")
