"""Days between rare records, compared with the records themselves."""

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from queries.declared.measures import measures
from queries.records import extracts
from queries.review.records_behind import behind
from queries.review.waits import waits
from queries.stats.constants import MONTHLY_CHART_EVENTS
from queries.vintage.catalog import UNKNOWN, Vintage, open_city
from tests.conftest import at_home

SETTLED = dt.date(2023, 9, 1)
QUIET = "21"
"""Beacon Moor, where force is used less than once a month."""


@pytest.fixture
def sample(sample_home: Path) -> Vintage:
    """The published sample city."""
    with at_home(sample_home):
        return open_city("sample")


def test_the_waits_are_between_the_records(sample: Vintage) -> None:
    """Waits run between the days of the records, each day once; the last one is open."""
    intervals = waits(sample, "force", "neighborhood", QUIET, SETTLED)
    assert intervals is not None
    last = dt.date(2023, 9, 30)
    selection = behind(sample, measures()["force"], "neighborhood", QUIET, intervals.first, last)
    days = extracts.preview(sample, selection)["occurred_on"].unique().sort()
    assert intervals.table["day"].to_list() == [*days[1:], last]
    assert intervals.table["gap"].to_list() == [
        (later - earlier).days for earlier, later in zip(days, [*days[1:], last], strict=True)
    ]
    assert intervals.table["is_open"].to_list() == [False] * (len(days) - 1) + [True]
    assert intervals.points == len(days) - 1
    assert intervals.table["centre"][0] == pytest.approx(intervals.table["gap"][:-1].mean())


def test_the_waits_begin_with_the_last_change(sample: Vintage) -> None:
    """Waits restart at a policy about these records, as limits do."""
    intervals = waits(sample, "force", "neighborhood", QUIET, SETTLED)
    assert intervals is not None
    assert intervals.first == dt.date(2022, 1, 1)
    earlier = waits(sample, "force", "neighborhood", QUIET, dt.date(2021, 12, 1))
    assert earlier is not None
    assert earlier.first == dt.date(2019, 4, 1)
    assert earlier.table["day"].max() == dt.date(2021, 12, 31)


@pytest.mark.parametrize(
    ("measure", "layer", "area", "month"),
    [
        ("force", "district", "1", SETTLED),  # not rare
        ("force", "neighborhood", UNKNOWN, SETTLED),  # no place of its own
        ("force_person_injured", "neighborhood", QUIET, SETTLED),  # a share of what varies
        ("force_per_calls", "neighborhood", QUIET, SETTLED),  # so do the calls
        ("complaints", "neighborhood", QUIET, dt.date(2023, 12, 1)),  # not settled
    ],
)
def test_where_days_say_nothing_there_is_no_chart(
    measure: str, layer: str, area: str, month: dt.date, sample: Vintage
) -> None:
    """Frequent, unplaced and unsettled records and parts of other counts have no waits."""
    assert measure in {declared.id for declared in sample.measures(layer)}
    assert waits(sample, measure, layer, area, month) is None


def test_rare_is_under_one_a_month(sample: Vintage) -> None:
    """Every area with waits has fewer records a month than a monthly chart needs."""
    by_area = {
        area: intervals
        for area in sample.areas("neighborhood")["area_id"]
        if (intervals := waits(sample, "force", "neighborhood", area, SETTLED))
    }
    assert by_area
    for area, intervals in by_area.items():
        selection = behind(
            sample, measures()["force"], "neighborhood", area, intervals.first, dt.date(2023, 8, 31)
        )
        assert extracts.matched(sample, selection) < 20 * MONTHLY_CHART_EVENTS
    assert pl.concat(interval.table for interval in by_area.values())["gap"].min() >= 0
