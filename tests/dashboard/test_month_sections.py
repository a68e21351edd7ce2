"""The sections of the month: workload, questions and completion, as a visitor gets them."""

import datetime as dt
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.tables import completion as completion_tables
from dashboard.tables.questions import of_months, question_lines
from dashboard.words import load
from queries.review.breakdown import Breakdown, Finding
from queries.review.completion import Completion, from_counts
from queries.review.days import BusyDay
from queries.review.month import CONCERN, IMPROVEMENT, month_of
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
    """Return a finding of 18 reports of 45 on weekend nights, where 7 of 29 are usual."""
    values = {
        "dimension": "week_part",
        "value": "weekend_night",
        "unit": "force_report",
        "n": 18,
        "total": 45,
        "usual": 7.4,
        "usual_share": 0.25,
        "all_added": 16.2,
        "added": 10.6,
        "added_low": 3.0,
        "added_high": 19.0,
        "p": 0.0001,
        "years": 5,
        "layer": "neighborhood",
    }
    return Finding(**(values | changes))  # type: ignore[arg-type]


def told(sample: Vintage, language: str = "en", **broken_down: object) -> list[str]:
    """Return the lines of a signal of July and August 2020: 45 records, where 29 are usual."""
    row = month_of(sample).citywide.row(0, named=True) | {"signal": "force"}
    values = {
        "first": dt.date(2020, 7, 1),
        "last": dt.date(2020, 8, 1),
        "n": 45,
        "usual": 28.8,
        "years": 5,
        "looked_at": 40,
    }
    answer = Breakdown(**(values | broken_down))  # type: ignore[arg-type]
    return question_lines(answer, row, sample, load(language))


@pytest.mark.parametrize(
    ("changes", "starts"),
    [
        (
            {},
            "Friday and Saturday nights: 18 of the 45 force reports of July and August 2020. Usual "
            "is about 7 of 29, so 11 of the 16 more are here (95\u00a0% range: 3 to "
            "16). Was there an event then,",
        ),
        (
            {"n": 28, "usual": 8.0, "added": 20.0, "added_low": 12.0, "added_high": 29.0},
            "Friday and Saturday nights: 28 of the 45 force reports of July and August 2020. Usual "
            "is about 8 of 29, so 20 more are here (95\u00a0% range: 12 to 29), and only 16 more "
            "in all parts together. Was",
        ),
        (
            {"dimension": "force_types", "value": "Taser", "total": 40, "all_added": 15.0},
            "Kind of force, “Taser”: 18 of the 40 force reports of July and August 2020 in which "
            "this is known. Usual is about 7 of 25, so 11 of the 15 more are here (95",
        ),
        (
            {"n": 4, "usual": 9.0, "all_added": -16.0, "added": -5.0}
            | {"added_low": -9.0, "added_high": -1.0},
            "Friday and Saturday nights: 4 of the 45 force reports of July and August 2020. Usual "
            "is about 9 of 61, so 5 of the 16 that are missing are missing here "
            "(95\u00a0% range: 1 to 9).",
        ),
    ],
)
def test_a_finding_in_words(changes: dict[str, object], starts: str, sample: Vintage) -> None:
    """The sentence says of which months it is, and its numbers add up: 45 − 29 = 16."""
    (line,) = told(sample, findings=(finding(**changes),))
    assert line.startswith(starts)
    assert line.endswith("?")


def test_a_day_in_words(sample: Vintage) -> None:
    """A day comes first, with what is left without it; parts say that they leave it out."""
    day = BusyDay(dt.date(2020, 7, 17), 5, 0.4)
    left = finding(n=25, total=40, usual=17.0, all_added=12.0)
    first, second = told(sample, days=(day,), findings=(left,))
    assert first == (
        "5 of the 45 incidents with force of July and August 2020 are of one day, July 17, 2020 "
        "(usual: fewer than 1). Without it 40 are left (usual: about 28). What happened that day? "
        "Or are records of other days dated to it?"
    )
    assert second.startswith("Friday and Saturday nights, without that day: 25 of the 40 force")
    (spanish,) = told(sample, "es", days=(day,))
    assert spanish.startswith(
        "5 de 45 incidentes con fuerza de julio y agosto de 2020 son de un solo"
    )


def test_several_days_in_words(sample: Vintage) -> None:
    """Days stand in the order of the calendar, each with its number, and their sum."""
    days = (BusyDay(dt.date(2020, 8, 2), 15, 0.6), BusyDay(dt.date(2020, 7, 17), 10, 0.6))
    (line,) = told(sample, days=days, looked_at=0)
    assert "25 of the 45 incidents with force of July and August 2020 are of 2 days: " in line
    assert "10 on July 17, 2020; 15 on August 2, 2020 (usual: about 1)." in line
    assert "Without them 20 are left (usual: about 28)." in line


@pytest.mark.parametrize(
    ("first", "last", "english", "spanish"),
    [
        ("2020-08", "2020-08", "of August 2020", "de agosto de 2020"),
        ("2020-07", "2020-08", "of July and August 2020", "de julio y agosto de 2020"),
        ("2022-09", "2022-11", "from September to November 2022", None),
        ("2019-12", "2020-01", "of December 2019 and January 2020", None),
        ("2019-11", "2020-01", None, "de noviembre de 2019 a enero de 2020"),
    ],
)
def test_the_months_of_a_signal_in_words(
    first: str, last: str, english: str | None, spanish: str | None
) -> None:
    """The year stands once where all months are of it."""
    begin, end = (dt.date.fromisoformat(f"{month}-01") for month in (first, last))
    for language, expected in (("en", english), ("es", spanish)):
        if expected is not None:
            assert of_months(begin, end, load(language)) == expected


def test_without_a_finding_the_line_asks_about_the_whole(sample: Vintage) -> None:
    """It says whether no part stands out or none could be looked at; only a signal has a line."""
    row = month_of(sample).citywide.row(0, named=True) | {"signal": "force"}
    words = load("en")
    assert told(sample)[0].startswith("No single day, kind, time or place stands out")
    (short,) = question_lines(Breakdown(), row, sample, words)
    assert "not 3 earlier years" in short
    assert question_lines(Breakdown(), row | {"signal": None}, sample, words) == []


@pytest.mark.parametrize(
    ("value", "state", "asked"),
    [(99.0, CONCERN, "Was there an event?"), (1.0, IMPROVEMENT, "Are all records in yet?")],
)
def test_of_fewer_records_it_asks_whether_all_are_in(
    sample: Vintage, value: float, state: str, asked: str
) -> None:
    """A month below its range may be one whose records are late; one above is not."""
    moved = {"signal": "force", "value": value, "state": state, "usual_low": 20, "usual_high": 40}
    row = month_of(sample).citywide.row(0, named=True) | moved
    (line,) = question_lines(Breakdown(), row, sample, load("en"))
    assert asked in line


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
