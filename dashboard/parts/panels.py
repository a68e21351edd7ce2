"""Small multiples: panels of one kind side by side, each with its table."""

from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl

from dashboard.parts import plain
from dashboard.parts.figure import show_table
from dashboard.parts.records import period_name, recording_lines
from dashboard.parts.templates import show_template
from dashboard.surface import st
from dashboard.tables.panels import WHEN, panel_rows
from dashboard.words import Words
from queries.records.periods import Part
from queries.stats.constants import CAUTION_EVENTS


def grid(name: str) -> Any:
    """Return a part whose panels stand in as many columns as fit (dashboard/style.css)."""
    return st.container(key=f"panels_{name}")


def side_names(pair: Sequence[Part], words: Words) -> list[str]:
    """Return the name of each period with its days."""
    return [
        words.text(
            "panels.side",
            name=period_name(side.period, words),
            days=words.period((side.period.first, side.period.last)),
        )
        for side in pair
    ]


def show_key(part: Part, pair: Sequence[Part], words: Words) -> None:
    """Name the two periods of the bars, and the changes in recording that only both together hold.

    Those inside the part's own period stand at the head of the page.
    """
    if len(pair) == 1:
        return
    names = side_names(pair, words)
    sides = [
        {"when": when, "name": name} for when, name in zip(WHEN[len(pair)], names, strict=True)
    ]
    show_template("key", sides=sides)
    own = recording_of((part,), words)
    for line in recording_of(pair, words):
        if line not in own:
            plain.warning(line)


def recording_of(sides: Sequence[Part], words: Words) -> list[str]:
    """Return a line per change in recording between the first and the last day of periods."""
    part = sides[0]
    first = min(side.period.first for side in sides)
    last = max(side.period.last for side in sides)
    return recording_lines(part.vintage, part.dataset, first, last, words)


def show_panel(
    key: str,
    title: str,
    sides: Sequence[pl.DataFrame],
    table: pl.DataFrame,
    words: Words,
    first: int = 0,
) -> bool:
    """Show the values of the `sides` as bars (see panel_rows), and all numbers as a table.

    Returns whether a bar is marked as one of few records; see say_few.
    """
    rows, more = panel_rows(sides, words, first)
    rest = words.text("panels.more", n=more) if more else ""
    with st.container():
        show_template("panel", title=title, rows=rows, rest=rest)
        show_table(key, table, words, title=title)
    return any(bar["is_few"] for row in rows for bar in row["bars"])


def say_few(are_few: Iterable[bool], words: Words) -> None:
    """Say once for all panels of a page what the mark of few records means."""
    if any(are_few):
        plain.caption(words.text("figures.caution_mark", n=CAUTION_EVENTS))
