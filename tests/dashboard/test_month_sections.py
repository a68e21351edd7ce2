"""The sections of the month: workload, questions and completion, as a visitor gets them."""

import datetime as dt
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.tables import completion as completion_tables
from dashboard.tables.questions import question_lines
from dashboard.words import load
from queries.review import breakdown
from queries.review.breakdown import Finding
from queries.review.completion import Completion, from_counts
from queries.review.month import month_of
from queries.vintage.catalog import Vintage, open_city
from tests.conftest import at_home

SCRIPT = """
import datetime as dt
from dashboard.parts.completion import show_completion
from dashboard.parts.questions import show_signal_questions
from dashboard.parts.workload import show_workload
from dashboard.words import load
from queries.review.month import month_of
from queries.vintage.catalog import open_city
words = load("LANGUAGE")
vintage = open_city("sample")
month = month_of(vintage, None, dt.date(2022, 12, 1))
row = month.citywide.row(0, named=True) | {"signal": "force"}
show_signal_questions(vintage, month, row, words)
show_workload(vintage, month, words)
show_completion(vintage, words)
"""


@pytest.fixture(scope="module")
def sample(small_home: Path) -> Vintage:
    """The published small sample city."""
    with at_home(small_home):
        return open_city("sample")


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_sections_show_tables_with_headers(language: str, small_home: Path) -> None:
    """Each table has named columns in the reader's language, and nothing fails."""
    words = load(language)
    with at_home(small_home):
        page = AppTest.from_string(SCRIPT.replace("LANGUAGE", language), default_timeout=120).run()
    assert not page.exception
    headers = [list(table.value.columns) for table in page.dataframe]
    assert words.text("workload.columns.what") in headers[0]
    assert words.text("workload.columns.age") in headers[1]
    assert words.text("workload.columns.days") in headers[2]
    text = " ".join(part.value for part in [*page.markdown, *page.caption, *page.header])
    for key in ("workload.header", "calls.titles.hours", "completion.header"):
        assert words.text(key) in text
    assert "{" not in text


def finding(**changes: object) -> Finding:
    """Return a finding of 18 reports of 45 on weekend nights, 11 of 16 added."""
    values = {
        "dimension": "week_part",
        "value": "weekend_night",
        "unit": "force_report",
        "n": 18,
        "total": 45,
        "usual": 9.0,
        "usual_low": 4.0,
        "usual_high": 14.0,
        "all_added": 16.0,
        "added": 11.0,
        "added_low": 3.0,
        "added_high": 19.0,
        "p": 0.0001,
        "years": 5,
        "layer": "neighborhood",
    }
    return Finding(**(values | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "starts"),
    [
        (
            {},
            "Friday and Saturday nights: two of three of what is added, about 11 of 16 "
            "force reports (95\u00a0% range: 3 to 16). They have 18 of 45; of so many, "
            "9 would be usual (4 to 14). Was there an event then,",
        ),
        (
            {"added": 20.0, "added_low": 12.0, "added_high": 29.0},
            "Friday and Saturday nights: all of what is added and more, about 20 force reports "
            "(95\u00a0% range: 12 to 29); all parts together have 16 more than usual. They have",
        ),
        (
            {"dimension": "force_types", "value": "Taser", "added": 15.0},
            "Kind of force, “Taser”: nearly all of what is added, about 15 of 16 ",
        ),
        (
            {"all_added": -16.0, "added": -5.0, "added_low": -9.0, "added_high": -1.0},
            "Friday and Saturday nights: one of three of what is missing, about 5 of 16 "
            "force reports (95\u00a0% range: 1 to 9).",
        ),
    ],
)
def test_a_finding_in_words(changes: dict[str, object], starts: str, sample: Vintage) -> None:
    """The sentence says which part, how much of what is added with its range, and what to ask."""
    month = month_of(sample)
    row = month.citywide.row(0, named=True) | {"signal": "force"}
    breakdown_of = breakdown.Breakdown((finding(**changes),), 40, 5)
    line = question_lines(breakdown_of, row, sample, load("en"))[0]
    assert line.startswith(starts)
    assert line.endswith("?")


def test_without_a_finding_the_line_asks_about_the_whole(sample: Vintage) -> None:
    """It says whether no part stands out or none could be looked at; only a signal has a line."""
    row = month_of(sample).citywide.row(0, named=True) | {"signal": "force"}
    words = load("en")
    none = question_lines(breakdown.Breakdown((), 40, 5), row, sample, words)
    assert none == [words.text("month_questions.nothing")]
    (short,) = question_lines(breakdown.Breakdown(), row, sample, words)
    assert "3 years before" in short
    assert question_lines(breakdown.Breakdown(), row | {"signal": None}, sample, words) == []


def test_completion_in_words(sample: Vintage) -> None:
    """So far, likely and range stand in one line; too few builds are told with what is needed."""
    words = load("en")
    (few,) = completion_tables.completion_lines(sample, words)
    assert "nothing is estimated" in few
    assert "they knew: 1." in few
    table = pl.DataFrame(
        [(dt.date(2023, 8, 1), 31, 38.0, 34.0, 45.0, 9)],
        schema=from_counts(pl.DataFrame(schema=COUNTS), 2).table.schema,
        orient="row",
    )
    result = Completion(table, 12, 20, 18)
    line, scored = completion_tables.lines_of(sample, "force", result, words)
    assert line == ("August 2023: so far 31 incidents with force; when complete likely 38 (34–45).")
    assert "20 such estimates" in scored
    assert "18 of their ranges" in scored


COUNTS = {"reached_on": pl.Date, "month": pl.Date, "records": pl.Int64}
