"""Answers about plans: what was fixed before the result of a policy was known."""

import datetime as dt
from collections.abc import Iterable

import msgspec

from dashboard.words import Words
from dashboard.words.plans import plan_line, plan_texts
from queries.change.planning import is_planned, measures_of
from queries.declared.plan import Plan, PlannedMeasure
from queries.declared.policy import Policy


class Planned(msgspec.Struct):
    """A measure of a plan, which way it should go, and the windows that were fixed.

    `smallest_that_matters` is a share; `smallest_visible` the ratio of the smallest change that a
    year would show four times in five, null where it would show none.
    """

    measure: str
    way: str
    before_from: dt.date
    before_to: dt.date
    after_from: dt.date
    after_to: dt.date
    smallest_that_matters: float
    smallest_visible: float | None
    sentence: str


class NumberedPlan(msgspec.Struct):
    """A dated plan; `is_late` says that it was made after the policy came into force.

    `sha256` is the sum of its content, `previous` that of the plan before it, as docs/plans.md
    says; null for a first plan.
    """

    number: int
    policy: str
    made_on: dt.date
    is_late: bool
    layer: str
    method: str
    previous: str | None
    sha256: str
    measures: list[Planned]


class Meant(msgspec.Struct):
    """A measure that a policy, its goals or a clause should move, and which way.

    `is_planned` says whether the newest plan has it; null where there is no plan.
    """

    measure: str
    way: str
    is_planned: bool | None


class PolicyPlans(msgspec.Struct):
    """The plans of a policy, first plan first; `remarks` say what the page says of the newest."""

    policy: str
    effective_on: dt.date
    remarks: list[str]
    measures: list[Meant]
    plans: list[NumberedPlan]


class Plans(msgspec.Struct):
    """The plans of a city's policies, in the register's order; also of those without a plan."""

    city: str
    vintage: str
    version: str
    policies: list[PolicyPlans]


def plans(policies: Iterable[Policy], words: Words) -> list[PolicyPlans]:
    """Return the plans of policies, and which measures the newest leaves out."""
    return [
        PolicyPlans(
            policy=policy.id,
            effective_on=policy.effective_on,
            remarks=plan_texts(policy, words),
            measures=[
                Meant(measure, way, is_planned(policy, measure))
                for measure, way in measures_of(policy).items()
            ],
            plans=[_plan(plan, policy, words) for plan in policy.plans],
        )
        for policy in policies
    ]


def _plan(plan: Plan, policy: Policy, words: Words) -> NumberedPlan:
    return NumberedPlan(
        number=plan.number,
        policy=plan.policy,
        made_on=plan.made_on,
        is_late=plan.made_on > policy.effective_on,
        layer=plan.layer,
        method=plan.method,
        previous=plan.previous,
        sha256=plan.sha256,
        measures=[_planned(entry, words) for entry in plan.measures],
    )


def _planned(entry: PlannedMeasure, words: Words) -> Planned:
    return Planned(
        measure=entry.measure,
        way=entry.way,
        before_from=entry.before_from,
        before_to=entry.before_to,
        after_from=entry.after_from,
        after_to=entry.after_to,
        smallest_that_matters=entry.smallest_that_matters,
        smallest_visible=entry.smallest_visible,
        sentence=plan_line(entry, words),
    )
