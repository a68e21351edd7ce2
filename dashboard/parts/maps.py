"""The map of changes, seen with the other areas or as recorded; a click can select an area."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from dashboard.parts import comparison_charts, plain
from dashboard.parts.choices import Choice
from dashboard.parts.figure import show_figure, show_table
from dashboard.parts.marking import clicked, drawn_map, marked_line, marked_table
from dashboard.parts.source import source_line
from dashboard.parts.state import switch
from dashboard.surface import sheet, st
from dashboard.tables.comparison import MOST_WORDED, comparison_table, worded
from dashboard.words import Words
from queries.change.compare import Comparison
from queries.declared.measures import datasets_of


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
    """
    kind = _kind(comparison, words, is_brief=is_brief)
    figure = _figure(comparison, kind, words)
    show_figure(
        key,
        figure.title,
        drawn_map(words, comparison_charts.change_map, choice, comparison, kind),
        figure.alt,
        comparison_table(worded(comparison, words), words),
        words,
        on_select=on_select,
        source=source_line(choice.vintage, datasets_of(comparison.measure), words),
    )
    if not is_brief:
        _show_notes(comparison, words)


def show_map_and_table(key: str, choice: Choice, comparison: Comparison, words: Words) -> None:
    """Write the map of changes and the table of all areas on a sheet: no click reaches a server."""
    kind = _kind(comparison, words)
    figure = _figure(comparison, kind, words)
    table, rows = marked_table(choice, comparison, words)
    plain.text(marked_line("", comparison, words))
    areas = worded(comparison, words).filter(pl.col("kind") == "area")
    names = dict(areas.select("area_id", "area").iter_rows())
    sheet().find(words.text("figures.mark_area"), names)
    drawn, listed = st.columns([2, 3], gap="medium")
    with drawn:
        show_figure(
            key,
            figure.title,
            drawn_map(words, comparison_charts.change_map, choice, comparison, kind),
            figure.alt,
            None,
            words,
            source=source_line(choice.vintage, datasets_of(comparison.measure), words),
        )
        _show_notes(comparison, words)
    with listed:
        show_table(key, table, words, is_open=True, rows=rows)


def show_linked(
    key: str, choice: Choice, comparison: Comparison, words: Words, *, has_table: bool = True
) -> None:
    """Show the map of changes beside the areas' dots and ranges; a click marks an area in all.

    Without `has_table`, the page shows the table of the areas by itself.
    """
    kind = _kind(comparison, words)
    figure = _figure(comparison, kind, words)
    table, rows = marked_table(choice, comparison, words)
    show_figure(
        key,
        figure.title,
        drawn_map(words, comparison_charts.linked, choice, comparison, kind),
        f"{figure.alt} {words.text('figures.linked_alt')}",
        table if has_table else None,
        words,
        on_select=clicked(key, choice, words),
        rows=rows,
        source=source_line(choice.vintage, datasets_of(comparison.measure), words),
    )
    plain.caption(words.text("figures.linked_say"))
    _show_notes(comparison, words)


@dataclass(frozen=True)
class _Figure:
    title: str
    alt: str


@lru_cache(MOST_WORDED)
def _figure(comparison: Comparison, kind: str, words: Words) -> _Figure:
    """Return the takeaway of the changes in the areas, and their map in words."""
    areas = worded(comparison, words).filter(pl.col("kind") == "area")
    counts = Counter(areas["verdict"])
    fell, rose = (counts[way] + counts[f"{way}_a_little"] for way in ("fell", "rose"))
    same, n = counts["about_the_same"], len(areas)
    title = words.text(
        "figures.map_title", fell=fell, rose=rose, same=same, rest=n - fell - rose - same, n=n
    )
    if not _is_comparable(comparison):
        title = words.text("figures.map_title_none", n=n)
    alt = words.text(
        "figures.map_alt",
        kind=words.text(f"figures.change_kinds.{kind}"),
        n=n,
        fell=fell,
        rose=rose,
        fell_little=counts["fell_a_little"],
        rose_little=counts["rose_a_little"],
        same=same,
        unclear=counts["no_clear_change"],
        varies=counts["varies_too_much"],
        few=counts["too_few_to_tell"],
        ends=_ends(areas, kind, words),
    )
    return _Figure(title, alt)


def _is_comparable(comparison: Comparison) -> bool:
    areas = comparison.table.filter(pl.col("kind") == "area")
    return bool((areas["verdict"] != "not_comparable").fill_null(value=True).any())


def _kind(comparison: Comparison, words: Words, *, is_brief: bool = False) -> str:
    """Return which change is drawn.

    It opens on the changes that borrow strength from the other areas: as recorded, an area with few
    records moves a lot by chance.
    """
    return _choose_kind(words) if _is_comparable(comparison) and not is_brief else "steadied"


def _show_notes(comparison: Comparison, words: Words) -> None:
    if _is_comparable(comparison):
        areas = comparison.table.filter(pl.col("kind") == "area")
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
