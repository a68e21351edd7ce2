"""`accord update` killed at every step and run again ends as if it had never been stopped."""

import json
import os
import signal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from queries.stored.seals import SEAL
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
    "between two files of a report": ("dashboard.standing.report", "write_over", 4),
    "after report": (LINES, "_log", 5),
    "after notify": (LINES, "_log", 6),
    "after mail": (LINES, "_log", 7),
}
"""Where runs are killed, in the order of a run; the end of a step is when its line is due."""


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


def files(home: Path) -> dict[str, object]:
    """Return the content of every file of a home, hidden ones too, by its path.

    Left out are locks, and the sums of a vintage: its tables are compared by their rows, whose
    order tells nothing.
    """
    paths = (path for path in home.rglob("*") if path.is_file())
    return {
        path.relative_to(home).as_posix(): rows(path)
        if path.suffix == ".parquet"
        else path.read_bytes()
        for path in paths
        if path.suffix != ".lock" and path.name != SEAL
    }


def rows(path: Path) -> list[tuple[object, ...]]:
    """Return the rows of a table and the names of its columns, sorted."""
    table = pl.read_parquet(path)
    return [tuple(table.columns), *sorted(table.iter_rows(), key=repr)]


@pytest.fixture
def whole(environment: dict[str, str], home: Path, tmp_path: Path) -> dict[str, object]:
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
    return files(home)


def test_a_run_killed_everywhere_is_taken_up_each_time(
    environment: dict[str, str], whole: dict[str, object], portal: Portal, tmp_path: Path
) -> None:
    """Runs of one city, each killed a little later, and a last one end with the same files.

    What a run had finished is not begun anew by the next, but for the checks, which change nothing.
    A run after the last asks the portal nothing and leaves all as it is.
    """
    home, log = tmp_path / "killed", tmp_path / "killed.log"
    own = {**environment, "ACCORD_HOME": str(home)}
    for place, stop in STOPS.items():
        assert ended(start(own, log, stop)) == -signal.SIGKILL, place
    assert ended(start(own, log)) == 0
    done = [line["step"] for line in lines(log) if line["outcome"] == "done"]
    assert set(done) == {"check"}, "each other step was killed when it was done, before its line"
    assert [line["step"] for line in lines(log)[-len(STEPS) :]] == list(STEPS)
    assert files(home) == whole

    portal.requests.clear()
    assert ended(start(own, tmp_path / "again.log")) == 0
    assert outcomes(tmp_path / "again.log") == {
        **dict.fromkeys(STEPS[:5], "already_done"),
        **dict.fromkeys(STEPS[5:], "nothing_to_do"),
    }
    assert not portal.requests
    assert files(home) == whole


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
