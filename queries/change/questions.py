"""The questions residents bring, and which comparison answers each of them in a city."""

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
    """A question in residents' words; `asked` says on which day, where, and who reported it."""

    id: str
    text: Texts
    measures: tuple[str, ...]
    policy: str | None = None
    asked: dict[str, Any] | None = None


@dataclass(frozen=True)
class Way:
    """How a question is answered here: by a measure around a policy, or around a day.

    `policy` and `on` are None where no years can be compared. Where the city's records show none
    of the question's measures, `lack` is a caveat code or the city's own reason, and `measure` the
    one that would have answered.
    """

    question: Question
    measure: Measure
    policy: Policy | None = None
    on: dt.date | None = None
    lack: Texts | str | None = None


@once_per_vintage
def ways(vintage: Vintage) -> list[Way]:
    """Return how each question of the city is answered, in the order in which they are shown."""
    return [_way(vintage, question) for question in questions(vintage)]


def questions(vintage: Vintage) -> list[Question]:
    """Return the city's own questions, then those for every city."""
    entries = [json.loads(entry) for entry in vintage.ask("questions")["entry"]]
    return [Question(**{**entry, "measures": tuple(entry["measures"])}) for entry in entries]


def is_usable(vintage: Vintage, policy: Policy, measure: Measure) -> bool:
    """Say whether the measure has a year of data on both sides of the policy."""
    try:
        windows.around_policy(
            policy,
            vintage.stretch(measure, policy.effective_on),
            by_month=vintage.is_monthly(measure),
        )
    except NoAnswer:
        return False
    return True


def _way(vintage: Vintage, question: Question) -> Way:
    layer = vintage.layer().id
    candidates = [measures()[measure_id] for measure_id in question.measures]
    supported = (measure for measure in candidates if vintage.lack(measure, layer) is None)
    measure = next(supported, None)
    if measure is None:
        return Way(question, candidates[0], lack=vintage.lack(candidates[0], layer))
    if question.policy is not None:
        return Way(question, measure, vintage.policy(question.policy))
    # a policy that only changes what is recorded did not set out to change the answer
    # a policy of some areas is no answer to a question about the city
    intended = [
        policy
        for policy in vintage.policies
        if policy.measures and policy.scope != "areas" and is_usable(vintage, policy, measure)
    ]
    if intended:
        return Way(question, measure, intended[-1])
    return Way(question, measure, on=_latest(vintage, measure))


def _latest(vintage: Vintage, measure: Measure) -> dt.date | None:
    """Return the day that parts the latest whole years from as many before, or None."""
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
