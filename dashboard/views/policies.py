"""Policies: how each came about, who took part, and what happened to the measures it targets."""

import streamlit as st

from dashboard.parts import ask, plain
from dashboard.parts.cities import choose_vintage
from dashboard.parts.header import show_about, show_label, show_title
from dashboard.parts.links import show_link
from dashboard.parts.question import show_badge
from dashboard.parts.verdict import show_cautions, show_recording, show_windows
from dashboard.tables.comparison import worded
from dashboard.words import Words
from dashboard.words.markup import bold, fill, joined, link, listed
from dashboard.words.sentences import answers, headline, in_force, lack_words
from queries.change.compare import Comparison
from queries.change.policies import Step, steps
from queries.declared import dictionary
from queries.declared.measures import measures
from queries.declared.policy import Policy
from queries.errors import NoAnswer
from queries.vintage.catalog import Vintage


def show(words: Words) -> None:
    """Show the page."""
    show_title("policies", words)
    vintage = choose_vintage(words)
    show_label(vintage, words)
    if not vintage.policies:
        plain.info(words.text("policies.none"))
    for policy in reversed(vintage.policies):
        _show_policy(policy, vintage, words)
    show_about("policies", vintage, None, words)


def _show_policy(policy: Policy, vintage: Vintage, words: Words) -> None:
    plain.header(words.say(policy.title), anchor=policy.id)
    day = in_force(policy, words)
    line = words.text("policies.in_force", day=day, source=policy.source)
    plain.text(joined(line, _link(policy.link, words)))
    parts = {
        "steps": _steps(policy, words),
        "table": _table(policy, words),
        "says": words.say(policy.says) if policy.says else None,
        "meant": _meant(policy, words),
        "recording": _recording(policy, words),
    }
    for name, text in parts.items():
        if text is not None:
            plain.subheader(words.text(f"policies.{name}"))
            plain.text(text)
    unknown = [words.text(f"policies.{name}") for name, text in parts.items() if text is None]
    if unknown:
        titles = "; ".join(words.in_list(title) for title in unknown)
        plain.caption(words.text("policies.unknown", parts=titles))
    if not policy.measures:
        return
    plain.subheader(words.text("policies.then"))
    shown = [_show_then(measure_id, policy, vintage, words) for measure_id in policy.measures]
    comparisons = [comparison for comparison in shown if comparison is not None]
    if comparisons:
        show_recording(comparisons, words, is_citywide=True)
        show_cautions(comparisons, words)


def _steps(policy: Policy, words: Words) -> str | None:
    """Return the steps as a list; None if only the day in force is known."""
    stages = steps(policy)
    if len(stages) == 1:
        return None
    return listed(_step(stage, policy, words) for stage in stages)


def _step(step: Step, policy: Policy, words: Words) -> str:
    kind = words.say(dictionary.word("policy_step", step.kind))
    day = words.period((step.on, step.until)) if step.until else words.day(step.on)
    if step.kind == "in_force":
        day = in_force(policy, words)
    if step.text is None:
        return fill(words, "policies.step", day=day, kind=kind)
    text = words.say(step.text)
    line = fill(words, "policies.step_text", day=day, kind=kind, text=text)
    return joined(line, _link(step.link, words))


def _link(address: str | None, words: Words) -> str:
    return link(words.text("policies.link"), address) if address else ""


def _table(policy: Policy, words: Words) -> str | None:
    if not policy.groups:
        return None
    note = words.say(policy.groups_note) if policy.groups_note else ""
    return joined(listed(words.say(group) for group in policy.groups), note, by="\n\n")


def _meant(policy: Policy, words: Words) -> str:
    if not policy.measures:
        return words.text("policies.meant_none")
    return listed(
        words.text(
            "policies.meant_line",
            measure=words.say(measures()[measure_id].name),
            way=words.text(f"policies.way_{direction}"),
        )
        for measure_id, direction in policy.measures.items()
    )


def _recording(policy: Policy, words: Words) -> str:
    text = words.text(f"policies.recording_{policy.recording}")
    change = policy.recording_change
    return f"{text} {words.say(change)}" if change else text


def _show_then(
    measure_id: str, policy: Policy, vintage: Vintage, words: Words
) -> Comparison | None:
    """Show what happened to a measure, or why there is no answer."""
    layer = vintage.layer().id
    measure = measures()[measure_id]
    lack = vintage.lack(measure, layer)
    if lack is not None:
        name = words.say(measure.name)
        text = words.text("policies.cannot", measure=name, reason=lack_words(lack, words))
        plain.text(text.replace("..", "."))
        return None
    comparison = ask.comparison(vintage, measure_id, layer, policy)
    if isinstance(comparison, NoAnswer):
        plain.text(f"{words.say(measure.name)}: {words.no_answer(comparison)}")
        return None
    row = worded(comparison, words).row(0, named=True)
    choices = {
        "city": vintage.city_id,
        "layer": layer,
        "measure": measure_id,
        "policy": policy.id,
    }
    with st.container(border=True):
        show_badge(comparison, words)
        grounds = " ".join(answers(row, comparison, words))
        plain.text(joined(bold(headline(row, comparison, words)), grounds))
        show_windows(comparison, words)
        show_link("what_changed", words.text("overview.see"), choices)
        show_link("trend_around_policy", words.text("policies.see_months"), choices)
    return comparison
