"""The map of verdicts; a click on it can select an area."""

from collections import Counter
from collections.abc import Callable

import polars as pl

from dashboard.parts import comparison_charts, drawn
from dashboard.parts.choices import Choice
from dashboard.parts.figure import show_figure
from dashboard.tables.comparison import comparison_table, worded
from dashboard.words import Words
from queries.change.compare import Comparison


def show_verdict_map(
    key: str,
    choice: Choice,
    comparison: Comparison,
    words: Words,
    *,
    on_select: Callable[[], None] | None = None,
) -> None:
    """Show where the measure fell and rose, with the table of all areas."""
    table = worded(comparison, words)
    areas = table.filter(pl.col("kind") == "area")
    counts = Counter(areas["verdict"])
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
    if counts["not_comparable"] == len(areas):
        title = words.text("figures.map_title_none", n=len(areas))
    show_figure(
        key,
        title,
        drawn.spec(words, comparison_charts.verdict_map, choice, comparison),
        words.text(
            "figures.map_alt",
            n=len(areas),
            fell=fell,
            rose=rose,
            fell_little=counts["fell_a_little"],
            rose_little=counts["rose_a_little"],
            same=same,
            unclear=counts["no_clear_change"],
            varies=counts["varies_too_much"],
            few=counts["too_few_to_tell"],
        ),
        comparison_table(table, words),
        words,
        on_select=on_select,
    )
