"""`accord update` killed at every step and run again ends as if it had never been stopped."""

import json
import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from queries import warehouse
from queries.stored.seals import SEAL
from tests.conftest import at_home
from tests.portals.server import ALWAYS, Portal
from tests.portals.test_to_vintage import CITY, STAGING
from tests.portals.updating import Stop, ended, start

pytestmark = pytest.mark.slow

STEPS = ("fetch", "build", "check", "publish", "report", "notify", "mail")
LINES = "dashboard.commands.updating"

STOPS: dict[str, Stop] = {
    "before the first year of a fetch": ("data.fetch", "_fetch_part", 1),
    "before the second year of a fetch": ("data.fetch", "_fetch_part", 2),
    "before a snapshot has its name": ("data.fetch", "_finish", 1),
    "after fetch": (LINES, "_log", 1),
    "in the tables of a build": ("data.build", "store", 3),
    "before a vintage has its name": ("data.build", "finish", 1),
    "after build": (LINES, "_log", 2),
    "after check": (LINES, "_log", 3),
    "before the version of a vintage": ("data.publish", "_add", 1),
    "between version and release": ("data.publish", "_release", 1),
    "before a vintage is pointed to": ("data.publish", "_point", 1),
    "after publish": (LINES, "_log", 4),
    "before the first file of a report": ("dashboard.standing.report", "write_over", 1),
    "before the last file of a report": ("dashboard.standing.report", "write_over", 4),
    "after report": (LINES, "_log", 5),
    "after notify": (LINES, "_log", 6),
    "after mail": (LINES, "_log", 7),
}
"""Where runs are killed, in the order of a run; the end of a step is when its line is due."""

TIMES = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(\+00:00|Z)")


@pytest.fixture
def environment(
    portal: Portal, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> dict[str, str]:
    """The variables of a run: the pack of Testville, whose portal runs here."""
    monkeypatch.setenv("ACCORD_PACKS", str(tmp_path / "packs"))
    for path, text in (
        ("data/cities/testville/city.toml", CITY),
        ("sql/staging/testville/force.sql", STAGING),
    ):
        target = tmp_path / "packs" / path
        target.parent.mkdir(parents=True)
        target.write_text(text, encoding="utf-8")
    return dict(os.environ)


def lines(log: Path) -> list[dict[str, Any]]:
    """Return the lines of a log."""
    return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]


def outcomes(log: Path) -> dict[str, str]:
    """Return the outcome of each step, by its name."""
    return {line["step"]: line["outcome"] for line in lines(log)}


def files(home: Path) -> Iterator[tuple[str, str]]:
    """Yield every file of a home but locks, with its content; names and times by clock left out."""
    with at_home(home):
        (vintage,) = warehouse.vintages("testville")
    for path in sorted(home.rglob("*")):
        if path.is_file() and path.suffix != ".lock" and "parts" not in path.parts:
            name = path.relative_to(home).as_posix()
            content = path.read_bytes().decode("latin-1")
            plain = TIMES.sub("TIME", content).replace(vintage, "VINTAGE")
            # the sums are of files that have times in them
            yield name.replace(vintage, "VINTAGE"), "" if path.name == SEAL else plain


@pytest.fixture
def whole(environment: dict[str, str], home: Path, tmp_path: Path) -> dict[str, str]:
    """The files that a run leaves which nothing stops."""
    log = tmp_path / "whole.log"
    assert ended(start(environment, log)) == 0
    assert outcomes(log) == {
        **dict.fromkeys(STEPS[:5], "done"),
        **dict.fromkeys(STEPS[5:], "nothing_to_do"),
    }
    for line in lines(log):
        assert set(line) == {"at", "city", "step", "outcome", "seconds", "detail"}
        assert line["city"] == "testville"
        assert line["seconds"] >= 0
    return dict(files(home))


def test_a_run_killed_everywhere_is_taken_up_each_time(
    environment: dict[str, str], whole: dict[str, str], tmp_path: Path
) -> None:
    """Runs of one city, each killed a little later, and a last one end with the same files.

    What a run had finished is not begun anew by the next, but for the checks, which change nothing.
    """
    home, log = tmp_path / "killed", tmp_path / "killed.log"
    own = {**environment, "ACCORD_HOME": str(home)}
    for place, stop in STOPS.items():
        assert ended(start(own, log, stop)) == -signal.SIGKILL, place
    assert ended(start(own, log)) == 0
    done = [line["step"] for line in lines(log) if line["outcome"] == "done"]
    assert set(done) == {"check"}, "each other step was killed when it was done, before its line"
    assert [line["step"] for line in lines(log)[-len(STEPS) :]] == list(STEPS)
    assert dict(files(home)) == whole


def test_a_second_run_does_nothing(
    environment: dict[str, str],
    whole: dict[str, str],
    portal: Portal,
    home: Path,
    tmp_path: Path,
) -> None:
    """What is done is not done again, and no row is asked for."""
    portal.requests.clear()
    log = tmp_path / "second.log"
    assert ended(start(environment, log)) == 0
    assert outcomes(log) == {
        **dict.fromkeys(STEPS[:5], "already_done"),
        **dict.fromkeys(STEPS[5:], "nothing_to_do"),
    }
    assert not portal.requests
    assert dict(files(home)) == whole


def test_two_runs_do_not_meet(environment: dict[str, str], portal: Portal, tmp_path: Path) -> None:
    """While one waits for the portal, another ends at once with code 2, and says why."""
    portal.fail("page", "hang")
    first = start(environment, tmp_path / "first.log")
    assert portal.hanging.wait(60)
    log = tmp_path / "second.log"
    assert ended(start(environment, log)) == 2
    assert "Another run of `accord update testville` has not ended." in log.read_text("utf-8")
    first.kill()
    portal.released.set()
    assert ended(first) == -signal.SIGKILL


def test_a_portal_that_fails_ends_the_run(
    environment: dict[str, str], portal: Portal, tmp_path: Path
) -> None:
    """The line of the step says so, no later step is begun, and the code is 2."""
    portal.fail("page", "404", times=ALWAYS)
    log = tmp_path / "failed.log"
    assert ended(start(environment, log)) == 2
    first, *message = log.read_text(encoding="utf-8").splitlines()
    line = json.loads(first)
    assert (line["step"], line["outcome"]) == ("fetch", "failed")
    assert "404" in " ".join(message)
