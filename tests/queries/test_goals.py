"""The goals of the sample city's first policy, which its register invents."""

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from dashboard.words import load
from dashboard.words.changes import share
from dashboard.words.goals import goal_line, goal_sentence
from data import register
from queries.change.goals import GoalAnswer, _answer, goals_of
from queries.declared.policy import Goal
from queries.errors import BadInput
from queries.stats.goals import (
    CANNOT_KNOW,
    CANNOT_TELL,
    GOAL_STATES,
    MET,
    OFF_COURSE,
    ON_COURSE,
)
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
    assert "a smaller one less often" in goal_sentence(answer, WORDS)


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


def test_half_of_the_way_is_on_course(sample: Vintage) -> None:
    """Complaints per call, planted to fall by a fifth, are on course to a fall of 30 % by 2026."""
    policy = sample.policy("mediators-2021")
    day, agreed_by = dt.date(2021, 6, 1), {"en": "all"}
    goal = Goal("complaints_per_calls", -0.3, dt.date(2026, 7, 1), agreed_by, day, "minutes")
    answer = _answer(sample, policy, goal)
    assert answer.comparison is not None
    ratio = answer.comparison.table["ratio"][0]
    assert answer.due is not None
    assert 0.7 < ratio < answer.due
    assert answer.state == ON_COURSE
    assert goal_sentence(answer, WORDS).startswith("On course: ")


@pytest.mark.parametrize("by", [dt.date(2021, 4, 1), dt.date(2021, 4, 15), dt.date(2021, 4, 30)])
def test_a_day_that_has_passed_leaves_nothing_on_course(sample: Vintage, by: dt.date) -> None:
    """Also where the day is no first of a month: the last whole month before it is the last."""
    answer = agreed(sample, "force_per_calls", change=-0.24, by=by)
    assert answer.comparison is not None
    assert 1 - 0.24 < answer.comparison.table["ratio"][0] < 1 - 0.22
    assert answer.state == CANNOT_TELL


def test_what_cannot_be_known_is_said_before_anyone_waits(sample: Vintage) -> None:
    """Neither a year under the policy nor the policy itself needs to have come for it."""
    known = answers(sample)["complaints_force"]
    early = agreed(sample, "complaints_force", by=dt.date(2020, 3, 31))
    assert (early.state, early.comparison) == (CANNOT_KNOW, None)
    assert early.smallest == known.smallest
    ahead = dataclasses.replace(
        known.policy,
        announced_on=dt.date(2026, 1, 1),
        training_from=None,
        training_to=None,
        effective_on=dt.date(2026, 4, 1),
    )
    goal = dataclasses.replace(known.goal, by=dt.date(2028, 4, 1))
    coming = _answer(sample, ahead, goal)
    assert (coming.state, coming.comparison) == (CANNOT_KNOW, None)
    assert coming.smallest is not None
    for answer in (early, coming):
        sentence = goal_sentence(answer, WORDS)
        assert sentence.startswith("Cannot be known from these records: A whole year")
        assert share(1 - (answer.smallest or 1)) in sentence
        assert "a smaller one less often" in sentence


def test_the_five_states_are_all_there_are() -> None:
    """Each state that the planted data reach above has a name in both languages, and no other."""
    names = {MET, ON_COURSE, OFF_COURSE, CANNOT_TELL, CANNOT_KNOW}
    assert set(GOAL_STATES) == names
    for language in ("en", "es"):
        assert set(load(language).group("goals.states")) == names


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
