"""What is drawn and listed of a month is the month: same numbers, same signals, same records."""

import datetime as dt
from pathlib import Path

import pytest

from queries.records import extracts
from queries.review.month import Month, month_of
from queries.review.month_measures import month_choices
from queries.review.recent import RECENT_MONTHS, recent_months
from queries.review.records_behind import behind_row
from queries.review.usual_months import CHART_MONTHS, usual_months
from queries.vintage.catalog import Vintage, open_city
from tests.conftest import at_home
from tests.queries.test_behind import is_coarser


@pytest.fixture(scope="module")
def sample(sample_home: Path) -> Vintage:
    """The sample city."""
    with at_home(sample_home):
        return open_city("sample")


@pytest.fixture(scope="module")
def moved(sample: Vintage) -> Month:
    """The latest month of the sample's districts in which something moved."""
    months = (month_of(sample, "district", month) for month in month_choices(sample, "district"))
    return next(month for month in months if len(month.signals))


def test_a_chart_ends_with_its_month(sample: Vintage, moved: Month) -> None:
    """The last point of a row's chart has the row's number, range and signal."""
    names = ("value", "usual_low", "usual_centre", "usual_high")
    for row in moved.table.to_dicts():
        months = usual_months(sample, "district", row["measure"], row["area_id"], row["month"])
        last = months.row(-1, named=True)
        assert len(months) <= CHART_MONTHS
        assert last["month"] == row["month"]
        if row["why"] is None:
            assert [last[name] for name in names] == pytest.approx([row[name] for name in names])
        assert (last["side"] is None) == (row["signal"] is None)
    assert moved.signals.height > 0


def test_a_small_line_ends_with_its_month(sample: Vintage, moved: Month) -> None:
    """The last point of each measure's line is the city's number, and two years are before it."""
    for row in moved.citywide.to_dicts():
        points = recent_months(sample, row["measure"], "district", row["month"])
        assert points[-1] == (row["month"], pytest.approx(row["value"]))
        assert len(points) == RECENT_MONTHS


def test_the_records_of_a_row_are_as_many_as_it_counts(sample: Vintage) -> None:
    """The link under a number of a month selects as many records as stand in the number."""
    month = month_of(sample, "district", dt.date(2023, 3, 1))
    rows = [row for row in month.table.to_dicts() if row["events"] is not None]
    wrong = {
        (row["measure"], row["area_id"]): (row["events"], n)
        for row in rows
        if (n := extracts.matched(sample, behind_row(sample, month, row))) != row["events"]
        and not is_coarser(row, n)
    }
    assert wrong == {}
    assert sum(row["events"] > 0 for row in rows) > len(rows) / 2
