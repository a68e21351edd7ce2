"""Answers about goals that were agreed: what was agreed, where it stands, and the figures."""

import datetime as dt
from collections.abc import Iterable

import msgspec

from dashboard.api import types
from dashboard.tables.answers import as_json, finite
from dashboard.words import Words
from dashboard.words.goals import goal_line, goal_sentence
from queries.change.goals import GoalAnswer, goals_of
from queries.declared.policy import Policy
from queries.vintage.catalog import Vintage


class Year(msgspec.Struct):
    """The year looked at beside the time before the policy, and its cautions.

    `ratio` is null where the records of both cannot be compared; `incomparable` says why.
    """

    windows: types.Windows
    before: types.Counted
    after: types.Counted
    ratio: types.Ratio | None
    incomparable: str | None
    cautions: list[types.Caution]


class Goal(msgspec.Struct):
    """What a policy's parties agreed of a measure, and where it stands, as docs/goals.md has it.

    `change` is that of the city's rate, -0.15 for a fall of 15 %, in the year before the day `by`.
    `state` is met, on_course, off_course, cannot_tell_yet or cannot_be_known. `year` is null until
    a year has passed, or where the records have no answer: `sentence` says why. `due` is the ratio
    that an even pace would have reached. `smallest_visible` is the ratio of the smallest change
    that a year would show four times in five, null where it would show none. A state is no verdict
    on the policy: `cautions` belong to it.
    """

    policy: str
    measure: str
    change: float
    by: dt.date
    agreed_by: str
    agreed_on: dt.date
    source: str
    state: str
    year: Year | None
    due: float | None
    smallest_visible: float | None
    agreed: str
    sentence: str


class Goals(msgspec.Struct):
    """The goals of a city's policies: in the register's order, then in that of the policy."""

    city: str
    vintage: str
    version: str
    goals: list[Goal]


def goals(vintage: Vintage, policies: Iterable[Policy], words: Words) -> list[Goal]:
    """Return the goals of policies, with where each stands."""
    meant = {policy.id for policy in policies}
    return [_goal(answer, words) for answer in goals_of(vintage) if answer.policy.id in meant]


def _goal(answer: GoalAnswer, words: Words) -> Goal:
    goal = answer.goal
    return Goal(
        policy=answer.policy.id,
        measure=goal.measure,
        change=goal.change,
        by=goal.by,
        agreed_by=words.say(goal.agreed_by),
        agreed_on=goal.agreed_on,
        source=goal.source,
        state=answer.state,
        year=_year(answer, words),
        due=finite(answer.due),
        smallest_visible=finite(answer.smallest),
        agreed=goal_line(answer, words),
        sentence=goal_sentence(answer, words),
    )


def _year(answer: GoalAnswer, words: Words) -> Year | None:
    """Return the year looked at, with the city's numbers as a comparison has them."""
    if answer.comparison is None:
        return None
    comparison = as_json(answer.comparison, words)
    city = comparison["citywide"]
    has_ratio = city["incomparable"] is None and None not in city["ratio"].values()
    content = {
        "windows": comparison["windows"],
        **{name: city[name] for name in ("before", "after", "incomparable")},
        "ratio": city["ratio"] if has_ratio else None,
        "cautions": [{"code": code, "text": words.say(text)} for code, text in answer.cautions],
    }
    return msgspec.convert(content, Year)
