"""The month's workload has the numbers of the pages Calls, Use of force and Complaints."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from dashboard.tables import workload as tables
from dashboard.words import load
from queries.dates import add_months
from queries.records import calls, complaints, force
from queries.records.periods import Part, months_to, periods_of
from queries.review import workload
from queries.review.month import Month
from queries.review.workload import month_part
from queries.vintage.catalog import Vintage, open_city
from tests.conftest import at_home

DECEMBER = dt.date(2022, 12, 1)

IS_TOLD = "(call_type, category) not in (select (call_type, category) from sensitive_types)"
"""Calls whose times leave."""


@pytest.fixture(scope="module")
def sample(sample_home: Path) -> Vintage:
    """The published sample city."""
    with at_home(sample_home):
        return open_city("sample")


@pytest.fixture(scope="module")
def chicago(chicago_home: Path) -> Vintage:
    """The published vintage of Chicago's real data."""
    with at_home(chicago_home):
        return open_city("chicago")


def month(vintage: Vintage, first: dt.date = DECEMBER) -> Month:
    """Return a month of the city, of which only layer and day matter here."""
    return Month(
        city=vintage.city_id,
        city_name=vintage.city_name,
        vintage=vintage.vintage,
        layer=vintage.layer().id,
        layer_name=vintage.layer().name,
        month=first,
        table=pl.DataFrame(),
        looks=0,
        false_alarms_a_year=4.0,
    )


def year(vintage: Vintage, dataset: str) -> Part:
    """Return the part that the pages show for the year of that December."""
    periods = {period.id: period for period in periods_of(vintage, dataset)}
    return Part(vintage, dataset, vintage.layer().id, None, periods["2022"])


def test_twelve_months_are_the_year_of_the_pages(sample: Vintage) -> None:
    """Numbers and totals of twelve months add up to those of the pages for that year."""
    months = pl.concat(
        workload.shares(sample, month(sample, add_months(DECEMBER, -number)))
        for number in range(12)
    )
    sums = {
        what: (n, total)
        for what, n, total in months.group_by("what").agg(pl.col("n", "total").sum()).iter_rows()
    }
    part = year(sample, "calls")
    counts = calls.settled(calls.months(part), part)
    by_starter = dict(calls.starters(counts, part).select("initiated_by", "n").iter_rows())
    known = by_starter["public"] + by_starter["officer"]
    assert sums["public"] == (by_starter["public"], known)
    crisis = calls.crisis_share(counts, part)
    assert sums["crisis"] == (crisis["n"], crisis["total"])
    answered = calls.crisis_months(calls.months(part), part)
    assert sums["other_team"] == (answered["other_team"].sum(), answered["n"].sum())
    assert sums["late_20"][1] == sums["late_60"][1] == calls.timed(counts, part)["timed"]
    force_year = force.breakdown(year(sample, "force"))
    for what in ("person", "officer"):
        injured = force_year.filter(field=f"is_{what}_injured", value="true")
        assert sums[what] == (injured["n"].item(), injured["total"].item())


@pytest.mark.parametrize("minutes", workload.LATE_MINUTES)
def test_late_calls_are_those_of_the_records(sample: Vintage, minutes: int) -> None:
    """As many of the public's calls as the records hold waited so long."""
    row = workload.shares(sample, month(sample)).row(
        by_predicate=pl.col("what") == f"late_{minutes}", named=True
    )
    ((late, timed),) = sample.reader.rows(
        "select count(*) filter (where response_s >= ?), count(*) from calls where "
        "response_s is not null and initiated_by = 'public' "
        f"and date_trunc('month', received_at) = '2022-12-01' and {IS_TOLD}",
        [minutes * 60],
    )
    assert (row["n"], row["total"]) == (late, timed)
    assert row["low"] < row["rate"] < row["high"]


def test_urgent_calls_are_those_of_the_measure(sample: Vintage) -> None:
    """Late and on time add up: the target's share is what the measure leaves."""
    row = workload.shares(sample, month(sample)).row(
        by_predicate=pl.col("what") == "late_target", named=True
    )
    ((late, timed),) = sample.reader.rows(
        "select count(*) filter (where response_s > ?), count(*) from calls where priority <= ? "
        f"and response_s is not null and {IS_TOLD} "
        "and date_trunc('month', received_at) = '2022-12-01'",
        [sample.city.settings[name] for name in ("response_target_s", "response_priority")],
    )
    assert (row["n"], row["total"]) == (late, timed)


