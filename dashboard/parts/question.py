"""A question residents bring, with today's answer and a way in."""

import datetime as dt

import streamlit as st

from dashboard.charts import VERDICT_MARKS
from dashboard.parts import ask
from dashboard.parts.links import show_link
from dashboard.parts.verdict import show_recording, show_windows
from dashboard.tables.comparison import worded
from dashboard.words import Words
from dashboard.words.sentences import details, headline, in_force, lack_words
from queries.change.compare import Comparison
from queries.change.questions import Way
from queries.errors import NoAnswer
from queries.vintage.catalog import Vintage

COLOURS = {"fell": "blue", "rose": "orange"}
"""As on the maps; every other verdict is grey. The badge's words and mark say the same."""


def show_question(way: Way, vintage: Vintage, words: Words) -> None:
    """Show one card: the question, the verdict with its range and windows, a link."""
    with st.container(border=True):
        st.subheader(words.say(way.question.text), anchor=False)
        if way.question.asked:
            st.caption(_asked(way, words))
        if way.lack is not None:
            said = words.text(
                "overview.lack",
                measure=words.say(way.measure.name),
                reason=lack_words(way.lack, words),
            )
            st.markdown(said.replace("..", "."))
        elif way.policy is None and way.on is None:
            measure = words.say(way.measure.name)
            st.markdown(words.text("overview.no_years", measure=measure))
        else:
            _show_answer(way, vintage, words)


def way_in(city: str, measure: str, layer: str, way: Way) -> dict[str, str]:
    """Return the choices of the page that shows the whole answer."""
    if way.policy is not None:
        return {"city": city, "measure": measure, "layer": layer, "policy": way.policy.id}
    return {
        "city": city,
        "measure": measure,
        "layer": layer,
        "policy": "own",
        "date": way.on.isoformat() if way.on else "",
    }


def _show_answer(way: Way, vintage: Vintage, words: Words) -> None:
    layer = vintage.layer().id
    policy = way.policy.id if way.policy else None
    found = ask.comparison(vintage, way.measure.id, layer, policy, way.on)
    if isinstance(found, NoAnswer):
        st.markdown(words.no_answer(found))
        return
    show_badge(found, words)
    row = worded(found, words).row(0, named=True)
    st.markdown(f"{headline(row, found, words)} {details(row, found, words)}")
    show_recording([found], words, is_citywide=True)
    if way.policy is not None:
        st.caption(
            words.text(
                "overview.around_policy",
                policy=words.say(way.policy.title),
                day=in_force(way.policy, words),
            )
        )
    else:
        st.caption(words.text("overview.latest_years"))
        show_windows(found, words)
    show_link(
        "what_changed",
        words.text("overview.see"),
        way_in(vintage.city_id, way.measure.id, layer, way),
    )


def show_badge(found: Comparison, words: Words) -> None:
    """Show the verdict on the whole city as a word with its mark."""
    verdict = found.table.row(0, named=True)["verdict"]
    label = f"{VERDICT_MARKS.get(verdict, '')} {words.verdict(verdict)}".strip()
    st.badge(label, color=COLOURS.get(verdict, "gray"))  # type: ignore[arg-type]


def _asked(way: Way, words: Words) -> str:
    asked = way.question.asked or {}
    return words.text(
        "overview.asked",
        day=words.day(dt.date.fromisoformat(asked["on"])),
        where=words.say(asked["where"]),
        source=asked["source"],
    )
