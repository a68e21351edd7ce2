"""Compare neighborhoods: rates before and after side by side, and every change with its range."""

import polars as pl

from dashboard.parts import comparison_charts, drawn, maps, plain
from dashboard.parts.choices import Choice
from dashboard.parts.figure import show_figure, show_table
from dashboard.parts.header import show_about
from dashboard.parts.marking import clicked, drawn_map, mark_area, marked_table
from dashboard.parts.page import begin
from dashboard.parts.source import source_line
from dashboard.parts.state import switch
from dashboard.parts.verdict import show_cautions, show_recording, show_windows
from dashboard.tables.comparison import funnel_table, worded
from dashboard.words import Words
from dashboard.words.sentences import in_short, measure_sentence, per_phrase
from queries.change.compare import Comparison
from queries.change.many_areas import PeriodName, stand_out, steadied_changes
from queries.declared.measures import datasets_of
from queries.stats.constants import CAUTION_EVENTS, FUNNEL_MIN_AREAS


def show(words: Words) -> None:
    """Show the page."""
    choice_and_comparison = begin("compare_neighborhoods", words, by_area=True)
    if choice_and_comparison is None:
        return
    choice, comparison = choice_and_comparison
    plain.header(words.say(comparison.measure.name))
    plain.caption(measure_sentence(comparison, words))
    show_recording([comparison], words)
    show_windows(comparison, words)
    table = worded(comparison, words)
    city = table.row(0, named=True)
    plain.text(words.text("answer.same_as_city", sentence=in_short(city, comparison, words)))
    areas = table.filter(pl.col("kind") == "area")
    marked = mark_area(choice, comparison, words)
    _show_rates(areas, marked, comparison, words)
    plain.header(words.text("many.changes"))
    maps.show_linked("ratios", marked, comparison, words, has_table=False)
    _show_spread(comparison, words)
    _show_funnel(choice, comparison, words)
    name = f"{comparison.city}_{comparison.measure.id}_{comparison.layer}"
    numbers, rows = marked_table(marked, comparison, words)
    show_table(name, numbers, words, is_open=True, rows=rows, figure="areas")
    show_cautions([comparison], words)
    show_about("compare_neighborhoods", choice.vintage, comparison.unit, words)


def _show_spread(comparison: Comparison, words: Words) -> None:
    """Show whether areas changed differently."""
    changes = steadied_changes(comparison)
    if changes.table.is_empty():
        return
    key = "many.same" if changes.is_same else "many.differ"
    plain.caption(
        words.text(
            key, q=words.number(changes.q, 1), df=changes.df, tau2=words.number(changes.tau2, 3)
        )
    )


def _show_funnel(choice: Choice, comparison: Comparison, words: Words) -> None:
    """Show which areas lie outside the limits of chance in one of the two periods."""
    plain.header(words.text("many.funnel"))
    if comparison.measure.denominator == "none":
        # without a denominator an area has no expected count
        plain.text(words.text("many.no_funnel"))
        return
    plain.text(words.text("many.funnel_say"))
    period: PeriodName = "before" if _chosen_period(words) == "before" else "after"
    funnel = stand_out(comparison, period)
    outer = funnel.table.filter(pl.col("category").is_in(["far_below", "far_above"]))
    values = {
        "n": len(funnel.table),
        "outside": funnel.outside,
        "by_chance": words.number(funnel.by_chance, 0 if funnel.by_chance >= 2 else 1),
        "outer": funnel.outside_outer,
        "period": words.text(f"figures.{period}"),
    }
    show_figure(
        "funnel",
        words.text("many.funnel_title", **values),
        drawn.spec(words, comparison_charts.funnel, comparison, period),
        words.text("many.funnel_alt", **values),
        funnel_table(funnel, comparison, words),
        words,
        source=source_line(choice.vintage, datasets_of(comparison.measure), words),
    )
    if len(outer):
        names = ", ".join(words.area(name, comparison.layer_name) for name in outer["area"])
        plain.text(words.text("many.outer_names", names=names))
    kind = "too_few" if funnel.is_too_few else "adjusted" if funnel.is_adjusted else "plain"
    plain.caption(words.text(f"many.limits.{kind}", least=FUNNEL_MIN_AREAS))


def _chosen_period(words: Words) -> str:
    return switch(
        "period",
        words.text("many.period"),
        ["before", "after"],
        lambda option: words.text(f"figures.{option}"),
        "after",
        words.language,
    )


def _show_rates(areas: pl.DataFrame, choice: Choice, comparison: Comparison, words: Words) -> None:
    """Show the areas' rates before and after as two maps of one scale."""
    ends = {}
    for period in ("before", "after"):
        rated = areas.filter(pl.col(f"{period}_rate").is_not_null()).sort(f"{period}_rate")
        if rated.is_empty():
            return
        for end, row in (("low", 0), ("high", -1)):
            ends[f"{period}_{end}"] = words.rate(rated[f"{period}_rate"][row])
            ends[f"{period}_{end}_area"] = rated["area"][row]
    show_figure(
        "rates",
        words.text("figures.rates_title", per=per_phrase(comparison.measure, words), **ends),
        drawn_map(words, comparison_charts.rate_maps, choice, comparison),
        words.text("figures.rates_alt", n=len(areas), **ends),
        None,
        words,
        on_select=clicked("rates", choice, words),
        source=source_line(choice.vintage, datasets_of(comparison.measure), words),
    )
    plain.caption(words.text("figures.rates_say"))
    plain.caption(words.text("figures.caution_mark", n=CAUTION_EVENTS))
