"""The board's complaints are those of the queries, up to the month of the brief."""

import datetime as dt
from pathlib import Path

from dashboard.brief.complaints import complaint_sections
from dashboard.brief.subject import Subject, subject
from dashboard.words import load
from queries.records import complaints
from queries.records.periods import Part, months_to
from queries.review.workload import ages, closing_part
from queries.vintage.catalog import open_city
from tests.conftest import at_home

APRIL = dt.date(2020, 4, 1)


def test_the_board_reads_the_queries_numbers(moved: Subject) -> None:
    """Steps, allegations, findings, days to close and open complaints agree with the queries."""
    year, month = (
        Part(moved.vintage, "complaints", moved.month.layer, None, months_to(APRIL, count))
        for count in (12, 1)
    )
    sections = complaint_sections(moved)
    way, kinds, findings, time = (
        [[*row] for row in section.table.rows] for section in sections if section.table
    )
    received = complaints.steps(year).filter(step="received")["n"].item()
    assert way[0][-1] == f"{received:,}"
    assert received > 0
    counts = [f"{n:,}" for n in complaints.allegations(year)["n"]]
    assert [row[1] for row in kinds] == counts[:10]
    assert [row[1] for row in findings] == [f"{n:,}" for n in complaints.findings(year)["n"]]
    assert [row[1] for row in time] == [f"{n:,}" for n in ages(month)["n"]]
    half = complaints.days_to_close(closing_part(month))["days"][0]
    assert f"{half:,.0f} (" in sections[-1].texts[1]
    assert "May 2019 to April 2020" in (sections[0].table.caption if sections[0].table else "")


def test_where_no_outcome_is_known_there_are_no_others(chicago_home: Path) -> None:
    """Chicago's files end no complaint of the year with an outcome: all are said to lack it."""
    with at_home(chicago_home):
        about = subject(open_city("chicago"), load("en"), dt.date(2022, 11, 1))
    texts = [text for section in complaint_sections(about) for text in section.texts]
    assert "The records do not say how 663 of the 663 closed complaints ended." in texts
    assert load("en").text("complaints.mostly_unknown") not in texts
