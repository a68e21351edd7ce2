"""A new process is begun, its sheets are printed, its files are filled in, and it is published."""

import shutil
from pathlib import Path

import pytest
import xlsxwriter
from typer.testing import CliRunner

from dashboard.cli import app
from dashboard.meeting import MEETINGS, sheets
from dashboard.words import load
from dashboard.words.changes import share
from data.agreements import AGREEMENT, folder_of, read_agreements
from data.new_agreement import SHEET
from data.requests_sheet import HEADERS, answer_names
from queries.change.outlook import Outlook, outlooks
from queries.declared.reading import read_toml
from queries.paths import PACKS, SQL
from queries.vintage.catalog import open_city
from tests.conftest import at_home
from tests.edition.reading import Reading, text_of

POLICY = "night-walks-2024"
NAMES = ("agendas", "records", "questions")
REGISTER = """
[[policies]]
id = "night-walks-2024"
title = { en = "Night walks" }
effective_on = 2023-06-01
scope = "citywide"
source = "Minutes of the third meeting"
measures = { force = "down" }
recording = "unchanged"
process = []
"""
FILLED = {
    'title = { en = "", es = "" }': 'title = { en = "Step in" }',
    'says = { en = "", es = "" }': 'says = { en = "Officers step in." }',
    'no_record = { en = "", es = "" }': 'no_record = { en = "No form asks." }',
    'summary = { en = "", es = "" }': 'summary = { en = "They step in." }',
    'by = { en = "", es = "" }': 'by = { en = "Parents" }',
    'text = { en = "", es = "" }': 'text = { en = "Two meetings were too few." }',
    'source = ""': 'source = "Minutes"',
    'link = "https://"\n': "",
}


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sample city's pack in a folder of own packs, in a home where nothing is published."""
    folder = tmp_path / "own"
    shutil.copytree(PACKS / "sample", folder / "data" / "cities" / "sample")
    shutil.copytree(SQL / "staging" / "sample", folder / "sql" / "staging" / "sample")
    monkeypatch.setenv("ACCORD_PACKS", str(folder))
    monkeypatch.setenv("ACCORD_HOME", str(tmp_path / "home"))
    return folder / "data" / "cities" / "sample"


def accord(*arguments: str) -> str:
    """Run a command that must succeed, and return what it prints."""
    result = CliRunner().invoke(app, [*arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_a_process_goes_from_the_first_meeting_to_the_register(pack: Path) -> None:
    """What docs/peace_process.md says, step by step: each check is clean, and all of it is kept."""
    accord("agreement", "new", "sample", POLICY)
    folder = folder_of(pack, POLICY)
    files = {AGREEMENT, SHEET, *(f"{name}.en.html" for name in NAMES)}
    assert {path.name for path in folder.iterdir()} == files
    accord("agreement", "check", "sample")

    text = (folder / AGREEMENT).read_text(encoding="utf-8")
    head, begun, body = text.partition("in_progress = true")
    assert begun
    lines = [line.removeprefix("# ") for line in body.splitlines()]
    filled = "\n".join([head + begun + lines[0], *lines[1:]])
    for blank, content in FILLED.items():
        assert blank in filled
        filled = filled.replace(blank, content)
    (folder / AGREEMENT).write_text(filled, encoding="utf-8")
    (folder / "duty-to-step-in-final.txt").write_text("Officers step in.", encoding="utf-8")
    accord("agreement", "check", "sample")

    row = {"group": "Parents", "text": "Step in", "clause": "duty-to-step-in", "source": "Minutes"}
    row["answer"] = answer_names("en")[0]
    with xlsxwriter.Workbook(folder / SHEET) as book:
        sheet = book.add_worksheet()
        for at, (key, name) in enumerate(HEADERS["en"].items()):
            sheet.write(0, at, name)
            sheet.write(1, at, row.get(key, ""))
    accord("agreement", "import", "sample", POLICY, str(folder / SHEET))
    accord("agreement", "check", "sample")

    with (pack / "policies.toml").open("a", encoding="utf-8") as register:
        register.write(REGISTER)
    published = filled.replace("in_progress = true", "# in_progress = true", 1)
    (folder / AGREEMENT).write_text(published, encoding="utf-8")
    accord("agreement", "check", "sample")
    policies = [policy["id"] for policy in read_toml(pack / "policies.toml")["policies"]]
    agreement = read_agreements(pack, policies)[POLICY]
    assert agreement["requests"][0]["clause"] == agreement["clauses"][0]["id"]
    assert agreement["dissent"][0]["text"] == {"en": "Two meetings were too few."}


def test_sheets_are_made_again_in_another_language(pack: Path) -> None:
    """They stand beside those of the first language; without an agreement there are none."""
    accord("agreement", "new", "sample", POLICY)
    printed = accord("agreement", "sheets", "sample", POLICY, "--language", "es")
    folder = folder_of(pack, POLICY)
    assert [Path(line).name for line in printed.split()] == [f"{name}.es.html" for name in NAMES]
    agendas = text_of((folder / "agendas.es.html").read_text(encoding="utf-8"))
    for meeting in MEETINGS:
        assert load("es").text(f"meeting.{meeting}.title") in agendas
    records = text_of((folder / "records.es.html").read_text(encoding="utf-8"))
    assert load("es").text("meeting.records_none") in records
    unknown = CliRunner().invoke(app, ["agreement", "sheets", "sample", "none"])
    assert unknown.exit_code == 2
    assert "accord agreement new" in unknown.output


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_sheet_of_records_says_what_a_year_could_show(small_home: Path, language: str) -> None:
    """Each measure stands with its smallest visible change, or with why there is none."""
    words = load(language)
    with at_home(small_home):
        vintage = open_city("sample")
        files = {name: page.decode() for name, page in sheets("<p>", vintage, words).items()}
        found = outlooks(vintage)
        asked = vintage.ask("questions").height
    assert [*files] == [f"{name}.{language}.html" for name in NAMES]
    assert all("&lt;p&gt;" in page and "<p><p>" not in page for page in files.values())
    rows = Reading(files[f"records.{language}.html"]).rows[1:]
    shown = [outlook for _, outlook in found if isinstance(outlook, Outlook)]
    assert [row[0] for row in rows] == [words.say(outlook.measure.name) for outlook in shown]
    force = next(outlook for outlook in shown if outlook.measure.id == "force")
    assert force.fall is not None
    row = rows[shown.index(force)]
    assert row[2:4] == [words.number(force.events), share(1 - force.fall)]
    written = Reading(files[f"questions.{language}.html"]).rows[1:]
    assert sum(bool(row[0]) for row in written) == asked
    assert written[-1] == ["", ""]
