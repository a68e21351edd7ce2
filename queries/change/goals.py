"""The goals that a policy's parties agreed, and where the records say that each stands."""

import datetime as dt
from dataclasses import dataclass

from queries.change.compare import Comparison, compare
from queries.change.foresight import before_policy, smallest_visible
from queries.dates import DateRange, add_months
from queries.declared.measures import Measure, measures
from queries.declared.policy import Goal, Policy
from queries.errors import NoAnswer
from queries.grid.months import settled_months
from queries.grid.windows import transition_of
from queries.stats.constants import LATEST_MONTHS
from queries.stats.goals import CANNOT_KNOW, CANNOT_TELL, MET, due_ratio, goal_state
from queries.texts import Text
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import Vintage

OF_OWN_PERIODS = ("own_periods", "months_of_your_own")
"""Cautions of periods that somebody chose; a goal's year and the time before it are set."""


@dataclass(frozen=True, eq=False)  # it holds a comparison
class GoalAnswer:
    """A goal, and one of queries.stats.goals.GOAL_STATES.

    `comparison` sets the last year of records, or the year that ends with the goal's date, beside
    the time before the policy; None until such a year has passed, or where `refusal` says why there
    is none. `due` is the ratio that an even pace would have reached by the middle of that year.
    `smallest` is the ratio of the smallest change in the goal's direction that a year would show
    four times in five, from the months before the policy alone; None if no change would be seen.
    """

    policy: Policy
    goal: Goal
    measure: Measure
    state: str
    comparison: Comparison | None
    due: float | None
    smallest: float | None
    refusal: NoAnswer | None = None

    @property
    def cautions(self) -> list[tuple[str, Text]]:
        """The code and text of what a reader must know before believing the comparison."""
        if self.comparison is None:
            return []
        return [caution for caution in self.comparison.cautions if caution[0] not in OF_OWN_PERIODS]


@once_per_vintage
def goals_of(vintage: Vintage) -> list[GoalAnswer]:
    """Return the goals of a city's policies, in the register's order, with where they stand."""
    return [_answer(vintage, policy, goal) for policy in vintage.policies for goal in policy.goals]


def _answer(vintage: Vintage, policy: Policy, goal: Goal) -> GoalAnswer:
    measure = measures()[goal.measure]
    target = 1 + goal.change
    comparison, due, smallest, refusal = None, None, None, None
    state = CANNOT_TELL
    try:
        vintage.measure(measure.id, vintage.layer().id)
        before = before_policy(vintage, measure, policy)
        smallest = smallest_visible(vintage, measure, before, is_fall=goal.change < 0)
        year = _last_year(vintage, measure, policy, goal)
        if year:
            comparison = compare(vintage, measure.id, before=before, after=year)
            city = comparison.table.row(0, named=True)
            due = due_ratio(target, _elapsed(policy, goal, year))
            values = (city[name] for name in ("ratio", "ratio_low", "ratio_high"))
            ratio, low, high = (float("nan") if value is None else value for value in values)
            # no further whole month will come before the day, which need not be the first of one
            is_over = add_months(year[1].replace(day=1), 2) > goal.by
            state = goal_state(ratio, low, high, target=target, due=due, is_over=is_over)
            if city["incomparable"]:
                state = CANNOT_KNOW
    except NoAnswer as reason:
        return GoalAnswer(policy, goal, measure, CANNOT_KNOW, None, None, smallest, reason)
    is_seen = smallest is not None and (
        smallest >= target if goal.change < 0 else smallest <= target
    )
    # what was known before the policy holds after it: only a larger change than agreed is one that
    # such records can show
    if not is_seen and state != MET:
        state = CANNOT_KNOW
    return GoalAnswer(policy, goal, measure, state, comparison, due, smallest, refusal)


def _last_year(vintage: Vintage, measure: Measure, policy: Policy, goal: Goal) -> DateRange | None:
    """Return the last twelve settled months under a policy until a goal's date; None if fewer."""
    _, begins = transition_of(policy)
    months = [
        month
        for month in settled_months(vintage, measure)
        if begins <= month and add_months(month, 1) <= goal.by
    ][-LATEST_MONTHS:]
    if len(months) < LATEST_MONTHS or add_months(months[0], LATEST_MONTHS - 1) != months[-1]:
        return None
    return months[0], add_months(months[-1], 1) - dt.timedelta(days=1)


def _elapsed(policy: Policy, goal: Goal, year: DateRange) -> float:
    """Return how much of the way from a policy to its goal lies before the middle of a year.

    The last year before the goal's date is due in full.
    """
    whole = add_months(goal.by, -LATEST_MONTHS) - policy.effective_on
    return (year[0] - policy.effective_on) / whole if whole.days > 0 else 1.0
