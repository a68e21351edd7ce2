"""docs/architecture.md follows a number that is there, through tables that hold it."""

import csv
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from dashboard.tables import answers
from dashboard.words import load
from queries.change.compare import compare
from queries.paths import ROOT
from queries.vintage.catalog import Vintage, open_city
from tests.conftest import at_home

CASE = "RV19-00156"
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def sample(sample_home: Path) -> Iterator[Vintage]:
    """The sample city as it is published."""
    with at_home(sample_home):
        yield open_city("sample")


def test_the_raw_rows_are_where_the_page_says(sample_home: Path) -> None:
    """Rows 4907 and 4908 of force.csv are the case, and no other row is."""
    with (sample_home / "raw" / "sample" / "force.csv").open(encoding="utf-8", newline="") as file:
        rows = [number for number, row in enumerate(csv.reader(file), start=1) if row[0] == CASE]
    assert rows == [4907, 4908]
    assert f"rows 4907 and 4908 of `force.csv`: case {CASE}" in PAGE


def test_two_rows_are_one_incident_in_its_area(sample: Vintage) -> None:
    """Core holds one incident of two rows, placed in area 5; the mart counts it on its day."""
    incident = sample.reader.rows(
        "select source_row, rows_n, occurred_on::varchar from force_incidents "
        "where incident_id = ?",
        [CASE],
    )
    assert incident == [(4907, 2, "2019-04-14")]
    rows = sample.reader.rows(
        "select n >= 1 from daily_counts where layer = 'neighborhood' and area_id = '5' "
        "and day = date '2019-04-14' and event = 'force'"
    )
    assert rows == [(True,)]


def test_the_sentence_is_the_one_on_the_page(sample: Vintage) -> None:
    """The comparison's counts, range and sentence of Tanner's Row are those the page quotes."""
    comparison = compare(sample, "force", None, "deescalation-2019")
    table = answers.as_table(comparison, load("en"))
    row = table.row(by_predicate=pl.col("area_id") == "5", named=True)
    assert (row["before_events"], row["after_events"], row["verdict"]) == (103, 41, "fell")
    numbers = (row["ratio"], row["ratio_low"], row["ratio_high"])
    assert [f"{number:.2f}".lstrip("0") for number in numbers] == [".40", ".26", ".60"]
    assert row["sentence"].replace("\u00a0", " ") in PAGE
    days = ("before_from", "before_to", "after_from", "after_to")
    assert all(str(getattr(comparison.windows, day)) in PAGE for day in days)
