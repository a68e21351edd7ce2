"""The lines of the review's signals: each signal once, equal signals in one line."""

import datetime as dt
from pathlib import Path

import pytest

from dashboard.parts.review_charts import looks_on_paper
from dashboard.tables.answers import area_name
from dashboard.tables.review import lines
from dashboard.words import load
from queries.declared.measures import measures
from queries.review.monitoring import review
from queries.vintage.catalog import open_city
from tests.conftest import at_home
from tests.languages import LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_signal_is_read_once(language: str, sample_home: Path) -> None:
    """A month's signals are all there, measures that count the same records on one line."""
    with at_home(sample_home):
        sample = open_city("sample")
    month_review = review(sample, "district", dt.date(2020, 9, 1))
    words = load(language)
    signal_lines = lines(month_review.signals, month_review, sample, words)
    for (_,), rows in month_review.signals.group_by("area_id"):
        area = area_name(rows.row(0, named=True), month_review, words)
        area_lines = [line for line in signal_lines if f"**{area}**" in line]
        for measure in rows["measure"]:
            name = measures()[measure].name[language]
            assert sum(name in line for line in area_lines) == 1, (area, name)
    assert 0 < len(signal_lines) < len(month_review.signals)
    assert len(set(signal_lines)) == len(signal_lines)


def test_paper_has_the_mark_of_every_look(sample_home: Path) -> None:
    """The printed table marks each signal with its side, at its measure and area, and no other."""
    with at_home(sample_home):
        sample = open_city("sample")
    month_review = review(sample, "district", dt.date(2023, 9, 1))
    words = load("en")
    paper = looks_on_paper(month_review, words)
    marked = {
        (measure, area)
        for measure, marks in paper["rows"]
        for area, mark in zip(paper["head"], marks, strict=True)
        if "▲" in mark or "▼" in mark
    }
    signals = {
        (
            measures()[row["measure"]].name["en"],
            area_name(row, month_review, words) if row["kind"] == "area" else "Whole city",
        )
        for row in month_review.signals.to_dicts()
    }
    assert {(measure, area.capitalize()) for measure, area in marked} == {
        (measure, area.capitalize()) for measure, area in signals
    }
    assert len(paper["rows"]) == month_review.table["measure"].n_unique()
