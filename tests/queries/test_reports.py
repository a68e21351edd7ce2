"""Reports on data quality, from counts made by hand."""

import polars as pl
import pytest

from queries.quality import reports
from tests.handmade import day, span, vintage


def source(name: str, retrieved_on: str, *datasets: str) -> dict[str, object]:
    """Return a source as the manifest has it."""
    return {"id": name, "origin": "o", "retrieved_on": retrieved_on, "datasets": datasets}


def test_a_dataset_is_as_fresh_as_its_newest_source() -> None:
    """Of several sources of a dataset the one retrieved last counts, of other datasets none."""
    city = vintage(
        datasets={name: span("2014-01-01", "2020-12-31") for name in ("force", "calls")},
        sources=[
            source("old", "2019-01-01", "force"),
            source("new", "2021-02-01", "force", "calls"),
            source("mid", "2020-01-01", "force"),
            source("last", "2021-03-01", "calls"),
        ],
    )
    freshness = reports.freshness(city)
    assert dict(freshness.select("dataset", "retrieved_on").iter_rows()) == {
        "force": day("2021-02-01"),
        "calls": day("2021-03-01"),
    }


@pytest.mark.parametrize(
    ("first", "last", "share"),
    [
        ("2020-01-01", "2020-02-29", 0.5),
        # a month counts whole if the period has any day of it
        ("2020-01-31", "2020-02-01", 0.5),
        ("2020-02-15", "2020-03-31", 0.2),
        ("2020-03-01", "2020-03-31", None),
    ],
)
def test_a_period_has_the_months_it_touches(first: str, last: str, share: float | None) -> None:
    """The share filled in a period is that of all records of its months, null without any."""
    filled = pl.DataFrame(
        {
            "dataset": "force",
            "field": "reason",
            "month": [day("2020-01-01"), day("2020-02-01")],
            "rows": [30, 50],
            "filled": [30, 10],
        }
    )
    assert reports.filled_between(filled, "force", "reason", (day(first), day(last))) == share


@pytest.mark.parametrize(("field", "has_jump"), [("disposition", True), ("closed_on", False)])
def test_a_field_that_ripens_does_not_jump(field: str, has_jump: bool) -> None:
    """The latest months of a field that is filled with time are no jump; of others they are."""
    months = [f"2020-{number:02}-01" for number in range(1, 13)]
    coverage = [
        ("complaints", field, month, 100, 10 if month == months[-1] else 100) for month in months
    ]
    fields = reports.fields(vintage(coverage=coverage)).filter(field=field)
    assert fields["is_jump"].to_list() == [False] * 11 + [has_jump]
