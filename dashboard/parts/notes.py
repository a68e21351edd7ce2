"""Notes on single months, shown under every chart by month."""

import polars as pl

from dashboard.parts import plain
from dashboard.words import Words, capital
from dashboard.words.markup import listed
from dashboard.words.notes import note_texts
from queries.records.periods import Part
from queries.vintage.catalog import Vintage


def show_jumps(months: pl.DataFrame, words: Words) -> None:
    """Name the months in which a field that the measure needs was filled far less or more often."""
    jumps = months.filter("is_jump")["month"].to_list()
    if jumps:
        months_text = ", ".join(words.month(month) for month in jumps)
        plain.caption(words.text("figures.jumps", months=months_text))


def show_notes(notes: pl.DataFrame, vintage: Vintage, words: Words) -> None:
    """List the city's notes on months; nothing if there are none."""
    plain.points(note_lines(notes, vintage, words), words.text("figures.notes"))


def show_part_notes(part: Part, words: Words) -> None:
    """Show which months of a part of the records are provisional, and the notes on its months."""
    if part.drawn_to > part.settled:
        plain.caption(words.text("records.provisional"))
    notes = part.vintage.month_notes.filter(
        pl.col("month").is_between(part.period.first.replace(day=1), part.drawn_to)
    )
    plain.caption(listed(note_lines(notes, part.vintage, words)))


def note_lines(notes: pl.DataFrame, vintage: Vintage, words: Words) -> list[str]:
    """Return the city's notes on months (Vintage.month_notes), a line each."""
    texts = note_texts(notes, vintage, words)
    return [
        f"{capital(words.month(month))}: {text}"
        for month, text in zip(notes["month"], texts, strict=True)
    ]
