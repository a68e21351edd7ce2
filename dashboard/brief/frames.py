"""A table of the site as a table of a sheet."""

import polars as pl

from dashboard.brief.sheet import Table
from dashboard.words import Words, capital

NONE = "–"


def of_frame(caption: str, frame: pl.DataFrame, words: Words) -> Table:
    """Return a table in words (dashboard/tables) for paper; its first column names the rows."""
    numbers = tuple(place for place, kind in enumerate(frame.dtypes) if place and kind.is_numeric())
    return Table(
        caption,
        tuple(frame.columns),
        tuple(
            (capital(str(name)), *(_cell(value, words) for value in row))
            for name, *row in frame.iter_rows()
        ),
        numbers,
    )


def _cell(value: object, words: Words) -> str:
    if isinstance(value, float):
        return words.rate(value)
    if isinstance(value, int):
        return words.number(value)
    return NONE if value is None else str(value)
