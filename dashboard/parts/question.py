"""A resident's question as a card: today's answer and a link to the page behind it."""

import datetime as dt

from dashboard.parts import ask, plain
from dashboard.parts.glance import glance
from dashboard.parts.links import show_link
from dashboard.parts.templates import show_template
from dashboard.parts.verdict import show_days, show_recording
from dashboard.surface import st
from dashboard.tables.comparison import worded
from dashboard.words import Words
from dashboard.words.markup import bold
from dashboard.words.ordinary import second_sentence
from dashboard.words.sentences import (
    counts_sentence,
    headline,
    in_force,
    lack_words,
    per_phrase,
    readable,
)
from queries.change.questions import OUTCOMES, Question, QuestionAnswer
from queries.declared.measures import Measure
from queries.declared.policy import Policy
from queries.errors import NoAnswer
from queries.grid.series import monthly
from queries.vintage.catalog import Vintage


def show_question(answer: QuestionAnswer, vintage: Vintage, words: Words) -> None:
    """Show one card: the question, the verdict with its range and windows, a link."""
    with st.container(border=True):
        plain.subheader(words.say(answer.question.text))
        if answer.question.origin:
            plain.caption(_asked(answer, words))
        if answer.lack is not None:
            text = words.text(
                "overview.lack",
                measure=words.say(answer.measure.name),
                reason=lack_words(answer.lack, words),
            )
            plain.text(text.replace("..", "."))
        elif answer.policy is not None:
            _show_answer(answer.question, answer.measure, answer.policy, vintage, words)
        else:
            _show_levels(answer, words)
        if answer.lack is None:
            show_days(vintage, answer.measure, words)


def _show_answer(
    question: Question, measure: Measure, policy: Policy, vintage: Vintage, words: Words
) -> None:
    layer = vintage.layer().id
    comparison = ask.comparison(vintage, measure.id, layer, policy)
    if isinstance(comparison, NoAnswer):
        plain.text(words.no_answer(comparison))
        return
    row = worded(comparison, words).row(0, named=True)
    answer = _answer(question, row["verdict"], words)
    plain.text(bold(answer) if answer else headline(row, comparison, words))
    months = monthly(vintage, measure.id, layer, None)
    show_template("card", row=glance(row, None, comparison, months, words))
    plain.text(counts_sentence(row, comparison, words))
    plain.caption(second_sentence(row, comparison, words) or "")
    show_recording([comparison], words, is_citywide=True)
    plain.caption(
        words.text(
            "overview.around_policy", policy=words.say(policy.title), day=in_force(policy, words)
        )
    )
    choices = {"measure": measure.id, "layer": layer, "policy": policy.id}
    show_link("what_changed", words.text("overview.see"), {"city": vintage.city_id, **choices})


def _answer(question: Question, verdict: str | None, words: Words) -> str:
    """Return the answer to the question itself; empty if the question has none for a verdict."""
    outcome = OUTCOMES.get(verdict or "")
    if outcome:
        return words.say(question.answers.get(outcome, {}))
    return words.text(f"overview.open.{verdict or 'too_few_to_tell'}")


def _show_levels(answer: QuestionAnswer, words: Words) -> None:
    """Show how the last years went, without a verdict."""
    measure = words.say(answer.measure.name)
    levels = answer.levels
    if levels is None or levels.is_empty():
        plain.text(words.text("overview.no_years", measure=measure))
        return
    plain.text(bold(measure))
    factor = 1 if answer.measure.denominator == "none" else readable(*levels["rate"])
    lines = [
        words.text(
            "overview.level",
            first=words.day(year["first_on"]),
            last=words.day(year["last_on"]),
            rate=words.rate(year["rate"] * factor),
            per=per_phrase(answer.measure, words, factor),
        )
        for year in levels.to_dicts()
    ]
    plain.points(lines)
    plain.caption(words.text("overview.levels"))


def _asked(answer: QuestionAnswer, words: Words) -> str:
    source = answer.question.origin or {}
    return words.text(
        "overview.asked",
        day=words.day(dt.date.fromisoformat(source["on"])),
        where=words.say(source["where"]),
        source=source["source"],
    )
