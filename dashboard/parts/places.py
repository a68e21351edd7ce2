"""The section that compares places with the policy and places without it."""

from dashboard.parts import ask, comparison_charts, drawn, plain
from dashboard.parts.choices import Choice
from dashboard.parts.figure import show_figure
from dashboard.parts.source import source_line
from dashboard.parts.verdict import show_recording
from dashboard.tables import trends
from dashboard.words import Words
from dashboard.words.designs import answer, groups
from queries.declared.measures import datasets_of
from queries.declared.policy import Policy
from queries.errors import NoAnswer


def show_places(choice: Choice, words: Words) -> None:
    """Show the section; nothing for a date of the visitor's own."""
    if not isinstance(choice.around, Policy):
        return
    plain.header(words.text("designs.title"))
    comparison = ask.comparison_of_places(choice.vintage, choice.measure.id, choice.around.id)
    if isinstance(comparison, NoAnswer):
        plain.text(words.no_answer(comparison))
        return
    plain.text(answer(comparison, choice.vintage, words))
    show_recording([comparison], words)
    if comparison.refused is not None or comparison.windows is None:
        return
    tested = groups(comparison, words)
    if tested is not None:
        plain.text(tested)
    before, after = (words.period(period) for period in comparison.windows.periods)
    plain.caption(words.text("designs.same_days", before=before, after=after))
    if len(comparison.placebo_outcomes):
        plain.text(words.text("designs.outcomes"))
    plain.text(words.text("designs.other_reasons"))
    first = comparison.estimates.row(0, named=True)
    if first["ratio"] is not None:
        values = {
            "measure": words.say(comparison.measure.name),
            **{key: words.number(first[key], 2) for key in ("ratio", "low", "high")},
        }
        show_figure(
            "places",
            words.text("designs.figure_title", **values),
            drawn.spec(words, comparison_charts.places, comparison),
            words.text("designs.figure_alt", n=len(comparison.placebo_outcomes), **values),
            trends.places_table(comparison, words),
            words,
            is_open=True,
            source=source_line(choice.vintage, datasets_of(comparison.measure), words),
        )
