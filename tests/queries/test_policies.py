"""A policy's steps, in the order in which they happened."""

import datetime as dt
from pathlib import Path

from queries.change.policies import Step, steps
from queries.declared.policy import Policy
from queries.vintage.catalog import open_city
from tests.conftest import at_home

TEXT = {"en": "x", "es": "x"}


def test_asheville_is_told_whole(asheville_home: Path) -> None:
    """Asheville's policy has seven steps before the day it took effect."""
    with at_home(asheville_home):
        policy = open_city("asheville").policy("de-escalation-2017")
    process = [(step.on.isoformat(), step.kind) for step in steps(policy)]
    assert process == [
        ("2016-09-07", "group"),
        ("2016-09-19", "meeting"),
        ("2016-11-21", "draft"),
        ("2016-12-07", "meeting"),
        ("2016-12-09", "comment"),
        ("2017-01-31", "comment"),
        ("2017-05-05", "training"),
        ("2017-05-05", "in_force"),
    ]
    assert len(policy.groups) == 9
    assert policy.says is not None


def test_asheville_promises_no_time_before(asheville_home: Path) -> None:
    """Its published force begins after the policy of 2017, which each language says."""
    with at_home(asheville_home):
        policy = open_city("asheville").policy("de-escalation-2017")
    first_year = 2018
    assert policy.effective_on.year < first_year
    assert policy.recording_change is not None
    assert all(str(first_year) in text for text in policy.recording_change.values())


def test_chicago_tells_of_the_draft_after_its_order(chicago_home: Path) -> None:
    """The draft of 2023 and the end of its comment period follow the order of 15 April 2021."""
    with at_home(chicago_home):
        policy = open_city("chicago").policy("g03-02-2021")
    process = [(step.on.isoformat(), step.kind, bool(step.link)) for step in steps(policy)]
    assert process == [
        ("2020-12-31", "announced", False),
        ("2021-04-15", "in_force", False),
        ("2023-05-26", "draft", True),
        ("2023-06-16", "comment", False),
    ]


def test_dates_of_the_register_are_steps() -> None:
    """Announcement and training are steps; later events follow the effective date."""
    day = dt.date(2020, 5, 1)
    policy = Policy(
        id="p",
        title={},
        effective_on=day,
        recording="unchanged",
        source="",
        announced_on=dt.date(2020, 1, 1),
        training_from=dt.date(2020, 2, 1),
        training_to=dt.date(2020, 3, 31),
        process=({"on": "2020-06-01", "kind": "data", "text": TEXT, "link": "https://a.b"},),
    )
    assert steps(policy) == [
        Step(dt.date(2020, 1, 1), "announced"),
        Step(dt.date(2020, 2, 1), "training", dt.date(2020, 3, 31)),
        Step(day, "in_force"),
        Step(dt.date(2020, 6, 1), "data", text=TEXT, link="https://a.b"),
    ]


def test_an_announcement_that_is_told_is_not_told_twice() -> None:
    """An entry of the process on the day of announcement replaces the announcement."""
    draft = {"on": "2020-01-01", "kind": "draft", "text": TEXT}
    policy = Policy(
        id="p",
        title={},
        effective_on=dt.date(2020, 5, 1),
        recording="unchanged",
        source="",
        announced_on=dt.date(2020, 1, 1),
        process=(draft,),
    )
    assert [step.kind for step in steps(policy)] == ["draft", "in_force"]
