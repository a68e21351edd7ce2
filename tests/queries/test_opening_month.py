"""The month that the page, the terminal and the brief open on, and what it says of other months."""

import datetime as dt

import pytest

from dashboard.tables.month import other_months
from dashboard.words import load
from queries.review.month import month_of
from queries.review.month_measures import kinds_settled_to, month_choices, opening_month
from queries.vintage.catalog import Vintage
from tests.handmade import monthly, span, vintage

START = "2014-01-01"


def city(**settled_to: str) -> Vintage:
    """Return a city with records of each kind up to the day on which they are settled."""
    counts = [
        count
        for event in ("force", "complaints", "calls")
        for count in monthly("a", event, START, 96, 20)
    ]
    spans = {kind: span(START, last, settled_to=last) for kind, last in settled_to.items()}
    return vintage(counts, datasets=spans)


@pytest.mark.parametrize(
    ("settled_to", "month"),
    [
        ({"force": "2021-10-31", "complaints": "2021-09-30", "calls": "2021-11-30"}, "2021-10"),
        ({"force": "2021-10-31", "complaints": "2021-09-30"}, "2021-10"),
        ({"force": "2018-10-31", "complaints": "2018-09-30", "calls": "2021-11-30"}, "2021-11"),
        ({"complaints": "2021-09-30"}, "2021-09"),
    ],
)
def test_it_opens_on_a_month_that_half_of_the_kinds_have_settled(
    settled_to: dict[str, str], month: str
) -> None:
    """A month that one kind of three has reached waits; records that ended hold nothing back."""
    opened = city(**settled_to)
    expected = dt.date.fromisoformat(f"{month}-01")
    assert opening_month(opened, "area") == expected
    assert month_of(opened).month == expected
    newest = max(settled_to.values())[:7]
    assert f"{month_choices(opened, 'area')[0]:%Y-%m}" == newest


def test_it_says_which_rows_are_of_another_month() -> None:
    """Rows of an earlier month are told by kind of record, and so are kinds with a later one."""
    opened = city(force="2021-10-31", complaints="2021-09-30", calls="2021-11-30")
    month = month_of(opened)
    earlier, later = other_months(month, opened, load("en"))
    assert earlier.startswith("Not all rows are of October 2021.")
    assert earlier.endswith("Complaints (September 2021).")
    assert "Calls (November 2021)" in later
    assert kinds_settled_to(opened, "area")["complaints"] == dt.date(2021, 9, 1)
    (only,) = other_months(month_of(opened, None, dt.date(2021, 11, 1)), opened, load("en"))
    assert "Force (October 2021); Complaints (September 2021)" in only
    quiet = city(force="2021-10-31")
    assert other_months(month_of(quiet), quiet, load("en")) == []
