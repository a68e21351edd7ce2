"""A policy's plan in words, and which measures were not in it."""

from dashboard.words import Words
from dashboard.words.changes import share
from queries.change.planning import is_planned
from queries.declared.measures import measures
from queries.declared.plan import PlannedMeasure
from queries.declared.policy import Policy

SHOWN = 12
"""Letters of a sum that are shown; the whole sum is in the pack."""


def plan_texts(policy: Policy, words: Words) -> list[str]:
    """Return when the newest plan was made, and what came before it; nothing without a plan."""
    plan = policy.plan
    if plan is None:
        return []
    made = {"number": plan.number, "day": words.day(plan.made_on), "sum": plan.sha256[:SHOWN]}
    texts = [words.text("plans.made", **made)]
    if plan.made_on > policy.effective_on:
        texts.append(words.text("plans.late"))
    if earlier := len(policy.plans) - 1:
        key = "plans.earlier_one" if earlier == 1 else "plans.earlier"
        texts.append(words.text(key, n=earlier))
    return texts


def plan_lines(policy: Policy, words: Words) -> list[str]:
    """Return a line for each measure of the newest plan."""
    return [plan_line(entry, words) for entry in policy.plan.measures] if policy.plan else []


def plan_line(entry: PlannedMeasure, words: Words) -> str:
    """Return what is compared with what of a measure, which change matters, and what is seen."""
    if entry.smallest_visible is None:
        seen = words.text("plans.seen.never")
    else:
        change = share(abs(1 - entry.smallest_visible))
        seen = words.text(f"plans.seen.{entry.way}", change=change)
    return words.text(
        "plans.measure",
        measure=words.say(measures()[entry.measure].name),
        before=words.period((entry.before_from, entry.before_to)),
        after=words.period((entry.after_from, entry.after_to)),
        matters=share(entry.smallest_that_matters),
        seen=seen,
    )


def meant_line(policy: Policy, measure: str, way: str, words: Words) -> str:
    """Return which way a measure was meant to go, and whether a plan leaves it out."""
    name = words.say(measures()[measure].name)
    way_words = words.text(f"policies.way_{way}")
    meant = words.text("policies.meant_line", measure=name, way=way_words)
    left_out = not_planned(policy, measure, words)
    return f"{meant}. {left_out}" if left_out else meant


def not_planned(policy: Policy, measure: str, words: Words) -> str:
    """Return that a policy's newest plan leaves a measure out; nothing if it has it, or is none."""
    if policy.plan is None or is_planned(policy, measure):
        return ""
    return words.text("plans.not_planned", day=words.day(policy.plan.made_on))
