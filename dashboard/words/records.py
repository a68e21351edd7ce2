"""Numbers of the pages about records in words: shares, ranges, months, minutes."""

from collections.abc import Mapping

import polars as pl

from dashboard.words import NO_BREAK, Words, columns, in_percent
from dashboard.words.markup import bold, joined
from queries.declared import dictionary
from queries.stats.constants import CAUTION_EVENTS
from queries.vintage.catalog import Vintage
from queries.vintage.cautions import parts_of

NONE = "–"
SMALLEST = 0.001
MOSTLY = 0.5
SHORTEST = 3


def part_lines(vintage: Vintage, words: Words) -> list[str]:
    """Return one line per dataset of which the vintage holds only a part."""
    return [
        joined(
            bold(f"{words.say(dictionary.dataset(dataset))}:"), said_parts(vintage, dataset, words)
        )
        for dataset in vintage.manifest.datasets
        if parts_of(vintage.manifest, dataset)
    ]


def said_parts(vintage: Vintage, dataset: str, words: Words) -> str:
    """Return of what the records of a dataset are only a part; an empty text if of all."""
    return " ".join(part_texts(vintage, dataset, words))


def part_texts(vintage: Vintage, dataset: str, words: Words) -> list[str]:
    """Return why the records of a dataset are only a part, a text for each reason."""
    return [words.say(text) for text in parts_of(vintage.manifest, dataset)]


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
    return months.with_columns(month_words=columns.of_values(months["month"], words.month))


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
        columns.percent(name).alias(f"share{end}")
        for name, end in (("rate", ""), ("low", "_low"), ("high", "_high"))
    ).drop("rate", "low", "high")


def records_table(table: pl.DataFrame, section: str, words: Words) -> pl.DataFrame:
    """Return a table for display and download, with headings (columns.headings).

    Months are text (2018-12). Columns without a value are left out, unless the table is empty.
    """
    filled = table.select(
        column for column in table if column.null_count() < len(column) or table.is_empty()
    )
    plain = filled.with_columns(pl.col(pl.Date).dt.strftime("%Y-%m"))
    return columns.headings(plain, section, words)
