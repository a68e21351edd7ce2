"""The charts of the pages about records: axes from zero, whole labels, no line over a gap."""

import datetime as dt
from typing import Any

import altair as alt
import polars as pl
import pytest

from dashboard.charts.bars import LABEL_WIDTH, wrapped
from dashboard.charts.calls import share_chart
from dashboard.charts.complaints import backlog_chart, step_chart
from dashboard.charts.marks import Marks
from dashboard.charts.over_time import counts_chart
from dashboard.charts.timeline import SHORT_MONTHS, month_axis, timed
from dashboard.words import Words, load
from dashboard.words.records import no_line

WORDS = load("en")
MONTHS = pl.DataFrame(
    {
        "month": [dt.date(2020, 1, 1), dt.date(2020, 2, 1), dt.date(2020, 5, 1)],
        "month_words": ["January 2020", "February 2020", "May 2020"],
        "is_provisional": [False, False, True],
        "n": [3, 4, 2],
        "received": [3, 4, 2],
        "closed": [1, 1, 1],
        "open_at_end": [2, 5, 6],
        "rate": [0.1, 0.2, 0.1],
        "low": [0.0, 0.1, 0.0],
        "high": [0.3, 0.4, 0.4],
        "rate_words": ["10 %", "20 %", "10 %"],
        "range_words": ["0 %–30 %", "10 %–40 %", "0 %–40 %"],
    }
)


def all_counts(months: pl.DataFrame, marks: Marks, words: Words) -> Any:
    """Draw the counts of all months."""
    return counts_chart(months, None, "complaints a month", "month", marks, words)


@pytest.mark.parametrize("draw", [backlog_chart, all_counts, share_chart])
def test_a_line_has_zero_and_leaves_provisional_months_out(draw: Any) -> None:
    """The line is of settled months, provisional ones are hollow points, the axis starts at 0."""
    spec = draw(MONTHS, Marks(), WORDS).to_dict()
    layers = {layer["mark"]["type"]: layer for layer in spec["layer"] if "mark" in layer}
    assert layers["line"]["transform"] == [{"filter": "!datum.is_provisional"}]
    assert layers["line"]["encoding"]["y"]["scale"] == {"zero": True}
    assert layers["point"]["transform"] == [{"filter": "datum.is_provisional"}]
    assert layers["point"]["mark"]["filled"] is False


def test_no_line_is_drawn_over_missing_months() -> None:
    """January and February are one stretch; May, after two missing months, begins another."""
    assert timed(MONTHS)["stretch"].to_list() == [1, 1, 2]
    quarters = MONTHS.with_columns(
        month=pl.Series([dt.date(2020, 1, 1), dt.date(2020, 4, 1), dt.date(2020, 10, 1)])
    )
    spec = counts_chart(quarters, None, "complaints a quarter", "quarter", Marks(), WORDS).to_dict()
    drawn = next(rows for rows in spec["datasets"].values() if "stretch" in rows[0])
    assert [row["stretch"] for row in drawn] == [1, 1, 2]


def test_a_short_time_names_its_months() -> None:
    """Two years and more are labelled by year, less by month."""
    short = pl.DataFrame(
        {"month": pl.date_range(dt.date(2016, 8, 1), dt.date(2016, 11, 1), "1mo", eager=True)}
    )
    long = pl.DataFrame(
        {"month": pl.date_range(dt.date(2010, 1, 1), dt.date(2020, 1, 1), "1mo", eager=True)}
    )
    assert month_axis(short).to_dict()["axis"]["format"] == "%m/%Y"
    assert len(long) > SHORT_MONTHS
    assert month_axis(long).to_dict()["axis"]["format"] == "%Y"


def test_a_long_label_is_broken_not_cut() -> None:
    """A wrapped label keeps every word, and no line is wider than a phone."""
    label = "RULE 4: PERF OF DUTY / PARAGRAPH 02 - INSTRUCTIONS FROM AUTHORITATIVE SOURCE: 360"
    labels, lines = wrapped([label, "Traffic: 3"])
    assert labels[0].replace("\n", " ") == label
    assert lines == 2
    assert all(len(line) <= LABEL_WIDTH for line in labels[0].split("\n"))


@pytest.mark.parametrize(("first", "end"), [(1, "first"), (2, "last")])
def test_the_period_of_the_page_is_tinted_and_named(first: int, end: str) -> None:
    """The rest of the page is about the tinted months; the name stays inside the chart."""
    shown = (dt.date(2020, first, 1), dt.date(2020, 5, 31))
    spec = counts_chart(MONTHS, shown, "complaints a month", "month", Marks(), WORDS).to_dict()
    tint, name = spec["layer"][0], spec["layer"][-1]
    assert (tint["mark"]["type"], tint["encoding"]["x2"]["field"]) == ("rect", "last")
    assert name["encoding"]["x"]["field"] == end
    assert name["mark"]["align"] == ("left" if end == "first" else "right")


def test_steps_share_one_scale() -> None:
    """Pieces run from begin to end, and the legend has only the sources that occur."""
    pieces = pl.DataFrame(
        {
            "label": ["Received: 3", "Received: 3"],
            "source": ["public", "internal"],
            "source_words": ["from the public", "from inside"],
            "begin": [0, 2],
            "end": [2, 3],
            "n_words": ["2", "1"],
        }
    )
    legend = {"public": "from the public", "internal": "from inside"}
    chart = step_chart(pieces, legend, WORDS)
    assert isinstance(chart, alt.Chart)
    spec = chart.to_dict()
    assert spec["encoding"]["x2"]["field"] == "end"
    assert spec["encoding"]["color"]["scale"]["domain"] == list(legend.values())


@pytest.mark.parametrize(
    ("numbers", "reason"),
    [
        ([40, 50, 60], None),
        ([40, 50], "records.few_months"),
        ([3, 4, 60, 5], "records.thin_months"),
    ],
)
def test_a_line_needs_months_and_records(numbers: list[int], reason: str | None) -> None:
    """Fewer than three settled months, or a dozen records in most of them, are no line."""
    months = pl.DataFrame({"n": [*numbers, 99], "is_provisional": [False] * len(numbers) + [True]})
    assert no_line(months) == reason
