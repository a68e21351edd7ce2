"""The SQL of sql/core and sql/marts in Spark's words, with DuckDB's meaning.

SQLGlot knows the words. Where the same word means something else in Spark, the expression is
rewritten here. What is neither known to be equal nor rewritten is refused, so that a query cannot
quietly count otherwise.
"""

import re
from collections import Counter
from collections.abc import Callable
from functools import cache

import sqlglot
from sqlglot import ErrorLevel, exp

from data.spark.characters import capitals, spaces
from data.spark.patterns import java_pattern, java_replacement, matches_once
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


ROUND = """
(
    sign(:value)
    * (
        round(abs(:value) * power(10, :decimals), 0)
        - case
            when
                round(abs(:value) * power(10, :decimals), 0)
                - abs(:value) * power(10, :decimals) = 0.5
                and (:high * power(10, :decimals) - abs(:value) * power(10, :decimals))
                + (abs(:value) - :high) * power(10, :decimals) < 0
                then 1
            else 0
        end
    )
    / power(10, :decimals)
)
""".replace(":high", "(abs(:value) * 134217729D - (abs(:value) * 134217729D - abs(:value)))")
"""DuckDB rounds the binary number that is stored, Spark its shortest decimal digits, and a product
may come out as a half that is none: the product's error, by Dekker's splitting of the number, says
on which side it lies. Exact for up to 7 decimals."""

UPPER = """
(case
    when length(:value) = octet_length(:value) then upper(:value)
    else translate(:value, :letters, :capitals)
end)
"""
"""Where characters have more than one byte, letter by letter as DuckDB does."""


class NotPortable(Exception):
    """A query of which nobody has shown that Spark answers it as DuckDB does."""


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


def _translated(query: str) -> exp.Expression:
    tree = sqlglot.parse_one(query, read="duckdb").transform(_without_macros)
    for node in tree.walk():
        node.pop_comments()
        _refuse_unknown(node)
    # the innermost first, so that what stands in a rewritten expression is rewritten too
    for node in reversed(list(tree.walk())):
        if type(node) in REWRITTEN:
            node.replace(REWRITTEN[type(node)](node))
    return tree


def _text(tree: exp.Expression) -> str:
    return tree.sql("spark", unsupported_level=ErrorLevel.RAISE)


def _read_often(tree: exp.Expression) -> set[str]:
    """Return the names of the parts that are read in more than one place."""
    reads = Counter(table.name for table in tree.find_all(exp.Table) if not table.db)
    return {part.alias for part in tree.ctes if reads[part.alias] > 1}


@cache
def _macros() -> dict[str, tuple[list[str], exp.Expression]]:
    """Return the parameters and the expression of each macro of sql/macros.sql that is in use."""
    text = re.sub(r"--.*", "", read_sql_file(SQL / "macros.sql"))
    return {
        name: ([word.strip() for word in parameters.split(",")], body)
        for name, parameters, body in _MACRO.findall(text)
    }


def _without_macros(node: exp.Expression) -> exp.Expression:
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


def _refuse_unknown(node: exp.Expression) -> None:
    is_known = isinstance(node, (*EQUAL, *OPERATORS, *REWRITTEN))
    if isinstance(node, (exp.Func, exp.Binary, exp.Predicate)) and not is_known:
        raise NotPortable(f"{node.sql('duckdb')}: not known to mean the same in Spark")
    if isinstance(node, exp.Cast) and node.to.this not in CASTS:
        raise NotPortable(f"{node.sql('duckdb')}: a cast that Spark may round or write otherwise")


def _filter(node: exp.Expression) -> exp.Expression:
    """Leave a filtered aggregate to the rule of its aggregate."""
    match node.this:
        case exp.ArgMin():
            return _first(node.this, node.expression.this)
        case exp.ArrayAgg():
            return _list(node.this, node.expression.this)
    return node


def _arg_min(node: exp.Expression) -> exp.Expression:
    return node if isinstance(node.parent, exp.Filter) else _first(node)


def _first(node: exp.Expression, condition: exp.Expression | None = None) -> exp.Expression:
    """DuckDB passes over a row in which the value is null; Spark takes it."""
    is_known = node.this.copy().is_(exp.null()).not_()
    return _filtered(node.copy(), exp.and_(condition, is_known))


