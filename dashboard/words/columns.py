"""Columns of text for tables and charts: codes and numbers in words, and headings."""

from collections.abc import Callable
from typing import Any

import polars as pl

from dashboard.words import Words


def of_values(values: pl.Series, say: Callable[[Any], str | None]) -> pl.Series:
    """Return the text of each value. Null stays null; `say` is called once per distinct value."""
    texts = {value: say(value) for value in values.unique().drop_nulls()}
    return pl.Series([texts.get(value) for value in values], dtype=pl.String)


def of_codes(codes: pl.Series, section: str, words: Words) -> pl.Series:
    """Return the text `section`.code of each code; null stays null."""
    return of_values(codes, lambda code: words.text(f"{section}.{code}"))


def of_rows(rows: pl.DataFrame, say: Callable[[dict[str, Any]], str | None]) -> pl.Series:
    """Return the text of each row; `say` is called with the row's values by column."""
    return pl.Series([say(row) for row in rows.iter_rows(named=True)], dtype=pl.String)


def of_months(months: pl.Series, words: Words) -> pl.Series:
    """Return each month by name."""
    return of_values(months, words.month)


def rate_ranges(rows: pl.DataFrame, words: Words) -> pl.Series:
    """Return each row's range from its columns `low` and `high`: 6.1–8.4."""
    return of_rows(rows, lambda row: f"{words.rate(row['low'])}–{words.rate(row['high'])}")


def ratio_ranges(rows: pl.DataFrame, words: Words) -> pl.Series:
    """Return each row's ratio with its range: 0.74 (0.67–0.83)."""

    def text(row: dict[str, Any]) -> str:
        ratio, low, high = (words.number(row[name], 2) for name in ("ratio", "low", "high"))
        return f"{ratio} ({low}–{high})"

    return of_rows(rows, text)


def headings(table: pl.DataFrame, section: str, words: Words) -> pl.DataFrame:
    """Return a table with its columns named in the reader's language.

    The name of a column is the text `section`.column, or records.columns.column if the section
    has none. Raises KeyError for a column without a name.
    """
    names = {}
    for column in table.columns:
        key = f"{section}.{column}"
        names[column] = words.text(key if key in words.texts else f"records.columns.{column}")
    return table.rename(names)


def percent(column: str) -> pl.Expr:
    """Return a column of shares in percent, rounded to a tenth, under the same name."""
    return (pl.col(column) * 100).round(1)
