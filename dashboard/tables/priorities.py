"""The table of residents' priorities, for file and program."""

from collections.abc import Sequence

import polars as pl

from dashboard.words import Words
from dashboard.words.columns import headings
from queries.declared.measures import measures
from queries.manifest import Priority

PERCENT = 100

SCHEMA = {
    "area": pl.String,
    "concern": pl.String,
    "rank": pl.Int64,
    "share": pl.Float64,
    "n": pl.Int64,
    "source": pl.String,
    "day": pl.String,
    "answered_by": pl.String,
    "answer": pl.String,
}


def priorities_table(
    entries: Sequence[Priority],
    answers: Sequence[str],
    place: str,
    words: Words,
) -> pl.DataFrame:
    """Return one row per concern of a place; `answers` says what the records show of each."""
    rows = [
        {
            "area": place,
            "concern": words.say(entry.concern),
            "rank": entry.rank,
            "share": None if entry.share is None else round(entry.share * PERCENT, 1),
            "n": entry.n,
            "source": entry.source,
            "day": f"{entry.on:%Y-%m-%d}",
            "answered_by": words.say(measures()[entry.measure].name) if entry.measure else None,
            "answer": answer,
        }
        for entry, answer in zip(entries, answers, strict=True)
    ]
    return headings(pl.DataFrame(rows, schema=SCHEMA), "priorities.columns", words)
