"""The report of a month: its files, its documented form, and what it withdraws."""

import csv
import datetime as dt
import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import polars as pl
import pytest
from typer.testing import CliRunner

from dashboard.cli import app
from dashboard.commands.exit_codes import NEW_SIGNALS
from queries.paths import ROOT
from queries.review.month import month_of
from queries.vintage.opened import opened
from tests.following import CITY
from tests.standing.conftest import MONTH, Reported

pytestmark = pytest.mark.slow

Reports = tuple[Reported, Reported]
ATOM = "{http://www.w3.org/2005/Atom}"
NUMBERS = ("value", "events", "usual_low", "usual_centre", "usual_high", "last_month", "year_ago")


def content(report: Reported) -> dict[str, Any]:
    """Return what a report says to programs."""
    document: dict[str, Any] = json.loads((report.folder / "signals.json").read_text("utf-8"))
    return document


def test_a_new_signal_is_told_to_schedulers(reports: Reports) -> None:
    """The exit code is the documented one where a signal is new, and 0 where none is."""
    first, second = reports
    assert (first.exit_code, second.exit_code) == (NEW_SIGNALS, 0)


def test_the_report_has_its_documented_form(reports: Reports) -> None:
    """Every key stands in docs/standing_report.md, and every text in both languages."""
    documentation = (ROOT / "docs" / "standing_report.md").read_text(encoding="utf-8")
    first, second = map(content, reports)
    parts = [first, second, *first["signals"], *second["withdrawn"]]
    assert len(parts) > 3
    assert [key for part in parts for key in part if f'"{key}"' not in documentation] == []
    texts = [part[key] for part in parts for key in ("title", "sentence") if key in part]
    assert all(set(text) == {"en", "es"} for text in texts)
    assert all(len(set(text.values())) == 2 for text in texts)


def month_told(document: dict[str, Any]) -> dt.date:
    """Return the month that a report is of: the latest that any measure has settled."""
    return dt.date.fromisoformat(f"{document['month']}-01")


def test_a_signal_has_the_numbers_of_the_month(reports: Reports) -> None:
    """They are those of the page, in the month's own unit."""
    first, _ = reports
    document = content(first)
    (signal,) = [found for found in document["signals"] if found["kind"] == "citywide"]
    month = month_of(opened(CITY, first.vintage), None, month_told(document))
    row = month.citywide.row(by_predicate=pl.col("measure") == "force", named=True)
    assert (signal["measure"], signal["month"], signal["is_new"]) == ("force", MONTH, True)
    assert {name: signal[name] for name in NUMBERS} == {name: row[name] for name in NUMBERS}
    assert signal["value"] > signal["usual_high"]
    assert (document["looks"], document["false_alarms_a_year"]) == (
        month.looks,
        month.false_alarms_a_year,
    )


def test_a_correction_withdraws_what_it_no_longer_shows(reports: Reports) -> None:
    """The later vintage names each signal of the earlier one by its id, and has none of them."""
    first, second = map(content, reports)
    reported = {signal["id"] for signal in first["signals"] if signal["is_new"]}
    assert reported
    assert {signal["id"] for signal in second["withdrawn"]} == reported
    assert {signal["reported_by"] for signal in second["withdrawn"]} == {first["vintage"]}
    assert not reported & {signal["id"] for signal in second["signals"]}


@pytest.mark.parametrize(("language", "word"), [("en", "Withdrawn"), ("es", "Retirada")])
def test_the_entry_is_atom_and_says_what_is_withdrawn(
    reports: Reports, language: str, word: str
) -> None:
    """One entry with id, title, time, author and a link (RFC 4287), in the language of its name."""
    entry = ET.parse(reports[1].folder / f"entry.{language}.atom").getroot()  # noqa: S314 - ours
    assert entry.tag == f"{ATOM}entry"
    assert {f"{ATOM}{tag}" for tag in ("id", "title", "updated", "link", "content", "author")} == {
        child.tag for child in entry
    }
    text = entry.findtext(f"{ATOM}content") or ""
    assert word in text
    assert "{" not in text


def test_the_table_has_every_row(reports: Reports) -> None:
    """Every measure of the city and of every area, one line each."""
    told = month_told(content(reports[0]))
    table = month_of(opened(CITY, reports[0].vintage), None, told).table
    with (reports[0].folder / "table.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["measure"] for row in rows] == table["measure"].to_list()
    assert list(rows[0]) == table.columns


def test_a_month_that_is_not_settled_is_refused(reports: Reports, tmp_path: Path) -> None:
    """It ends with code 2 and the months that can be asked for, and writes nothing."""
    folder = tmp_path / "folder"
    run = CliRunner().invoke(app, ["report", CITY, "--month", "2023-12", "-o", str(folder)])
    assert run.exit_code == 2
    assert "2023-11" in run.stderr
    assert not folder.exists()
