"""The questions of residents, and the comparison that answers each of them in a city."""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from queries.dates import add_months
from queries.declared.measures import Measure, measures
from queries.declared.policy import Policy
from queries.errors import NoAnswer
from queries.grid import windows
from queries.grid.series import monthly
from queries.texts import Texts
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import Vintage

LEVEL_YEARS = 5
"""Years whose level is told where no policy can be compared."""

OUTCOMES = {
    "fell": "fell",
    "fell_a_little": "fell",
    "rose": "rose",
    "rose_a_little": "rose",
    "about_the_same": "same",
}
"""What a clear verdict comes to, by verdict; the others leave a question open."""

LEVELS = {"first_on": pl.Date, "last_on": pl.Date, "events": pl.Int64, "rate": pl.Float64}


@dataclass(frozen=True)
class Question:
    """A question in residents' words; `origin` has the day, the place and the source of it.

    `answers` says what a clear verdict on the measure means for it, by outcome (OUTCOMES).
    """

    id: str
    text: Texts
    measures: tuple[str, ...]
    policy: str | None = None
    origin: dict[str, Any] | None = None
    answers: dict[str, Texts] = field(default_factory=dict)


@dataclass(frozen=True)
class QuestionAnswer:
    """The comparison that answers a question in a city: a measure around a policy.

    `policy` is None where no policy can be compared: a date that nobody chose would answer nothing,
    and `levels` says how the last years went (see `latest_years`). Where the city supports none of
    the question's measures, `measure` is the first of them, and `lack` is the reason: a caveat code
    or the city's own text.
    """

    question: Question
    measure: Measure
    policy: Policy | None = None
    levels: pl.DataFrame | None = None
    lack: Texts | str | None = None


@once_per_vintage
def question_answers(vintage: Vintage) -> list[QuestionAnswer]:
    """Return the answer to each question of the city, in display order."""
    return [_answer(vintage, question) for question in questions(vintage)]


def questions(vintage: Vintage) -> list[Question]:
    """Return the city's own questions, then the questions for every city."""
    entries = [json.loads(entry) for entry in vintage.ask("questions")["entry"]]
    return [
        Question(
            id=entry["id"],
            text=entry["text"],
            measures=tuple(entry["measures"]),
            policy=entry.get("policy"),
            origin=entry.get("asked"),
            answers=entry.get("answers", {}),
        )
        for entry in entries
    ]


def is_usable(vintage: Vintage, policy: Policy, measure: Measure) -> bool:
    """Return whether the measure has a year of data on both sides of the policy."""
    try:
        windows.around_policy(
            policy,
            vintage.stretch(measure, policy.effective_on),
            by_month=vintage.is_monthly(measure),
        )
    except NoAnswer:
        return False
    return True


def _answer(vintage: Vintage, question: Question) -> QuestionAnswer:
    layer = vintage.layer().id
    candidates = [measures()[measure_id] for measure_id in question.measures]
    supported = (measure for measure in candidates if vintage.lack(measure, layer) is None)
    measure = next(supported, None)
    if measure is None:
        return QuestionAnswer(question, candidates[0], lack=vintage.lack(candidates[0], layer))
    if question.policy is not None:
        return QuestionAnswer(question, measure, vintage.policy(question.policy))
    policy = meant_policy(vintage, measure)
    if policy is not None:
        return QuestionAnswer(question, measure, policy)
    return QuestionAnswer(question, measure, levels=latest_years(vintage, measure))


def meant_policy(vintage: Vintage, measure: Measure) -> Policy | None:
    """Return the policy that a measure is first compared around, the same on every page.

    That is the latest policy for the whole city with a year of data on both sides that meant to
    move the measure's events; without one, the latest that meant to move anything. A policy without
    intended measures only changes what is recorded, and one for some areas says nothing of a city.
    """
    usable = [
        policy
        for policy in vintage.policies
        if policy.measures and policy.scope != "areas" and is_usable(vintage, policy, measure)
    ]
    meant = [
        policy
        for policy in usable
        if measure.numerator in {measures()[name].numerator for name in policy.measures}
    ]
    return next(reversed(meant or usable), None)


def opening(vintage: Vintage, offered: Sequence[Measure]) -> tuple[Policy, Measure] | None:
    """Return the policy and the measure that a city opens with, or None without a usable policy.

    The measure is the first offered one that a policy meant to move, else the first with a policy.
    """
    pairs = [(meant_policy(vintage, measure), measure) for measure in offered]
    usable = [(policy, measure) for policy, measure in pairs if policy is not None]
    meant = [pair for pair in usable if pair[1].id in pair[0].measures]
    return next(iter(meant or usable), None)


def latest_years(vintage: Vintage, measure: Measure) -> pl.DataFrame:
    """Return first_on, last_on, events and rate of the last settled years, newest first.

    At most LEVEL_YEARS whole years of twelve months that end with the last settled month, none
    across a gap; the rate is per the measure's scale.
    """
    months = monthly(vintage, measure.id).filter(~pl.col("is_provisional")).reverse()
    rows = []
    for start in range(0, min(len(months), 12 * LEVEL_YEARS) - 11, 12):
        year = months.slice(start, 12)
        if year["events"].null_count() or not float(year["exposure"].sum() or 0) > 0:
            break
        events = int(year["events"].sum())
        rows.append(
            {
                "first_on": year["month"][-1],
                "last_on": add_months(year["month"][0], 1) - dt.timedelta(days=1),
                "events": events,
                "rate": events / float(year["exposure"].sum()) * measure.scale,
            }
        )
    return pl.DataFrame(rows, schema=LEVELS)
