"""A dataset's own count over time, and the period it is shown beside."""

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from queries.records import calls, complaints, force, over_time
from queries.records.beside import in_order
from queries.records.periods import Part, periods_of
from queries.vintage.catalog import Vintage, open_city
from tests.conftest import at_home

LAYER = "neighborhood"


@pytest.fixture(scope="module")
def sample(sample_home: Path) -> Vintage:
    """The sample city, opened."""
    with at_home(sample_home):
        return open_city("sample")


def part_of(vintage: Vintage, dataset: str, period: str, area: str | None = None) -> Part:
    """Return a part of a city's records in a period by its id."""
    periods = {offered.id: offered for offered in periods_of(vintage, dataset)}
    return Part(vintage, dataset, vintage.layer().id, area, periods[period])


@pytest.mark.parametrize("area", [None, "21"])
@pytest.mark.parametrize("period", ["all", "2020"])
def test_the_line_adds_up_to_the_page(sample: Vintage, period: str, area: str | None) -> None:
    """The months of a period, of the city or an area, are all records the page counts there."""
    totals = {
        "force": lambda part: force.totals(part).incidents,
        "complaints": lambda part: complaints.steps(part)["n"][0],
        "calls": lambda part: calls.settled(calls.months(part), part)["n"].sum(),
    }
    for dataset, total in totals.items():
        part = part_of(sample, dataset, period, area)
        inside = pl.col("month").is_between(part.period.first.replace(day=1), part.period.last)
        assert over_time.by_month(part).filter(inside)["n"].sum() == total(part)


def test_the_line_is_whole_whatever_is_selected(sample: Vintage) -> None:
    """A year on the page leaves the line as it is; provisional months are marked."""
    months = over_time.by_month(part_of(sample, "complaints", "2020"))
    assert months.equals(over_time.by_month(part_of(sample, "complaints", "all")))
    assert (len(months), int(months["is_provisional"].sum())) == (96, 3)


def test_quarters_are_whole() -> None:
    """A quarter adds three months; one with a month missing is left out."""
    starts = pl.date_range(dt.date(2020, 2, 1), dt.date(2020, 10, 1), "1mo", eager=True)
    months = pl.DataFrame(
        {"month": starts, "n": range(1, 10), "is_provisional": [False] * 7 + [True] * 2}
    )
    assert over_time.by_quarter(months).rows() == [
        (dt.date(2020, 4, 1), 3 + 4 + 5, False),
        (dt.date(2020, 7, 1), 6 + 7 + 8, True),
    ]


def test_few_records_are_drawn_by_quarter(sample: Vintage) -> None:
    """An area has fewer than a dozen complaints in most months; the city has more."""
    assert over_time.is_thin(over_time.by_month(part_of(sample, "complaints", "all", "21")))
    assert not over_time.is_thin(over_time.by_month(part_of(sample, "complaints", "all")))


def test_twelve_months_beside_those_before(sample: Vintage) -> None:
    """Complaints compare; force does not, for what is recorded changed between the two."""
    year = over_time.last_year(part_of(sample, "complaints", "all"))
    assert year is not None
    assert (year.first, year.last) == (dt.date(2022, 10, 1), dt.date(2023, 9, 30))
    assert year.n == complaints.steps(part_of(sample, "complaints", "last"))["n"][0]
    assert year.before is not None
    changed = over_time.last_year(part_of(sample, "force", "all"))
    assert changed is not None
    assert changed.before is None


def test_months_in_a_gap_are_not_zero(new_orleans_home: Path) -> None:
    """New Orleans' calls of one year have no twelve settled months, and no line to compare."""
    with at_home(new_orleans_home):
        vintage = open_city("new_orleans")
        assert over_time.last_year(part_of(vintage, "calls", "all")) is None


@pytest.mark.parametrize(
    ("period", "pair"),
    [
        ("all", ["all", "last"]),
        ("last", ["last_before", "last"]),
        ("2020", ["2019", "2020"]),
        ("2016", ["2016"]),
        ("2023", ["2023"]),
        ("before.deescalation-2019", ["before.deescalation-2019", "after.deescalation-2019"]),
        ("after.deescalation-2019", ["before.deescalation-2019", "after.deescalation-2019"]),
    ],
)
def test_what_a_period_is_shown_beside(sample: Vintage, period: str, pair: list[str]) -> None:
    """The earlier stands first; a year that is not whole, or the first one, stands alone."""
    sides = in_order(part_of(sample, "complaints", period))
    assert [side.period.id for side in sides] == pair
    assert period in pair


def test_the_year_before_ends_where_the_last_begins(sample: Vintage) -> None:
    """The twelve months before the last are twelve, and no day is in both or in neither."""
    before, last = in_order(part_of(sample, "force", "last"))
    assert before.period.last == last.period.first - dt.timedelta(days=1)
    assert before.period.first == last.period.first.replace(year=last.period.first.year - 1)


def test_a_subset_stands_alone(new_orleans_home: Path) -> None:
    """Records that are no fair sample have no shares, so nothing to lay beside them."""
    with at_home(new_orleans_home):
        part = part_of(open_city("new_orleans"), "calls", "all")
        assert in_order(part) == (part,)


def test_an_older_gap_keeps_the_year_before_away(cincinnati_home: Path) -> None:
    """Cincinnati's force has a gap before its last twelve months: they stand alone."""
    with at_home(cincinnati_home):
        part = part_of(open_city("cincinnati"), "force", "last")
        assert in_order(part) == (part,)
