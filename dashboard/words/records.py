"""Numbers of the pages about records in words: shares, ranges, months, minutes."""

from collections.abc import Mapping

import polars as pl

from dashboard.words import NO_BREAK, Words, capital, in_percent
from queries.declared import dictionary
from queries.stats.constants import CAUTION_EVENTS

NONE = "–"
SMALLEST = 0.001
MOSTLY = 0.5
SHORTEST = 3


def percent(value: float | None) -> str:
    """Return a share in percent: 20 %, 3.5 %; a dash if it is not defined."""
    if value is None:
        return NONE
    if 0 < value < SMALLEST:
        return f"<{NO_BREAK}{in_percent(SMALLEST, 1)}"
    if 1 - SMALLEST < value < 1:
        return f">{NO_BREAK}{in_percent(1 - SMALLEST, 1)}"
    return in_percent(value, 1 if 0 < value < 0.1 or 0.99 < value < 1 else 0)


def percent_range(low: float | None, high: float | None) -> str:
    """Return the range of a share: 18 %–21 %."""
    return NONE if low is None or high is None else f"{percent(low)}–{percent(high)}"


def share_words(row: Mapping[str, float | None]) -> str:
    """Return a share with its range: 20 % (18 %–21 %)."""
    if row["rate"] is None:
        return NONE
    return f"{percent(row['rate'])} ({percent_range(row['low'], row['high'])})"


def minutes(seconds: float | None) -> float | None:
    """Return seconds as minutes, rounded to a tenth."""
    return None if seconds is None else round(seconds / 60, 1)


def minute_words(value: float | None, low: float | None, high: float | None, words: Words) -> str:
    """Return minutes with their range: 7.2 (6.9–7.5); an unknown end is a question mark."""
    if value is None:
        return NONE
    ends = "–".join(
        "?" if seconds is None else words.number(minutes(seconds), 1) for seconds in (low, high)
    )
    return f"{words.number(minutes(value), 1)} ({ends})"


def category(vocabulary: str, name: str, words: Words) -> str:
    """Return the short name of a vocabulary's word, without its explanation."""
    return words.term(dictionary.word(vocabulary, name))[0]


def spoken_months(months: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Return months with month_words, for the hover."""
    names = [words.month(month) for month in months["month"]]
    return months.with_columns(month_words=pl.Series(names, dtype=pl.String))


def no_line(months: pl.DataFrame) -> str | None:
    """Return the key of the text that says why months have no line, or None if they have one.

    There is no line if there are too few settled months, or if half of them or more have fewer
    than CAUTION_EVENTS records (n).
    """
    if is_too_short(months):
        return "records.few_months"
    counts = months.filter(~pl.col("is_provisional"))["n"].fill_null(0)
    is_thin = int((counts < CAUTION_EVENTS).sum()) >= MOSTLY * len(counts)
    return "records.thin_months" if is_thin else None


def is_too_short(months: pl.DataFrame) -> bool:
    """Return True if there are too few settled months for a line."""
    return int((~months["is_provisional"]).sum()) < SHORTEST


def share_columns(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rate, low, high as share, share_low, share_high in percent, rounded."""
    return rows.with_columns(
        (pl.col(name) * 100).round(1).alias(f"share{end}")
        for name, end in (("rate", ""), ("low", "_low"), ("high", "_high"))
    ).drop("rate", "low", "high")


def bars(rows: pl.DataFrame, names: list[str], words: Words) -> pl.DataFrame:
    """Return the table that charts.bars draws, from n, rate, low, high and is_unknown by name."""
    records = rows.to_dicts()
    numbers = [words.number(row["n"]) for row in records]
    labels = [
        f"{capital(name)}: {number}"
        + (f" ({percent(row['rate'])})" if row["rate"] is not None else "")
        for name, number, row in zip(names, numbers, records, strict=True)
    ]
    return rows.select(
        pl.Series("label", labels, dtype=pl.String),
        "n",
        pl.Series("n_words", numbers, dtype=pl.String),
        pl.Series("share_words", [share_words(row) for row in records], dtype=pl.String),
        "is_unknown",
    )


def named(table: pl.DataFrame, keys: str, words: Words) -> pl.DataFrame:
    """Return a table with its columns in the reader's language: by `keys`, else of all pages.

    Days are ISO text; a column without any value is left out.
    """
    filled = table.select(
        column for column in table if column.null_count() < len(column) or table.is_empty()
    )
    plain = filled.with_columns(pl.col(pl.Date).dt.strftime("%Y-%m"))
    names = {}
    for name in plain.columns:
        own = keys.format(name)
        names[name] = words.text(own if own in words.texts else f"records.columns.{name}")
    return plain.rename(names)
