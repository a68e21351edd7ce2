"""Whatever makes no sense, every command says so in words, ends with 2, and writes nothing."""

from pathlib import Path

import pytest

from dashboard.cli import COMMANDS
from tests.dashboard.test_cli import accord

FORCE = ("--measure", "force")
POLICY = ("--policy", "deescalation-2019")

NONSENSE: tuple[tuple[tuple[str, ...], str], ...] = (
    (("fetch", "nocity"), "no city"),
    (("fetch", "sample"), "no portal"),
    (("build", "nocity"), "no city"),
    (("build", "sample", "--as-of", "never"), "not a date"),
    (("build", "sample", "--raw", "nowhere"), "is missing"),
    (("candidate", "nocity"), "candidate"),
    (("check", "nocity"), "no vintage"),
    (("check", "sample", "none"), "no vintage none"),
    (("publish", "nocity"), "no vintage"),
    (("publish", "sample", "none"), "no vintage none"),
    (("publish", "sample", "--replaces", "a\u202eb"), "U+202E"),
    (("rollback", "nocity"), "no earlier vintage"),
    (("status", "nocity"), "no city"),
    (("verify", "nocity"), "no city"),
    (("prune", "nocity"), "Nothing of nocity"),
    (("withdraw", "none", "--reason", "x"), "no such citation"),
    (("withdraw", "none", "--reason", "\x1bx"), "U+001B"),
    (("compare", "nocity", *FORCE, *POLICY), "Nothing is published"),
    (("compare", "sample", "--measure", "none", *POLICY), "no measure none"),
    (("compare", "sample", *FORCE, "--policy", "none"), "no policy none"),
    (("compare", "sample", *FORCE, *POLICY, "--layer", "none"), "no layer none"),
    (("trend", "nocity", *FORCE, *POLICY), "Nothing is published"),
    (("trend", "sample", *FORCE, "--on", "2019-13-01"), "not a date"),
    (("quality", "nocity"), "Nothing is published"),
    (("quality", "sample", "--vintage", "none"), "no vintage none"),
    (("review", "nocity"), "Nothing is published"),
    (("review", "sample", "--month", "2023-13"), "run from 2016-01 to 20"),
    (("review", "sample", "--month", "1999-01"), "run from 2016-01 to 20"),
    (("review", "sample", "--layer", "none"), "no layer none"),
    (("brief", "nocity", "-o", "x.pdf"), "Nothing is published"),
    (("brief", "sample", "-o", "x.pdf", "--month", "2023-13"), "run from 2016-01 to 20"),
    (("brief", "sample", "-o", "x.pdf", "--district", "none"), "no area none"),
    (("brief", "sample", "-o", "x.pdf", "--site", "javascript:alert(1)"), "no address of the web"),
    (("brief", "sample", "-o", "folder.pdf"), "a folder has this name"),
    (("brief", "sample", "-o", "file/x.pdf"), "its folder is not there"),
    (("walk", "nocity", "-o", "x.pdf"), "Nothing is published"),
    (("walk", "sample", "-o", "x.pdf", "--month", "May"), "run from 2016-01 to 20"),
    (("walk", "sample", "-o", "folder.pdf"), "a folder has this name"),
    (("note", "nocity", "x", "--month", "2023-08", "--source", "y"), "no city"),
    (("note", "sample", "x", "--month", "2023-13", "--source", "y"), "no month"),
    (
        ("note", "sample", "x", "--month", "2023-08", "--source", "y", "--also", "en=z"),
        "'en' is given twice",
    ),
    (("note", "sample", "x", "--month", "2023-08", "--source", "data:x"), "no address of the web"),
    (("report", "nocity", "-o", "x"), "Nothing is published"),
    (("report", "sample", "-o", "x", "--month", "2023-13"), "run from 2016-01 to 20"),
    (("report", "sample", "-o", "file"), "Nothing can be written there"),
    (("report", "sample", "-o", "file/x"), "Nothing can be written there"),
    (("update", "nocity"), "no city"),
    (("mail", "count", "nocity"), "no city"),
    (("mail", "remove", "nocity", "a@example.org"), "no city"),
    (("mail", "count", "sample", "a@example.org"), "the others none"),
    (("extract", "nocity", "--dataset", "force"), "Nothing is published"),
    (("extract", "sample", "--dataset", "none"), "no records called none"),
    (("extract", "sample", "--dataset", "force", "--vintage", "none"), "no vintage none"),
    (("extract", "sample", "--dataset", "force", "-o", "folder.pdf"), "a folder has this name"),
    (("extract", "sample", "--dataset", "force", "-o", "file/x"), "its folder is not there"),
    (("sql", "nocity", "select 1"), "Nothing is published"),
    (("sample", "--folder", "file"), "Nothing can be written there"),
    (("sample", "--calls", "-5"), "--calls"),
    (("export", "nocity", "-o", "x"), "Nothing is published"),
    (("export", "sample", "-o", "file"), "holds something else"),
    (("export", "sample", "-o", "file/x"), "Nothing can be written there"),
    (("export", "sample", "-o", "x", "--site", "javascript:alert(1)"), "no address of the web"),
    (("serve", "--port", "99999"), "--port"),
    (("demo", "--port", "99999"), "--port"),
    (("new-city", "--review", "nocity"), "no city"),
    (("agreement", "check", "nocity"), "no city"),
    (("agreement", "new", "nocity", "p"), "no city"),
    (("agreement", "import", "sample", "deescalation-2019", "none.csv"), "no such file"),
    (("plan", "nocity", "--policy", "p"), "no city"),
    (("plan", "sample", "--policy", "none"), "no policy none"),
)
"""Commands that make no sense, and what is said of each."""


@pytest.mark.parametrize(("command", "said"), NONSENSE, ids=[" ".join(c) for c, _ in NONSENSE])
def test_nonsense_is_said_in_words(
    small_home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: tuple[str, ...],
    said: str,
) -> None:
    """The message names what is wrong, the code is 2, and no file is there that was not before."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.pdf").mkdir()
    (tmp_path / "file").touch()
    result = accord(small_home, *command)
    assert result.exit_code == 2, (result.output, result.exception)
    assert said in " ".join(result.stderr.split())
    assert "Traceback" not in result.output
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "folder.pdf"]


def test_every_command_is_asked_nonsense() -> None:
    """A command that is added has to say what makes no sense to it, too."""
    assert {command[0] for command, _ in NONSENSE} == set(COMMANDS)


@pytest.mark.skipif(not Path("/proc/version").is_file(), reason="needs a place nobody may write")
def test_a_place_that_nobody_may_write_is_said(small_home: Path) -> None:
    """A folder that takes no file, not even of an administrator, ends in words as well."""
    result = accord(small_home, "extract", "sample", "--dataset", "force", "-o", "/proc/x.csv")
    assert result.exit_code == 2, (result.output, result.exception)
    assert "Nothing can be written there." in result.stderr
    assert "/proc/x.csv" in result.stderr
