"""A resident's question as a card: today's answer and a link to the page behind it."""

import datetime as dt

import streamlit as st

from dashboard.charts import VERDICT_MARKS
from dashboard.parts import ask
from dashboard.parts.links import show_link
from dashboard.parts.verdict import show_recording, show_windows
from dashboard.tables.comparison import worded
from dashboard.words import Words
from dashboard.words.sentences import in_force, lack_words, verdict_sentence
from queries.change.compare import Comparison
from queries.change.questions import QuestionAnswer
from queries.errors import NoAnswer
from queries.vintage.catalog import Vintage

COLOURS = {
    "fell": "blue",
    "fell_a_little": "blue",
    "rose": "orange",
    "rose_a_little": "orange",
}
"""Colours as on the maps; all other verdicts are grey. Text and mark repeat the colour."""


def show_question(answer: QuestionAnswer, vintage: Vintage, words: Words) -> None:
    """Show one card: the question, the verdict with its range and windows, a link."""
    with st.container(border=True):
        st.subheader(words.say(answer.question.text), anchor=False)
        if answer.question.origin:
            st.caption(_asked(answer, words))
        if answer.lack is not None:
            text = words.text(
                "overview.lack",
                measure=words.say(answer.measure.name),
                reason=lack_words(answer.lack, words),
            )
            st.markdown(text.replace("..", "."))
        elif answer.policy is None and answer.on is None:
            measure = words.say(answer.measure.name)
            st.markdown(words.text("overview.no_years", measure=measure))
        else:
            _show_answer(answer, vintage, words)


def answer_choices(city: str, measure: str, layer: str, answer: QuestionAnswer) -> dict[str, str]:
    """Return the choices of the page that shows the whole answer."""
    if answer.policy is not None:
        return {"city": city, "measure": measure, "layer": layer, "policy": answer.policy.id}
    return {
        "city": city,
        "measure": measure,
        "layer": layer,
        "policy": "own",
        "date": answer.on.isoformat() if answer.on else "",
    }


def _show_answer(answer: QuestionAnswer, vintage: Vintage, words: Words) -> None:
    layer = vintage.layer().id
    policy = answer.policy.id if answer.policy else None
    comparison = ask.comparison(vintage, answer.measure.id, layer, policy, answer.on)
    if isinstance(comparison, NoAnswer):
        st.markdown(words.no_answer(comparison))
        return
    show_badge(comparison, words)
    row = worded(comparison, words).row(0, named=True)
    st.markdown(verdict_sentence(row, comparison, words))
    show_recording([comparison], words, is_citywide=True)
    if answer.policy is not None:
        st.caption(
            words.text(
                "overview.around_policy",
                policy=words.say(answer.policy.title),
                day=in_force(answer.policy, words),
            )
        )
    else:
        st.caption(words.text("overview.latest_years"))
        show_windows(comparison, words)
    show_link(
        "what_changed",
        words.text("overview.see"),
        answer_choices(vintage.city_id, answer.measure.id, layer, answer),
    )


def show_badge(comparison: Comparison, words: Words) -> None:
    """Show the verdict on the whole city as a word with its mark."""
    verdict = comparison.table.row(0, named=True)["verdict"]
    label = f"{VERDICT_MARKS.get(verdict, '')} {words.verdict(verdict)}".strip()
    st.badge(label, color=COLOURS.get(verdict, "gray"))  # type: ignore[arg-type]


def _asked(answer: QuestionAnswer, words: Words) -> str:
    source = answer.question.origin or {}
    return words.text(
        "overview.asked",
        day=words.day(dt.date.fromisoformat(source["on"])),
        where=words.say(source["where"]),
        source=source["source"],
    )
