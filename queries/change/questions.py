"""The questions of residents, and the comparison that answers each of them in a city."""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from queries.dates import add_months
from queries.declared.measures import Measure, measures
from queries.errors import NoAnswer
from queries.grid import windows
from queries.grid.windows import DEFAULT_MONTHS
from queries.texts import Texts
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import Vintage
from queries.vintage.policy import Policy


@dataclass(frozen=True)
class Question:
    """A question in residents' words; `origin` has the day, the place and the source of it."""

    id: str
    text: Texts
    measures: tuple[str, ...]
    policy: str | None = None
    origin: dict[str, Any] | None = None


@dataclass(frozen=True)
class QuestionAnswer:
    """The comparison that answers a question in a city: a measure around a policy or a day.

    `policy` and `on` are both None where the data have no years to compare. Where the city supports
    none of the question's measures, `measure` is the first of them, and `lack` is the reason: a
    caveat code or the city's own text.
    """

    question: Question
    measure: Measure
    policy: Policy | None = None
    on: dt.date | None = None
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
    # a policy without intended measures only changes what is recorded
    # a policy for some areas does not answer a question about the whole city
    intended = [
        policy
        for policy in vintage.policies
        if policy.measures and policy.scope != "areas" and is_usable(vintage, policy, measure)
    ]
    if intended:
        return QuestionAnswer(question, measure, intended[-1])
    return QuestionAnswer(question, measure, on=_latest(vintage, measure))


def _latest(vintage: Vintage, measure: Measure) -> dt.date | None:
    """Return the day with the most whole years after it and as many before it, or None."""
    last = vintage.span(measure)[1]
    try:
        first = vintage.stretch(measure, last)[0]
    except NoAnswer:
        return None
    end = last + dt.timedelta(days=1)
    for months in range(DEFAULT_MONTHS, 0, -12):
        day = add_months(end, -months)
        if add_months(day, -months) >= first:
            return day
    return None