def test_a_year_ago_is_the_same_month_of_the_year_before(sample: Vintage) -> None:
    """What stands beside a month is what that month itself gives a year earlier."""
    now = workload.shares(sample, month(sample))
    before = workload.shares(sample, month(sample, dt.date(2021, 12, 1)))
    assert now["year_ago_n"].to_list() == before["n"].to_list()
    assert now["year_ago_rate"].to_list() == before["rate"].to_list()


@pytest.mark.parametrize("city", ["sample", "chicago"])
def test_ages_add_up_to_the_backlog(city: str, request: pytest.FixtureRequest) -> None:
    """Open complaints by age are as many as the page Complaints has open at the month's end."""
    vintage: Vintage = request.getfixturevalue(city)
    part = month_part(vintage, "complaints", month(vintage))
    assert part is not None
    assert workload.ages(part)["n"].sum() == complaints.backlog(part)["open_at_end"].item()


def test_an_age_counts_months_since_receipt(sample: Vintage) -> None:
    """Those received in the month itself, and in the eleven before, are told apart."""
    part = month_part(sample, "complaints", month(sample))
    assert part is not None
    numbers = dict(workload.ages(part).iter_rows())
    query = (
        "select count(*) from complaints where received_on between ? and ? "
        "and (closed_on is null or closed_on > date '2022-12-31')"
    )
    for age, first, last in (
        ("first", dt.date(2022, 12, 1), dt.date(2022, 12, 31)),
        ("quarter", dt.date(2022, 10, 1), dt.date(2022, 11, 30)),
        ("half_year", dt.date(2022, 7, 1), dt.date(2022, 9, 30)),
        ("year", dt.date(2022, 1, 1), dt.date(2022, 6, 30)),
        ("older", dt.date(1900, 1, 1), dt.date(2021, 12, 31)),
    ):
        assert sample.reader.rows(query, [first, last]) == [(numbers[age],)], age


def test_days_to_close_lie_on_the_curve_of_the_page(sample: Vintage) -> None:
    """At the days by which half is closed, the curve of the page reaches a half, and not before."""
    part = month_part(sample, "complaints", month(sample))
    assert part is not None
    closing = workload.closing_part(part)
    assert (closing.period.first, closing.period.last) == (
        dt.date(2021, 1, 1),
        dt.date(2022, 12, 31),
    )
    half, most = complaints.days_to_close(closing).to_dicts()
    curve = complaints.closing_curve(closing)
    below = curve.filter(pl.col("rate") < 0.5)["days"].max()
    above = curve.filter(pl.col("rate") >= 0.5)["days"].min()
    assert below < half["days"] <= above
    assert half["low"] <= half["days"] <= half["high"] < most["days"]
    assert half["n"] == complaints.closing(closing)["n"][0]


def test_each_dataset_has_its_latest_settled_month(chicago: Vintage) -> None:
    """A dataset that is settled later shows an earlier month; one that lacks is said to lack."""
    latest = month(chicago, dt.date(2023, 8, 1))
    force_part, complaints_part = (
        month_part(chicago, name, latest) for name in ("force", "complaints")
    )
    assert force_part is not None
    assert complaints_part is not None
    assert complaints_part.period.first < force_part.period.first <= latest.month
    assert month_part(chicago, "calls", latest) is None
    lines = tables.untold(
        workload.shares(chicago, latest), chicago, ("force", "complaints"), latest.month, load("en")
    )
    assert lines == ["Calls for service: not in the files used here."]


def test_records_that_are_no_fair_sample_have_no_share(sample: Vintage) -> None:
    """Where records were left out, the numbers stand without a share."""
    part = month_part(sample, "force", month(sample))
    assert part is not None
    spans = sample.manifest.datasets | {"force": replace(part.span, rates=False)}
    unfair = replace(sample, manifest=replace(sample.manifest, datasets=spans))
    rows = workload.shares(unfair, month(unfair)).filter(pl.col("what") == "person")
    assert rows["rate"].to_list() == [None]
    assert rows["n"].item() > 0


def test_months_have_an_id_of_their_own() -> None:
    """Answers about one month are kept apart from those of its year and of two months."""
    ids = {months_to(DECEMBER).id, months_to(DECEMBER, 2).id, months_to(dt.date(2022, 11, 1)).id}
    assert ids == {"2022-12.2022-12", "2022-11.2022-12", "2022-11.2022-11"}
