"""What a plan of a policy fixes, from the months before the policy alone."""

from collections.abc import Mapping

from queries.change.foresight import before_policy, smallest_visible, windows_ahead
from queries.declared.plan import PlannedMeasure
from queries.declared.policy import Policy
from queries.vintage.catalog import Vintage

METHOD = "ratio of the rates after and before, with the 95 % range of docs/compare.md"


def measures_of(policy: Policy) -> dict[str, str]:
    """Return each measure that a policy, its goals or a clause should move, and which way."""
    clauses = policy.agreement.clauses if policy.agreement else ()
    goals = {goal.measure: "down" if goal.change < 0 else "up" for goal in policy.goals}
    of_clauses = {measure: way for clause in clauses for measure, way in clause.measures.items()}
    return of_clauses | goals | policy.measures


def is_planned(policy: Policy, measure: str) -> bool | None:
    """Return whether a measure is in a policy's newest plan; None where there is no plan."""
    return any(entry.measure == measure for entry in policy.plan.measures) if policy.plan else None


def planned(
    vintage: Vintage, policy: Policy, measures: Mapping[str, str]
) -> tuple[PlannedMeasure, ...]:
    """Return the windows that a comparison will have, and what they could show, by measure.

    The window after need not have passed. Raises NoAnswer for a measure that the vintage cannot
    compare, or with less than a year before.
    """
    return tuple(_planned(vintage, policy, name, way) for name, way in measures.items())


def _planned(vintage: Vintage, policy: Policy, name: str, way: str) -> PlannedMeasure:
    measure = vintage.measure(name, vintage.layer().id)
    windows = windows_ahead(vintage, measure, policy, by_month=vintage.is_monthly(measure))
    before = before_policy(vintage, measure, policy)
    smallest = smallest_visible(vintage, measure, before, is_fall=way == "down")
    return PlannedMeasure(
        name,
        way,
        windows.before_from,
        windows.before_to,
        windows.after_from,
        windows.after_to,
        measure.matters.citywide,
        None if smallest is None else round(smallest, 3),
    )