def _array_agg(node: exp.Expression) -> exp.Expression:
    if not isinstance(node.parent, exp.Filter):
        raise NotPortable(f"{node.sql('duckdb')}: Spark leaves null out of a list")
    return node


def _list(node: exp.Expression, condition: exp.Expression) -> exp.Expression:
    """A list of no value is null in DuckDB and empty in Spark, which never holds a null."""
    [value] = node.this.expressions if isinstance(node.this, exp.Distinct) else [node.this]
    is_negated, predicate = isinstance(condition, exp.Not), condition.unnest()
    predicate = condition.this if is_negated else condition
    is_known = is_negated and isinstance(predicate, (exp.Is, exp.In)) and predicate.this == value
    if not is_known:
        raise NotPortable(f"{node.parent.sql('duckdb')}: Spark leaves null out of a list")
    values = _filtered(node.copy(), condition)
    return exp.Nullif(this=values, expression=exp.Array(expressions=[]))


def _filtered(node: exp.Expression, condition: exp.Expression) -> exp.Expression:
    return exp.Filter(this=node, expression=exp.Where(this=condition.copy()))


def _date_diff(node: exp.Expression) -> exp.Expression:
    """DuckDB counts the borders between days or seconds, Spark the whole days or seconds."""
    first, last = node.expression.copy(), node.this.copy()
    match node.unit.name:
        case "DAY":
            return exp.Anonymous(this="datediff", expressions=[_cast(last, "date"), _cast(first, "date")])
        case "SECOND":
            return exp.paren(exp.Sub(this=_second(last), expression=_second(first)))
    raise NotPortable(f"{node.sql('duckdb')}: another unit than a day or a second")


def _second(value: exp.Expression) -> exp.Expression:
    return exp.Anonymous(this="unix_seconds", expressions=[_cast(value, "timestamptz")])


def _cast(value: exp.Expression, kind: str) -> exp.Expression:
    return exp.cast(value, kind, dialect="duckdb")


def _round(node: exp.Expression) -> exp.Expression:
    return _spark(ROUND, value=node.this, decimals=node.args["decimals"])


def _upper(node: exp.Expression) -> exp.Expression:
    letters, results = (exp.Literal.string(text) for text in capitals())
    return _spark(UPPER, value=node.this, letters=letters, capitals=results)


def _spark(template: str, **values: exp.Expression) -> exp.Expression:
    """Return an expression of Spark with values in place of its `:name`s."""
    copies = {name: exp.paren(value) for name, value in values.items()}
    return exp.replace_placeholders(sqlglot.parse_one(template, read="spark"), **copies)


def _trim(node: exp.Expression) -> exp.Expression:
    if node.expression or node.args.get("position"):
        raise NotPortable(f"{node.sql('duckdb')}: trim of other than spaces")
    return exp.Trim(this=node.this.copy(), expression=exp.Literal.string(spaces()), position="BOTH")


def _matches(node: exp.Expression) -> exp.Expression:
    return exp.RegexpLike(this=node.this.copy(), expression=_java(node.expression))


def _replace(node: exp.Expression) -> exp.Expression:
    """Spark replaces every match."""
    modifiers = node.args.get("modifiers")
    is_every = modifiers is not None and modifiers.name == "g"
    if not (is_every or (modifiers is None and matches_once(node.expression.name))):
        raise NotPortable(f"{node.sql('duckdb')}: Spark replaces every match")
    text = exp.Literal.string(java_replacement(node.args["replacement"].name))
    return exp.Anonymous(
        this="regexp_replace", expressions=[node.this.copy(), _java(node.expression), text]
    )


def _java(node: exp.Expression) -> exp.Expression:
    if not node.is_string:
        raise NotPortable(f"{node.sql('duckdb')}: a pattern that is not written out")
    try:
        return exp.Literal.string(java_pattern(node.name))
    except ValueError as error:
        raise NotPortable(f"{node.name}: {error}") from error


REWRITTEN: dict[type[exp.Expression], Callable[[exp.Expression], exp.Expression]] = {
    exp.ArgMin: _arg_min,
    exp.ArrayAgg: _array_agg,
    exp.ArraySort: lambda node: node,
    exp.DateDiff: _date_diff,
    exp.Filter: _filter,
    exp.RegexpLike: _matches,
    exp.RegexpReplace: _replace,
    exp.Round: _round,
    exp.Trim: _trim,
    exp.Upper: _upper,
}
