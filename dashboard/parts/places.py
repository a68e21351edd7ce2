"""The section that compares places a policy reached with places it did not."""

import streamlit as st

from dashboard.parts import ask, comparison_charts, drawn
from dashboard.parts.choices import Choice
from dashboard.parts.figure import show_figure
from dashboard.parts.verdict import show_recording
from dashboard.tables import trends
from dashboard.words import Words
from dashboard.words.designs import answer, groups
from queries.errors import NoAnswer


def show_places(choice: Choice, words: Words) -> None:
    """Show the section; nothing where the date is the visitor's own."""
    if choice.policy_id is None:
        return
    st.header(words.text("designs.title"), anchor=False)
    found = ask.comparison_of_places(choice.vintage, choice.measure.id, choice.policy_id)
    if isinstance(found, NoAnswer):
        st.markdown(words.no_answer(found))
        return
    st.markdown(answer(found, choice.vintage, words))
    show_recording([found], words)
    if found.refused is not None or found.windows is None:
        return
    tested = groups(found, words)
    if tested is not None:
        st.markdown(tested)
    before, after = (words.period(one) for one in found.windows.periods)
    st.caption(words.text("designs.same_days", before=before, after=after))
    if len(found.placebo_outcomes):
        st.markdown(words.text("designs.outcomes"))
    st.markdown(words.text("designs.other_reasons"))
    first = found.estimates.row(0, named=True)
    if first["ratio"] is not None:
        said = {
            "measure": words.say(found.measure.name),
            **{key: words.number(first[key], 2) for key in ("ratio", "low", "high")},
        }
        show_figure(
            "places",
            words.text("designs.figure_title", **said),
            drawn.spec(words, comparison_charts.places, found),
            words.text("designs.figure_alt", n=len(found.placebo_outcomes), **said),
            trends.places_table(found, words),
            words,
            is_open=True,
        )
