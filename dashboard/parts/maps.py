"""The map of changes, seen with the other areas or as recorded; a click can select an area."""

from collections import Counter
from collections.abc import Callable

import polars as pl

from dashboard.parts import comparison_charts, drawn, plain
from dashboard.parts.choices import Choice
from dashboard.parts.figure import show_figure
from dashboard.parts.state import switch
from dashboard.tables.comparison import comparison_table, worded
from dashboard.words import Words
from queries.change.compare import Comparison


def show_change_map(
    key: str,
    choice: Choice,
    comparison: Comparison,
    words: Words,
    *,
    on_select: Callable[[], None] | None = None,
    is_brief: bool = False,
) -> None:
    """Show how the measure changed in every area, with the table of all areas.

    A brief map has no switch and no notes: it leads to a page that has them.

    The map opens on the changes that borrow strength from the other areas: as recorded, an area
    with few records moves a lot by chance.
    """
    table = worded(comparison, words)
    areas = table.filter(pl.col("kind") == "area")
    counts = Counter(areas["verdict"])
    is_comparable = counts["not_comparable"] < len(areas)
    kind = _choose_kind(words) if is_comparable and not is_brief else "steadied"
    fell, rose = (counts[way] + counts[f"{way}_a_little"] for way in ("fell", "rose"))
    same = counts["about_the_same"]
    title = words.text(
        "figures.map_title",
        fell=fell,
        rose=rose,
        same=same,
        rest=len(areas) - fell - rose - same,
        n=len(areas),
    )
    if not is_comparable:
        title = words.text("figures.map_title_none", n=len(areas))
    shown = words.text(f"figures.change_kinds.{kind}")
    show_figure(
        key,
        title,
        drawn.spec(words, comparison_charts.change_map, choice, comparison, kind),
        words.text(
            "figures.map_alt",
            kind=shown,
            n=len(areas),
            fell=fell,
            rose=rose,
            fell_little=counts["fell_a_little"],
            rose_little=counts["rose_a_little"],
            same=same,
            unclear=counts["no_clear_change"],
            varies=counts["varies_too_much"],
            few=counts["too_few_to_tell"],
            ends=_ends(areas, kind, words),
        ),
        comparison_table(table, words),
        words,
        on_select=on_select,
    )
    if is_comparable and not is_brief:
        plain.caption(words.text("figures.change_say"))
        plain.caption(words.text("answer.by_chance", n=len(areas)))


def _choose_kind(words: Words) -> str:
    return switch(
        "change",
        words.text("figures.change_switch"),
        ["steadied", "ratio"],
        lambda option: words.text(f"figures.change_kinds.{option}"),
        "steadied",
        words.language,
    )


def _ends(areas: pl.DataFrame, column: str, words: Words) -> str:
    """Return the least and the largest change, each with its area; empty where there is none."""
    changes = areas.filter(pl.col("incomparable").is_null() & pl.col(column).is_finite())
    if changes.is_empty():
        return ""
    first, last = (changes.sort(column).select("area", column).row(row) for row in (0, -1))
    return words.text(
        "figures.map_ends",
        low_area=first[0],
        low=words.number(first[1], 2),
        high_area=last[0],
        high=words.number(last[1], 2),
    )
