"""What charts by month mark: the pandemic, changes in recording, policies, transitions."""

import datetime as dt
import json
from typing import Any

import polars as pl
import pytest

from dashboard.charts.marks import Marks, marked
from dashboard.charts.quality import month_bars
from dashboard.charts.series import series_chart
from dashboard.parts.marks import marks_of, rows
from dashboard.words import load
from queries.dates import DateRange
from tests.handmade import change, day, vintage

WORDS = load("en")
SPAN = (day("2014-01-01"), day("2021-12-31"))
CHANGES = [
    change("form", "2017-10-16", announced_on="2017-05-17", recording="caution"),
    change("release", "2021-01-01", recording="breaks"),
    change("of calls", "2019-01-01", recording="breaks", recording_datasets=["calls"]),
    change("quiet", "2018-01-01"),
]


def marks(span: DateRange = SPAN, language: str = "en", **values: Any) -> Marks:
    """Return what a chart of uses of force marks in a city of four policies."""
    return marks_of(vintage(policies=CHANGES), ("force",), span, load(language), **values)


def test_recording_and_the_pandemic_are_marked() -> None:
    """Changes in these records and March 2020 have a number each; other policies have none."""
    drawn = marks()
    assert drawn.dates["day"].to_list() == [
        day("2017-10-16"),
        day("2020-03-01"),
        day("2021-01-01"),
    ]
    assert drawn.dates["mark"].to_list() == ["1", "2", "3"]
    assert drawn.lines == (
        "Line 1: what is recorded changed on October 16, 2017 with “form”.",
        "Line 2: the pandemic, from March 2020 on.",
        "Line 3: what is recorded changed on January 1, 2021 with “release”.",
    )
    assert drawn.shaded.is_empty()


def test_a_policy_has_its_transition() -> None:
    """A policy that also changed recording is one line, dashed, with its transition shaded."""
    drawn = marks(policies=vintage(policies=CHANGES).policies[:1])
    assert drawn.dates["is_policy"].to_list() == [True, False, False]
    assert drawn.shaded.rows() == [(day("2017-05-17"), day("2017-10-15"))]
    assert drawn.lines[0] == (
        "Line 1: form, in force since October 16, 2017 (shaded: its transition, May 17, 2017 to "
        "October 15, 2017); what is recorded changed on October 16, 2017 with “form”."
    )


def test_the_transition_of_a_page_is_cut_to_the_chart() -> None:
    """A transition that begins before the first month is shaded from there on, and named."""
    transition = (day("2013-01-01"), day("2014-02-28"))
    drawn = marks(transition=transition)
    assert drawn.shaded.rows() == [(SPAN[0], transition[1])]
    assert drawn.lines[-1] == f"Shaded darker: the transition, {WORDS.period(transition)}."


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [
        ("2018-01-01", "2020-02-29", 0),
        ("2018-01-01", "2020-03-31", 1),
        ("2020-03-01", "2020-12-31", 0),
    ],
)
def test_only_what_lies_inside_is_marked(first: str, last: str, count: int) -> None:
    """The pandemic is marked where months before it are drawn too, as the caution has it."""
    assert len(marks((day(first), day(last))).dates) == count


def test_near_numbers_stand_on_two_rows() -> None:
    """Two numbers on one row are at least six parts in a hundred of the chart apart."""
    span = (dt.date(2000, 1, 1), dt.date(2000, 1, 1) + dt.timedelta(days=1000))
    days = [span[0] + dt.timedelta(days=at) for at in (0, 30, 59, 60, 300)]
    assert rows(days, span) == [0, 1, 2, 0, 0]


def test_a_chart_draws_its_marks_under_its_line() -> None:
    """Numbers stand above the chart, policies are dashed and others dotted, text names them."""
    drawn = marks(policies=vintage(policies=CHANGES).policies[:1])
    specs = [layer.to_dict() for layer in marked(drawn)]
    kinds = [spec["mark"]["type"] for spec in specs]
    assert kinds == ["rect", "rule", "text", "rule", "text"]
    dashes = [spec["mark"]["strokeDash"] for spec in specs if spec["mark"]["type"] == "rule"]
    assert dashes == [[5, 3], [1, 3]]
    heights = [spec["encoding"]["y"]["value"] for spec in specs if spec["mark"]["type"] == "text"]
    assert all(height < 0 for height in heights)
    assert marked(Marks()) == []


def test_given_periods_have_no_line_of_a_date() -> None:
    """Two given periods are shaded; no transition, no date in force is drawn."""
    months = pl.DataFrame(
        {
            "month": [dt.date(2020, 1, 1), dt.date(2020, 2, 1)],
            "events": [3, 1],
            "rate": [3.0, 1.0],
            "low": [1.0, 0.1],
            "high": [6.0, 3.0],
            "is_provisional": [False, True],
            "is_jump": [True, False],
            "month_words": ["January 2020", "February 2020"],
            "range_words": ["1-6", "0-3"],
        }
    )
    windows = ((months["month"][0], months["month"][0]), (months["month"][1], months["month"][1]))
    for label, is_drawn in (("in force", True), (None, False)):
        text = json.dumps(series_chart(months, windows, label, "a year", Marks(), WORDS).to_dict())
        assert ("in force" in text) == is_drawn
        assert ('"type": "rule"' in text) == is_drawn


def test_bars_of_months_have_marks_too() -> None:
    """The bars of Data quality have the same numbers as the lines."""
    months = pl.DataFrame(
        {
            "month": [SPAN[0]],
            "month_words": ["January 2014"],
            "rows": [3],
            "late": [0],
            "is_provisional": [False],
        }
    )
    text = json.dumps(month_bars(months, marks(language="es"), load("es")).to_dict())
    assert "la pandemia, desde marzo de 2020" in text
