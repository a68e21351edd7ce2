"""The latest settled month of each dataset, beside the same month a year before."""

import datetime as dt
from pathlib import Path

from queries.grid.latest import latest_months
from queries.grid.series import monthly
from queries.vintage.catalog import open_city
from tests.conftest import at_home

COUNTING = {"force": "force", "complaints": "complaints", "calls": "calls_per_residents"}
"""A measure that counts all records, by dataset."""


def test_each_dataset_has_its_own_latest_month(sample_home: Path) -> None:
    """The sample's datasets are settled to October, September and November of 2023."""
    with at_home(sample_home):
        latest = latest_months(open_city("sample"))
    assert dict(latest.select("dataset", "month").iter_rows()) == {
        "force": dt.date(2023, 10, 1),
        "complaints": dt.date(2023, 9, 1),
        "calls": dt.date(2023, 11, 1),
    }


def test_both_counts_are_those_of_the_months(sample_home: Path) -> None:
    """The month and the one a year before count what the series counts."""
    with at_home(sample_home):
        vintage = open_city("sample")
    for row in latest_months(vintage).to_dicts():
        months = monthly(vintage, COUNTING[row["dataset"]])
        events = dict(months.select("month", "events").iter_rows())
        assert row["events"] == events[row["month"]]
        assert row["year_before"] == events[row["month"].replace(year=2022)]


def test_months_that_count_otherwise_are_not_set_side_by_side(minneapolis_home: Path) -> None:
    """Minneapolis recorded less of its force until September 2020: July 2020 is not beside 2021."""
    with at_home(minneapolis_home):
        latest = latest_months(open_city("minneapolis"))
    assert latest.rows() == [("force", dt.date(2021, 7, 1), 116, None)]
