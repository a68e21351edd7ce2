"""The command `accord fetch`: what it prints, what it leaves, and how it ends."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from dashboard.cli import app
from data.snapshot import newest
from queries.warehouse import raw_folder
from tests.portals.server import ALWAYS, Portal
from tests.portals.test_catalogue import pack_with


@pytest.fixture
def packs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sample city with a portal for its first source, which delivers complaints or force."""
    folder = tmp_path / "packs"
    folder.mkdir()
    portal = {"source": "Testville", "table": "USE OF FORCE"}
    monkeypatch.setattr("data.config.PACKS", pack_with(folder, portal))
    monkeypatch.setenv("COLUMNS", "200")


def accord(*arguments: str) -> tuple[int, str]:
    """Run the command in this process; return how it ended and all it printed."""
    result = CliRunner().invoke(app, ["fetch", *arguments])
    return result.exit_code, " ".join(result.output.split())


@pytest.mark.usefixtures("home", "packs")
def test_a_dry_run_only_says_what_there_is(portal: Portal) -> None:
    """With --dry-run the counts of each file are printed, no row is asked for, nothing is left."""
    code, printed = accord("sample", "--dry-run")
    assert code == 0
    assert "2019.parquet │ 130 │" in printed
    assert "other.parquet │ 3 │" in printed
    assert portal.requests["page"] == 0
    assert not raw_folder("sample").exists()


@pytest.mark.usefixtures("home", "packs")
def test_a_fetch_and_a_second_one(portal: Portal) -> None:
    """The first fetch names its snapshot and rows; the second says that it did nothing."""
    code, printed = accord("sample")
    assert code == 0
    assert "203 rows in 3 files" in printed
    assert newest(raw_folder("sample"), "force") is not None
    code, printed = accord("sample")
    assert code == 0
    assert "it exists already, so nothing was fetched" in printed


@pytest.mark.usefixtures("home", "packs")
def test_since_says_what_it_leaves_out(portal: Portal) -> None:
    """With --since the number of rows not asked for is printed."""
    code, printed = accord("sample", "--since", "2020")
    assert code == 0
    assert "133 rows of other years" in printed


@pytest.mark.usefixtures("home", "packs")
def test_a_portal_that_fails_ends_in_code_2(portal: Portal) -> None:
    """Each failed attempt is told, then the error, with what to do; the exit code is 2."""
    portal.fail("page", "500", times=ALWAYS)
    code, printed = accord("sample")
    assert code == 2
    assert "attempt 2 of 5" in printed
    assert "status 500" in printed
    assert "what to do" in printed


@pytest.mark.usefixtures("home", "packs")
def test_a_dataset_without_a_portal(portal: Portal) -> None:
    """A dataset that no portal delivers ends in code 2, and says which source has one."""
    code, printed = accord("sample", "--dataset", "calls")
    assert code == 2
    assert "no portal to fetch calls from" in printed
    assert accord("sample", "--dataset", "force", "--dry-run")[0] == 0
