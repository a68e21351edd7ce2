"""What changed: one measure before and after, for the whole city and on a map."""

import polars as pl

from dashboard.parts import maps, plain
from dashboard.parts.header import show_about
from dashboard.parts.marking import mark_area
from dashboard.parts.notes import show_jumps, show_notes
from dashboard.parts.page import begin
from dashboard.parts.residents import show_residents
from dashboard.parts.series import show_series
from dashboard.parts.verdict import show_verdict
from dashboard.surface import sheet
from dashboard.tables.comparison import worded
from dashboard.words import Words
from dashboard.words.plans import not_planned
from queries.declared.policy import Policy
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
    policy = choice.around if isinstance(choice.around, Policy) else None
    left_out = not_planned(policy, comparison.measure.id, words) if policy else ""
    if left_out:
        plain.info(left_out)
    show_series(choice, comparison, words)
    months = monthly(choice.vintage, comparison.measure.id, choice.layer, None)
    show_jumps(months, words)
    show_notes(choice.vintage.month_notes, choice.vintage, words)
    areas = table.filter(pl.col("kind") == "area")
    if len(areas):
        plain.header(words.text("figures.where"))
        if sheet():
            maps.show_map_and_table("change", choice, comparison, words)
        else:
            maps.show_linked("change", mark_area(choice, comparison, words), comparison, words)
    show_residents(choice.vintage, words, policy=policy)
    show_about("what_changed", choice.vintage, comparison.unit, words)
