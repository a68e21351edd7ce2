"""The periods that are offered for records, and what each may contain."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from queries.manifest import Gap
from queries.records.periods import Part, Period, periods_of, usable_layers
from queries.vintage.catalog import Vintage, open_city
from tests.conftest import at_home
from tests.handmade import change, day, span, vintage


@pytest.fixture
def sample(sample_home: Path) -> Vintage:
    """The published sample city."""
    with at_home(sample_home):
        return open_city("sample")


@pytest.fixture
def new_orleans(new_orleans_home: Path) -> Vintage:
    """The published vintage of New Orleans' real data."""
    with at_home(new_orleans_home):
        return open_city("new_orleans")


def test_the_sample_citys_periods(sample: Vintage) -> None:
    """Periods hold settled months only; the last one is twelve months; a policy has two sides."""
    periods = {period.id: period for period in periods_of(sample, "complaints")}
    # three months of complaints are provisional, so September 2023 is the last settled one
    assert periods["all"].last == dt.date(2023, 9, 30)
    assert (periods["last"].first, periods["last"].last) == (
        dt.date(2022, 10, 1),
        dt.date(2023, 9, 30),
    )
    assert periods["before.deescalation-2019"].last < dt.date(2019, 4, 1)
    assert periods["after.deescalation-2019"].first == dt.date(2019, 4, 1)
    assert all(
        period.first.day == 1 for period in periods.values() if period.kind not in ("all", "year")
    )
    years = [period for period in periods.values() if period.kind == "year"]
    assert [period.id for period in years] == [str(year) for year in range(2023, 2015, -1)]
    assert years[0].last == periods["all"].last


def test_a_subset_has_no_before_and_after(new_orleans: Vintage) -> None:
    """A biased subset of calls is offered as a whole and never as two sides of a date."""
    assert {period.kind for period in periods_of(new_orleans, "calls")} <= {"all", "last", "year"}
    part = Part(new_orleans, "calls", "district", None, periods_of(new_orleans, "calls")[0])
    assert not part.is_fair


def test_areas_are_offered_where_records_have_one(new_orleans: Vintage) -> None:
    """New Orleans' complaints name a district, not a neighborhood; its calls have both."""
    assert [layer.id for layer in usable_layers(new_orleans, "complaints")] == ["district"]
    assert {layer.id for layer in usable_layers(new_orleans, "calls")} == {
        "district",
        "neighborhood",
    }


def test_provisional_months_are_drawn_only_where_they_follow(sample: Vintage) -> None:
    """Provisional months follow a period that ends with the settled ones, and no other period."""
    whole, last, before = periods_of(sample, "calls")[:3]
    cut = Period("year", dt.date(2023, 1, 1), dt.date(2023, 11, 30))
    for period, provisional in ((whole, 1), (last, 1), (before, 0), (cut, 1)):
        months = Part(sample, "calls", "neighborhood", None, period).months
        assert int(months["is_provisional"].sum()) == provisional, period.id


def test_months_nobody_recorded_are_not_zero(sample: Vintage) -> None:
    """The months of a gap are left out of the series; they are not zero."""
    part = Part(
        sample,
        "calls",
        "neighborhood",
        None,
        Period("all", dt.date(2020, 1, 1), dt.date(2020, 6, 30)),
    )
    gap: Gap = {"from": dt.date(2020, 2, 1), "to": dt.date(2020, 4, 30)}
    last = dt.date(2020, 6, 30)
    span = replace(part.span, gaps=(gap,), last_on=last, settled_to=last)
    manifest = replace(sample.manifest, datasets={"calls": span})
    gapped = Vintage("sample", sample.vintage, manifest, sample.reader)
    months = Part(gapped, "calls", "neighborhood", None, part.period).months["month"].to_list()
    assert [month.month for month in months] == [1, 5, 6]


@pytest.mark.parametrize(
    ("first", "last", "is_offered"),
    [("2019-07-01", "2020-06-30", False), ("2019-06-30", "2020-06-30", True)],
)
def test_the_last_months_are_offered_beside_more(first: str, last: str, is_offered: bool) -> None:
    """Twelve months that are all there is are no period of their own."""
    city = vintage(datasets={"force": span(first, last)})
    assert ("last" in {period.id for period in periods_of(city, "force")}) == is_offered


@pytest.mark.parametrize("is_fair", [True, False])
def test_sides_of_a_policy_need_a_fair_sample(is_fair: bool) -> None:
    """Records that bear no rates are not offered as two sides of a policy."""
    force = span("2014-01-01", "2021-12-31", rates=is_fair)
    city = vintage(datasets={"force": force}, policies=[change("p", "2018-01-01")])
    sides = [period.id for period in periods_of(city, "force") if period.policy]
    assert sides == (["before.p", "after.p"] if is_fair else [])


def test_a_drawing_ends_with_its_year_or_goes_on_to_the_last_record() -> None:
    """The provisional months of a year are drawn up to its end, of the whole to the last record."""
    force = span("2014-01-01", "2021-02-20", settled_to="2020-10-31")
    city = vintage(datasets={"force": force})
    ends = {"2020": "2020-12-31", "2019": "2019-12-31", "all": "2021-02-20", "last": "2021-02-20"}
    parts = {
        period.id: Part(city, "force", "area", None, period) for period in periods_of(city, "force")
    }
    for name, end in ends.items():
        assert parts[name].drawn_to == day(end)
    months = parts["2020"].months
    assert months.filter("is_provisional")["month"].to_list() == [
        day("2020-11-01"),
        day("2020-12-01"),
    ]
