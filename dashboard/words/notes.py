"""Month notes in words."""

import polars as pl

from dashboard.words import Words
from dashboard.words.measures import measure_name
from queries.declared.measures import measures
from queries.vintage.catalog import Vintage


def note_texts(notes: pl.DataFrame, vintage: Vintage, words: Words) -> list[str]:
    """Return the text of each of a vintage's notes: what it is about, what it says, its source.

    A text that the reader's language lacks names its own.
    """
    texts = words.say_column(notes["text"])
    return [
        f"{_about(measure, vintage, words)}{text}{_source(source, words)}"
        for text, measure, source in zip(texts, notes["measure"], notes["source"], strict=True)
    ]


def _about(measure_id: str | None, vintage: Vintage, words: Words) -> str:
    """Return the measure of a note as a start of its text; empty if it is about all records."""
    if measure_id is None or measure_id not in measures():
        return ""
    return f"{measure_name(measure_id, vintage, words)}: "


def _source(source: str | None, words: Words) -> str:
    return f" {words.text('figures.note_source', source=source)}" if source else ""
