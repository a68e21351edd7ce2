"""A dataset's own count over time in words."""

import polars as pl

from dashboard.words import Words, columns
from queries.records.over_time import LastYear


def count_title(months: pl.DataFrame, year: LastYear | None, unit: str, words: Words) -> str:
    """Return the title of a line: the records of the last twelve months, and of those before.

    `months` has month, n, is_provisional; without twelve months it is all settled ones.
    """
    if year is None:
        settled = months.filter(~pl.col("is_provisional"))
        n = int(settled["n"].sum())
        return words.text(
            "over_time.title_all",
            n=words.number(n),
            nouns=words.nouns(unit, n),
            first=words.month(settled["month"][0]),
            last=words.month(settled["month"][-1]),
        )
    values = {
        "n": words.number(year.n),
        "nouns": words.nouns(unit, year.n),
        "last": words.month(year.last),
    }
    if year.before is None:
        return words.text("over_time.title_one", **values)
    return words.text("over_time.title_both", before=words.number(year.before), **values)


def spoken(months: pl.DataFrame, words: Words, *, is_quarterly: bool) -> pl.DataFrame:
    """Return months or quarters with month_words, for the hover."""
    if not is_quarterly:
        return months.with_columns(month_words=columns.of_months(months["month"], words))
    quarters = columns.of_values(
        months["month"],
        lambda first: words.text(
            "over_time.quarter", quarter=(first.month + 2) // 3, year=first.year
        ),
    )
    return months.with_columns(month_words=quarters)
