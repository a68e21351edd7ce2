"""The board's complaints are those of the page Complaints."""

from dashboard.brief.complaints import complaint_sections
from dashboard.brief.subject import Subject
from queries.records import complaints
from queries.records.periods import Part, periods_of
from queries.review.workload import ages


def test_the_board_reads_the_pages_numbers(moved: Subject) -> None:
    """Steps, allegations, findings, days to close and open complaints agree with the queries."""
    vintage = moved.vintage
    period = next(period for period in periods_of(vintage, "complaints") if period.id == "last")
    part = Part(vintage, "complaints", moved.month.layer, None, period)
    way, kinds, findings, time = (
        [[*row] for row in section.table.rows]
        for section in complaint_sections(moved)
        if section.table
    )
    received = complaints.steps(part).filter(step="received")["n"].item()
    assert way[0][-1] == f"{received:,}"
    counts = [f"{n:,}" for n in complaints.allegations(part)["n"]]
    assert [row[1] for row in kinds] == counts[:10]
    assert [row[1] for row in findings] == [f"{n:,}" for n in complaints.findings(part)["n"]]
    assert [row[1] for row in time] == [f"{n:,}" for n in ages(part)["n"]]
    half = complaints.days_to_close(part)["days"][0]
    assert f"{half:,.0f}" in complaint_sections(moved)[-1].texts[1]
