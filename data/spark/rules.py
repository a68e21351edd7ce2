"""Where a word of DuckDB means something else in Spark: how Spark says the same.

Each rule takes an expression of DuckDB, whose inner expressions are rewritten already, and returns
that of Spark.
"""

from collections.abc import Callable

import sqlglot
from sqlglot import exp

from data.errors import BuildRefused
from data.spark.characters import capitals, spaces
from data.spark.patterns import java_pattern, java_replacement, matches_once

ROUND = """
(if(
    :decimals between 0 and 7,
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
    / power(10, :decimals),
    raise_error('a number can be rounded to 0 to 7 decimals')
))
""".replace(":high", "(abs(:value) * 134217729D - (abs(:value) * 134217729D - abs(:value)))")
"""DuckDB rounds the binary number that is stored, Spark its shortest decimal digits, and a product
may come out as a half that is none: the product's error, by Dekker's splitting of the number, says
on which side it lies. That is exact as long as the power of 10 has at most 26 bits."""

UPPER = """
(case
    when length(:value) = octet_length(:value) then upper(:value)
    else translate(:value, :letters, :capitals)
end)
"""
"""Where characters have more than one byte, letter by letter as DuckDB does."""


class NotPortable(BuildRefused):
    """A query of which nobody has shown that Spark answers it as DuckDB does."""

    def __init__(self, expression: exp.Expr, reason: str) -> None:
        """Compose the message from the expression that is in the way."""
        super().__init__(
            f"A query cannot be run on Spark: {reason}\n"
            f"  found: {expression.sql('duckdb')}\n"
            "  what to do: build without --engine spark, or show in data/spark/rules.py how "
            "Spark says the same"
        )


def _filter(node: exp.Expr) -> exp.Expr:
    """Leave a filtered aggregate to the rule of its aggregate."""
    match node.this:
        case exp.ArgMin():
            return _first(node.this, node.expression.this)
        case exp.ArrayAgg():
            return _list(node.this, node.expression.this)
    return node


def _arg_min(node: exp.Expr) -> exp.Expr:
    return node if isinstance(node.parent, exp.Filter) else _first(node)


def _first(node: exp.Expr, condition: exp.Expr | None = None) -> exp.Expr:
    """DuckDB passes over a row in which the value is null; Spark takes it."""
    is_known = node.this.copy().is_(exp.null()).not_()
    return _filtered(node.copy(), exp.and_(condition, is_known))


def _array_agg(node: exp.Expr) -> exp.Expr:
    if not isinstance(node.parent, exp.Filter):
        raise NotPortable(node, "a list there never holds null")
    return node


def _list(node: exp.Expr, condition: exp.Expr) -> exp.Expr:
    """A list of no value is null in DuckDB and empty in Spark, which never holds a null."""
    [value] = node.this.expressions if isinstance(node.this, exp.Distinct) else [node.this]
    # `x is not null` and `x not in (…)` hold for no null
    predicate = condition.this if isinstance(condition, exp.Not) else None
    if not (isinstance(predicate, (exp.Is, exp.In)) and predicate.this == value):
        raise NotPortable(node, "a list there never holds null")
    values = _filtered(node.copy(), condition)
    return exp.Nullif(this=values, expression=exp.Array(expressions=[]))


def _filtered(node: exp.Expr, condition: exp.Expr) -> exp.Expr:
    return exp.Filter(this=node, expression=exp.Where(this=condition.copy()))


def _date_diff(node: exp.Expr) -> exp.Expr:
    """DuckDB counts the borders between days or seconds, Spark the whole days or seconds."""
    first, last = node.expression.copy(), node.this.copy()
    match node.args["unit"].name:
        case "DAY":
            return exp.Anonymous(
                this="datediff", expressions=[_cast(last, "date"), _cast(first, "date")]
            )
        case "SECOND":
            return exp.paren(exp.Sub(this=_second(last), expression=_second(first)))
    raise NotPortable(node, "another unit than a day or a second")


def _second(value: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this="unix_seconds", expressions=[_cast(value, "timestamptz")])


def _cast(value: exp.Expr, kind: str) -> exp.Expr:
    return exp.cast(value, kind, dialect="duckdb")


def _round(node: exp.Expr) -> exp.Expr:
    return _spark(ROUND, value=node.this, decimals=node.args["decimals"])


def _upper(node: exp.Expr) -> exp.Expr:
    letters, results = (exp.Literal.string(text) for text in capitals())
    return _spark(UPPER, value=node.this, letters=letters, capitals=results)


def _spark(template: str, **values: exp.Expr) -> exp.Expr:
    """Return an expression of Spark with values in place of its `:name`s."""
    copies = {name: exp.paren(value) for name, value in values.items()}
    return exp.replace_placeholders(sqlglot.parse_one(template, read="spark"), **copies)


def _trim(node: exp.Expr) -> exp.Expr:
    if node.expression or node.args.get("position"):
        raise NotPortable(node, "a trim of other than spaces")
    return exp.Trim(this=node.this.copy(), expression=exp.Literal.string(spaces()), position="BOTH")


def _matches(node: exp.Expr) -> exp.Expr:
    return exp.RegexpLike(this=node.this.copy(), expression=_java(node.expression))


def _replace(node: exp.Expr) -> exp.Expr:
    """Spark replaces every match."""
    modifiers = node.args.get("modifiers")
    is_every = modifiers is not None and modifiers.name == "g"
    if not (is_every or (modifiers is None and matches_once(node.expression.name))):
        raise NotPortable(node, "every match is replaced there")
    text = exp.Literal.string(java_replacement(node.args["replacement"].name))
    return exp.Anonymous(
        this="regexp_replace", expressions=[node.this.copy(), _java(node.expression), text]
    )


def _java(node: exp.Expr) -> exp.Expr:
    if not node.is_string:
        raise NotPortable(node, "a pattern that is not written out")
    try:
        return exp.Literal.string(java_pattern(node.name))
    except ValueError as error:
        raise NotPortable(node, str(error)) from error


REWRITTEN: dict[type[exp.Expr], Callable[[exp.Expr], exp.Expr]] = {
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
