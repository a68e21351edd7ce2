"""The story of a policy as dated points: how it came about, what it said, what happened then."""

import datetime as dt
from typing import Any

import polars as pl

from dashboard.parts import ask
from dashboard.parts.glance import glance
from dashboard.parts.verdict import recordings, windows_line
from dashboard.tables.comparison import worded
from dashboard.words import Words
from dashboard.words.goals import goal_line, goal_sentence
from dashboard.words.markup import web_address
from dashboard.words.plans import meant_line, plan_lines, plan_texts
from dashboard.words.sentences import answers, headline, in_force, lack_words
from queries.change.compare import Comparison
from queries.change.goals import goals_of
from queries.change.policies import Step, steps
from queries.declared import dictionary
from queries.declared.measures import measures
from queries.declared.policy import Policy
from queries.errors import NoAnswer
from queries.grid.series import monthly
from queries.vintage.catalog import Vintage

Point = dict[str, Any]
"""What the template policy.html shows at a date: on, day, kind, link, parts and rows.

`is_main` is the day in force, `is_then` what happened then. A part has a title, texts and a list of
lines; a row is a measure with its charts and sentences."""


def story(policy: Policy, vintage: Vintage, words: Words) -> tuple[list[Point], list[Comparison]]:
    """Return the points of a policy, oldest first, and the comparisons they show."""
    points = [_step(step, policy, vintage, words) for step in steps(policy)]
    recording = _recording(policy, words)
    if policy.recorded_from == policy.effective_on or policy.recording == "unchanged":
        at = next(point for point in points if point["is_main"])
        at["parts"].append(recording)
    else:
        points.append(_point(policy.recorded_from, words.day(policy.recorded_from), "", words))
        points[-1]["parts"].append(recording)
    then, comparisons = _then(policy, vintage, words)
    return sorted([*points, *then], key=lambda point: point["on"]), comparisons


def unknown_parts(policy: Policy, words: Words) -> list[str]:
    """Return what the register does not say of a policy, in words."""
    known = {
        "steps": len(steps(policy)) > 1,
        "table": bool(policy.groups),
        "says": bool(policy.says),
    }
    return [words.text(f"policies.{name}") for name, is_known in known.items() if not is_known]


def outcome(measure_id: str, policy: Policy, vintage: Vintage, words: Words) -> Comparison | str:
    """Return what happened to a measure around a policy, or why nobody can say, in words."""
    measure, layer = measures()[measure_id], vintage.layer().id
    name = words.say(measure.name)
    lack = vintage.lack(measure, layer)
    if lack is not None:
        text = words.text("policies.cannot", measure=name, reason=lack_words(lack, words))
        return text.replace("..", ".")
    answer = ask.comparison(vintage, measure_id, layer, policy)
    return f"{name}: {words.no_answer(answer)}" if isinstance(answer, NoAnswer) else answer


def _point(on: dt.date, day: str, kind: str, words: Words, link: str | None = None) -> Point:
    return {
        "on": on,
        "day": day,
        "kind": kind,
        "is_main": False,
        "is_then": False,
        "link": web_address(link or ""),
        "more": words.text("policies.link"),
        "parts": [],
        "rows": [],
    }


def _part(title: str, texts: list[str], lines: list[str] | None = None) -> dict[str, Any]:
    return {"title": title, "texts": texts, "lines": lines or []}


def _step(step: Step, policy: Policy, vintage: Vintage, words: Words) -> Point:
    kind = words.say(dictionary.word("policy_step", step.kind))
    day = words.period((step.on, step.until)) if step.until else words.day(step.on)
    if step.kind == "in_force":
        day = in_force(policy, words)
    point = _point(step.on, day, kind, words, step.link)
    if step.text is not None:
        point["parts"].append(_part("", [words.say(step.text)]))
    if step.kind == "in_force":
        point["is_main"] = True
        point["parts"] += _in_force(policy, vintage, words)
    return point


def _in_force(policy: Policy, vintage: Vintage, words: Words) -> list[dict[str, Any]]:
    """Return what the policy said, who was at the table, what it was to change and to reach."""
    parts = []
    if policy.says:
        parts.append(_part(words.text("policies.says"), [words.say(policy.says)]))
    if policy.groups and policy.agreement is None:  # the agreement's room shows who was there
        note = [words.say(policy.groups_note)] if policy.groups_note else []
        groups = [words.say(group) for group in policy.groups]
        parts.append(_part(words.text("policies.table"), note, groups))
    meant = [
        meant_line(policy, measure_id, way, words) for measure_id, way in policy.measures.items()
    ]
    none = [] if meant else [words.text("policies.meant_none")]
    parts.append(_part(words.text("policies.meant"), none, meant))
    goals = [answer for answer in goals_of(vintage) if answer.policy.id == policy.id]
    if goals and policy.agreement is None:
        lines = [f"{goal_line(goal, words)} {goal_sentence(goal, words)}" for goal in goals]
        parts.append(_part(words.text("goals.title"), [], lines))
    if policy.plan:
        fixed = plan_texts(policy, words), plan_lines(policy, words)
        parts.append(_part(words.text("plans.title"), *fixed))
    return parts


def _recording(policy: Policy, words: Words) -> dict[str, Any]:
    texts = [words.text(f"policies.recording_{policy.recording}")]
    if policy.recording_change:
        texts.append(words.say(policy.recording_change))
    return _part(words.text("policies.recording"), texts)


def _then(policy: Policy, vintage: Vintage, words: Words) -> tuple[list[Point], list[Comparison]]:
    """Return what happened to each measure, or why there is no answer, as a point of its own."""
    if not policy.measures:
        return [], []
    comparisons, reasons = [], []
    for measure_id in policy.measures:
        answer = outcome(measure_id, policy, vintage, words)
        if isinstance(answer, str):
            reasons.append(answer)
        else:
            comparisons.append(answer)
    title = words.text("policies.then")
    if not comparisons:
        point = _point(policy.effective_on, "", title, words)
        return [{**point, "is_then": True, "parts": [_part("", reasons)]}], []
    after = comparisons[0].windows.periods[1]
    # beside an agreement the story that says it is folded
    is_said = policy.recording_change and policy.agreement is None
    own = words.say(policy.recording_change or {}) if is_said else ""
    others = [text for text in recordings(comparisons, words, is_citywide=True) if text != own]
    windows = dict.fromkeys(windows_line(comparison, words) for comparison in comparisons)
    point = _point(after[0], words.period(after), title, words)
    point["parts"].append(_part("", [*windows, *others, *reasons]))
    point["is_then"] = True
    point["rows"] = [_row(comparison, vintage, words) for comparison in comparisons]
    return [point], comparisons


def _row(comparison: Comparison, vintage: Vintage, words: Words) -> dict[str, Any]:
    """Return a measure's charts over the time compared, its verdict, and the grounds."""
    row = worded(comparison, words).row(0, named=True)
    months = monthly(vintage, comparison.measure.id, vintage.layer().id, None)
    compared = months.filter(pl.col("month") <= comparison.windows.after_to)
    return {
        **glance(row, None, comparison, compared, words),
        "headline": headline(row, comparison, words),
        "sentences": answers(row, comparison, words),
    }
