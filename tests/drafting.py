"""A made-up or shared case as a stranger drafts it: what is asked, and what is published."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dashboard.cli import app
from data.config import read_city
from data.undecided import open_questions
from queries.warehouse import current, open_vintage
from tests.conftest import SHARED

CASES = SHARED / "cases"
CITY = "case"
STARTS = {"force": "force", "complaints": "complaints", "allegations": "allegations"} | {
    "calls": "calls",
    "neighborhoods": "areas",
    "districts": "areas",
    "beats": "areas",
}
"""How the name of a case's file begins, and the option that takes it."""
BESIDE = (".dbf", ".shx", ".prj", ".txt", ".toml")
"""Endings of files that belong to another file or to no draft."""


@dataclass(frozen=True)
class Draft:
    """A drafted pack: its folder, the raw files, what the command printed and what it asks."""

    packs: Path
    raw: Path
    printed: str
    questions: tuple[str, ...]

    @property
    def queries(self) -> str:
        """The staging queries of the pack, one after the other."""
        folder = self.packs / "sql" / "staging" / CITY
        return "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.iterdir()))

    @property
    def toml(self) -> str:
        """The pack's city.toml."""
        return (self.packs / "data" / "cities" / CITY / "city.toml").read_text(encoding="utf-8")


def accord(*arguments: str, code: int = 0) -> str:
    """Run the command and return what it prints; it must end with `code`."""
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == code, result.output
    return result.output


def shared_case(number: int, raw: Path) -> Path:
    """Copy a shared case's files to `raw` and return it; skip where the cases are absent."""
    if not CASES.is_dir():
        pytest.skip(f"no shared cases in {CASES}")
    (folder,) = CASES.glob(f"{number:02d}-*")
    return Path(shutil.copytree(folder, raw, ignore=shutil.ignore_patterns("README*")))


def draft(
    packs: Path, raw: Path, *further: str, code: int = 0, time_zone: str = "America/New_York"
) -> Draft:
    """Draft the pack of all files in `raw` by the way their names begin (see STARTS).

    `packs` is the folder that ACCORD_PACKS names. The command must end with `code`.
    """
    files = [
        (f"--{option}", str(path))
        for path in sorted(raw.iterdir())
        for start, option in STARTS.items()
        if path.name.startswith(start) and path.suffix not in BESIDE
    ]
    printed = accord(
        *("new-city", "--name", "Case", "--state", "OR", "--time-zone", time_zone),
        *("--origin", "somebody", "--retrieved-on", "2024-12-31", *further),
        *(argument for pair in files for argument in pair),
        code=code,
    )
    asked = open_questions(read_city(CITY)) if code == 0 else []
    return Draft(packs, raw, printed, tuple(question for _, _, question in asked))


def accept(drafted: Draft) -> None:
    """Agree with every guess of a pack by deleting its questions, as a hurried stranger would."""
    for path in drafted.packs.rglob("*"):
        if path.suffix in (".toml", ".sql"):
            text = path.read_text(encoding="utf-8")
            text = re.sub(r"[ \t]*(?:--|#) decide: .*\n([ \t]*(?:--|#) {3,}.*\n)*", "", text)
            path.write_text(text, encoding="utf-8")


def write(drafted: Draft, before: str, after: str, query: str = "*") -> None:
    """Put `after` in place of `before` in one query of the pack, the only one or that named."""
    (path,) = (drafted.packs / "sql" / "staging" / CITY).glob(f"{query}.sql")
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def published(drafted: Draft) -> dict[str, int]:
    """Build and publish a pack without open questions; return its records by table."""
    accord("build", CITY, "--raw", str(drafted.raw))
    accord("publish", CITY, "--unreviewed")
    reader = open_vintage(CITY, str(current(CITY)))
    tables = ("force_incidents", "force_persons", "complaints", "allegations", "calls")
    counts = {table: int(reader.rows(f"select count(*) from {table}")[0][0]) for table in tables}
    return {table: n for table, n in counts.items() if n}
