"""The goals of the sample city's first policy, which its register invents."""

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from dashboard.words import load
from dashboard.words.goals import goal_line, goal_sentence
from data import register
from queries.change.goals import GoalAnswer, _answer, goals_of
from queries.errors import BadInput
from queries.stats.goals import CANNOT_KNOW, CANNOT_TELL, MET, OFF_COURSE
from queries.vintage.catalog import Vintage, open_city
from tests.conftest import at_home

WORDS = load("en")


@pytest.fixture(scope="module")
def sample(sample_home: Path) -> Vintage:
    """The sample city."""
    with at_home(sample_home):
        return open_city("sample")


def answers(vintage: Vintage) -> dict[str, GoalAnswer]:
    """Return the sample city's answers by measure."""
    return {answer.goal.measure: answer for answer in goals_of(vintage)}


def agreed(vintage: Vintage, measure: str, **changes: object) -> GoalAnswer:
    """Return the answer to a goal of the sample city that was agreed otherwise."""
    answer = answers(vintage)[measure]
    return _answer(vintage, answer.policy, dataclasses.replace(answer.goal, **changes))  # type: ignore[arg-type]


def test_planted_falls_meet_their_goal(sample: Vintage) -> None:
    """Force per call, planted to fall by more than a tenth, meets the goal of a tenth."""
    answer = answers(sample)["force_per_calls"]
    assert answer.state == MET
    assert answer.comparison is not None
    assert answer.comparison.windows.after_to == dt.date(2021, 3, 31)
    assert answer.comparison.table["ratio"][0] < 0.9
    assert "Met: " in goal_sentence(answer, WORDS)
    assert goal_line(answer, WORDS).startswith("Uses of force per 1,000 calls: 10\u00a0% lower")


def test_a_goal_too_small_to_see_cannot_be_known(sample: Vintage) -> None:
    """A fall of a twentieth of few records is said to be unknowable, with what would be seen."""
    answer = answers(sample)["complaints_force"]
    assert answer.state == CANNOT_KNOW
    assert answer.smallest is not None
    assert answer.smallest < 0.95
    assert "not a smaller one" in goal_sentence(answer, WORDS)


def test_no_more_than_planted_is_met(sample: Vintage) -> None:
    """A goal of a fall by more than half, which was not planted, is off course."""
    assert agreed(sample, "force_per_calls", change=-0.6).state == OFF_COURSE


def test_a_year_must_have_passed(sample: Vintage) -> None:
    """Before a whole year of records under the policy a goal that can be known is left open."""
    answer = agreed(sample, "force_per_calls", change=-0.5, by=dt.date(2020, 4, 1))
    assert answer.comparison is not None
    early = agreed(sample, "force_per_calls", change=-0.5, by=dt.date(2020, 3, 31))
    assert (early.state, early.comparison) == (CANNOT_TELL, None)
    assert "has not passed yet" in goal_sentence(early, WORDS)


def test_a_break_in_recording_leaves_nothing_to_know(sample: Vintage) -> None:
    """Across the day on which recording changed, no goal is met or missed."""
    answer = agreed(sample, "force_per_calls", by=dt.date(2023, 4, 1))
    assert answer.state == CANNOT_KNOW
    assert "do not measure the same thing" in goal_sentence(answer, WORDS)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"measure": "forse"}, "measure"),
        ({"change": 10}, "change"),
        ({"change": -1.0}, "change"),
        ({"by": dt.date(2019, 12, 1)}, "by"),
        ({"by": "2021-04-01"}, "by"),
        ({"agreed_on": dt.date(2022, 1, 1)}, "by"),
        ({"until": 1}, "keys"),
    ],
)
def test_a_goal_that_cannot_be_held_against_records_stops_the_build(
    changes: dict[str, object], named: str
) -> None:
    """A goal with a wrong measure, size, day or key is refused with what was expected."""
    goal = {
        "measure": "force_per_calls",
        "change": -0.1,
        "by": dt.date(2021, 4, 1),
        "agreed_by": {"en": "all"},
        "agreed_on": dt.date(2018, 12, 3),
        "source": "minutes",
    }
    entry = {"effective_on": dt.date(2019, 4, 1)}
    register._check_goal("Policy", goal, entry, Path("policies.toml"))
    with pytest.raises(BadInput, match=f"Policy: {named} cannot be used"):
        register._check_goal("Policy", goal | changes, entry, Path("policies.toml"))
