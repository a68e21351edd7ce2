"""What changed: one measure before and after, for the whole city and on a map."""

import polars as pl

from dashboard.parts import comparison_charts, drawn, maps
from dashboard.parts.figure import show_figure
from dashboard.parts.header import show_about
from dashboard.parts.marks import marks_of, month_span
from dashboard.parts.notes import show_jumps, show_notes
from dashboard.parts.page import begin
from dashboard.parts.verdict import show_verdict
from dashboard.tables.comparison import monthly_table, worded
from dashboard.words import Words
from queries.declared.measures import datasets_of
from queries.grid.series import monthly


def show(words: Words) -> None:
    """Show the page."""
    choice_and_comparison = begin("what_changed", words)
    if choice_and_comparison is None:
        return
    choice, comparison = choice_and_comparison
    table = worded(comparison, words)
    city = table.row(0, named=True)
    show_verdict(city, comparison, words)
    months = monthly(choice.vintage, comparison.measure.id, choice.layer, None)
    marks = marks_of(
        choice.vintage,
        datasets_of(comparison.measure),
        month_span(months),
        words,
        transition=None if comparison.has_given_periods else comparison.windows.transition,
    )
    values = {
        "measure": words.say(comparison.measure.name),
        "area": city["area"],
        "before": words.rate(city["before_rate"]),
        "after": words.rate(city["after_rate"]),
    }
    show_figure(
        "series",
        words.text("figures.series_title", **values),
        drawn.spec(words, comparison_charts.series, choice, comparison, marks),
        words.text(
            "figures.series_alt",
            first=words.month(months["month"][0]),
            last=words.month(months["month"][-1]),
            verdict=city["verdict_words"],
            **values,
        ),
        monthly_table(months, words),
        words,
        marks=marks,
    )
    show_jumps(months, words)
    show_notes(choice.vintage.month_notes, words)
    areas = table.filter(pl.col("kind") == "area")
    if len(areas):
        maps.show_change_map("change", choice, comparison, words)
    show_about("what_changed", choice.vintage, comparison.unit, words)
