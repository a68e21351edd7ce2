"""Where a measure stands on the way to an agreed goal."""

import itertools
import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from queries.stats.goals import (
    CANNOT_TELL,
    GOAL_STATES,
    MET,
    OFF_COURSE,
    ON_COURSE,
    due_ratio,
    goal_state,
)

RATIOS = st.floats(0.01, 100)


@pytest.mark.parametrize(
    ("ratio", "low", "high", "is_over", "state"),
    [
        (0.78, 0.70, 0.90, False, MET),
        (0.78, 0.70, 0.90, True, MET),
        (0.78, 0.55, 1.05, True, CANNOT_TELL),  # reached, but chance alone would do it
        (0.88, 0.80, 0.97, False, ON_COURSE),
        (0.88, 0.80, 0.97, True, CANNOT_TELL),  # short of the goal, which is inside the range
        (0.94, 0.91, 0.97, False, OFF_COURSE),  # a fall, but slower than agreed
        (0.88, 0.81, 0.97, True, OFF_COURSE),  # the time is over, and the range misses the goal
        (1.20, 0.95, 1.50, False, OFF_COURSE),
        (0.95, 0.80, 1.10, False, CANNOT_TELL),
        (math.nan, math.nan, math.nan, True, CANNOT_TELL),
    ],
)
def test_each_state_has_its_grounds(
    ratio: float, low: float, high: float, is_over: bool, state: str
) -> None:
    """A fall of a fifth, of which a tenth is due, stands where ratio and range put it."""
    assert goal_state(ratio, low, high, target=0.8, due=0.9, is_over=is_over) == state


@given(RATIOS, st.floats(1, 3), st.floats(1, 3), st.floats(0.1, 0.95), st.booleans())
def test_a_rise_is_judged_as_the_fall_of_the_inverse(
    ratio: float, down: float, up: float, target: float, is_over: bool
) -> None:
    """A goal to rise stands where the goal to fall of the inverse ratio stands."""
    low, high, due = ratio / down, ratio * up, due_ratio(target, 0.5)
    ends = itertools.product((ratio, low, high), (target, due, 1.0))
    assume(not any(math.isclose(*pair, rel_tol=1e-9) for pair in ends))
    fall = goal_state(ratio, low, high, target=target, due=due, is_over=is_over)
    rise = goal_state(1 / ratio, 1 / high, 1 / low, target=1 / target, due=1 / due, is_over=is_over)
    assert fall in GOAL_STATES
    assert rise == fall


@given(st.floats(0.1, 0.95), st.floats(0, 1), st.floats(0, 1))
def test_more_is_due_with_time(target: float, early: float, late: float) -> None:
    """Nothing is due on the first day, all of it on the last, and never less later."""
    assert due_ratio(target, 0.0) == 1
    assert due_ratio(target, 1.0) == pytest.approx(target)
    first, last = sorted((early, late))
    assert due_ratio(target, first) >= due_ratio(target, last)
