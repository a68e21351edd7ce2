"""The steps of `accord update` find out themselves what is left to do, and what must not be."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.commands import updating
from data.publish import publish, rollback
from queries import warehouse
from tests.conftest import at_home
from tests.following import CITY, NAMES, follow
from tests.standing.conftest import Reported

pytestmark = pytest.mark.slow


@pytest.fixture
def own_home(reports: tuple[Reported, Reported], tmp_path: Path) -> Iterator[None]:
    """A copy of the home with two reported vintages."""
    shutil.copytree(reports[0].home, tmp_path / "own")
    with at_home(tmp_path / "own"):
        yield


@pytest.mark.usefixtures("own_home")
def test_what_an_operator_took_back_is_not_published_again() -> None:
    """After a rollback the step leaves what is published, until there is a newer vintage."""
    before = rollback(CITY)
    assert updating.publish(CITY) == ("nothing_to_do", f"{NAMES[1]} was taken back")
    assert warehouse.current(CITY) == before
    newer = follow(NAMES[2])
    assert updating.publish(CITY) == ("done", newer)
    assert updating.publish(CITY) == ("already_done", newer)


@pytest.mark.usefixtures("own_home")
def test_a_vintage_whose_checks_fail_ends_the_run() -> None:
    """The step names the rule that fails, each time; what is published is not checked again."""
    published = warehouse.current(CITY)
    assert updating.check(CITY) == ("already_done", published)
    follow(NAMES[2], {"daily_counts": "select * replace (n + 1 as n) from rows"})
    for _ in range(2):
        with pytest.raises(updating.ChecksFailed, match=NAMES[2]):
            updating.check(CITY)
    assert warehouse.current(CITY) == published


@pytest.mark.usefixtures("own_home")
def test_a_report_is_made_once_for_what_is_published() -> None:
    """A vintage that is published later has a report of its own."""
    assert updating.report(CITY) == ("done", "2023-11: 0 new, 1 withdrawn")
    assert updating.report(CITY) == ("already_done", NAMES[1])
    follow(NAMES[2])
    publish(CITY)
    assert updating.report(CITY) == ("done", "2023-11: 0 new, 0 withdrawn")
