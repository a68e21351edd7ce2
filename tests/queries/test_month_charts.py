"""What is drawn of a month is the month: the same numbers, ranges and signals."""

from pathlib import Path

import pytest

from queries.review.monitoring import chart
from queries.review.month import Month, month_of
from queries.review.month_measures import month_choices
from queries.review.recent import RECENT_MONTHS, recent_months
from queries.review.usual_months import CHART_MONTHS, usual_months
from queries.review.waits import waits
from queries.vintage.catalog import Vintage, open_city
from tests.conftest import at_home


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


def test_every_number_of_a_month_can_be_drawn(new_orleans_home: Path) -> None:
    """Records whose rate a city cannot give are drawn as the counts that the month shows.

    New Orleans has no calls to set pointed firearms beside, but its months count them.
    """
    with at_home(new_orleans_home):
        new_orleans = open_city("new_orleans")
    month = month_of(new_orleans, "district")
    assert "firearm_pointed_per_calls" in set(month.citywide["measure"])
    for row in month.citywide.to_dicts():
        points = recent_months(new_orleans, row["measure"], "district", row["month"])
        assert points[-1] == (row["month"], pytest.approx(row["value"]))
        control = chart(new_orleans, row["measure"], "district", "", row["month"])
        assert control is None or control.measure.denominator != "calls"
        waits(new_orleans, row["measure"], "district", "", row["month"])
