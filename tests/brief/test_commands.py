"""`accord brief` and `accord walk`: the file that is asked for, and mistakes in one message."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from dashboard.cli import app
from tests.brief.reading import document


def accord(home: Path, *arguments: str) -> Result:
    """Run the command at an ACCORD_HOME."""
    return CliRunner().invoke(app, arguments, env={"ACCORD_HOME": str(home), "COLUMNS": "200"})


@pytest.mark.parametrize("name", ["brief.pdf", "brief.html"])
def test_the_ending_says_the_form(small_home: Path, tmp_path: Path, name: str) -> None:
    """The brief of a district in Spanish is written as the ending of its file says."""
    output = tmp_path / name
    choices = ("--month", "2020-04", "--district", "3", "--language", "es", "--paper", "letter")
    result = accord(small_home, "brief", "sample", *choices, "-o", str(output))
    assert result.exit_code == 0, result.stderr
    assert output.read_bytes().startswith(b"%PDF" if name.endswith("pdf") else b"<!doctype html>")
    assert f"{output.stat().st_size:,} bytes" in result.stdout


def test_the_walk_is_written(small_home: Path, tmp_path: Path) -> None:
    """The paper of a data walk is one PDF."""
    output = tmp_path / "walk.pdf"
    result = accord(small_home, "walk", "sample", "--month", "2020-04", "-o", str(output))
    assert result.exit_code == 0, result.stderr
    assert any(document(output.read_bytes()).all("Figure"))


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("-o", "brief.docx"), "pdf, html"),
        (("-o", "brief.pdf", "--edition", "mayor"), "chief, community, board"),
        (("-o", "brief.pdf", "--paper", "a9"), "a4, letter"),
        (("-o", "brief.pdf", "--month", "May"), "Months that can be reviewed"),
        (("-o", "brief.pdf", "--month", "1999-01"), "not settled"),
        (("-o", "brief.pdf", "--district", "Atlantis"), "There is no area Atlantis"),
        (("-o", "nowhere/brief.pdf"), "its folder is not there"),
    ],
)
def test_a_mistake_is_one_message(
    small_home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    named: str,
) -> None:
    """What cannot be used is named with what can, and no file is left."""
    monkeypatch.chdir(tmp_path)
    result = accord(small_home, "brief", "sample", *arguments)
    assert result.exit_code != 0
    assert named in " ".join(result.stderr.split())
    assert "Traceback" not in result.stderr
    assert list(tmp_path.iterdir()) == []
