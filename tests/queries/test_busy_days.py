"""Single days that carry a signal: of which records they are told, and what is left of parts."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from queries.declared.measures import events, measures
from queries.records import extracts
from queries.review import days
from queries.review.days import BusyDay, busy_days, days_of
from queries.review.parts import parts_of, parts_of_day
from queries.review.records_behind import behind
from queries.vintage.catalog import open_city
from tests.conftest import at_home
from tests.handmade import Count, day, span, vintage

SPANS = [(dt.date(year, 8, 1), dt.date(year, 8, 1)) for year in (2021, 2020, 2019, 2018)]


def counts(event: str, n: int) -> list[Count]:
    """Return one record on every other day of each August, and `n` on 13 August 2021."""
    even = [("a", on, event, 1) for month in SPANS for on in days_of(month)[::2]]
    return [*even, ("b", day("2021-08-13"), event, n)]


@pytest.mark.parametrize(
    ("measure", "resolution", "told"),
    [
        ("force", "day", [BusyDay(day("2021-08-13"), 31, 16 / 31)]),
        ("force", "month", []),
        ("calls_crisis", "day", []),
    ],
)
def test_a_day_is_told_only_of_records_whose_day_leaves(
    measure: str, resolution: str, told: list[BusyDay]
) -> None:
    """Records dated by month have no day, and of calls about a crisis no file tells the day."""
    event = measures()[measure].numerator
    dataset = events()[event].dataset
    spans = {dataset: span("2018-01-01", "2021-12-31", resolution=resolution)}
    city = vintage(counts(event, 30), datasets=spans)
    assert list(busy_days(city, measures()[measure], "area", "", SPANS, 16, 0.025)) == told


def test_a_day_of_a_share_goes_by_the_records_it_is_a_part_of() -> None:
    """A day with ten times the reports and people hurt is none; one with as many reports is."""
    measure = measures()["force_person_injured"]
    reports = [("a", on, measure.denominator, 10) for month in SPANS for on in days_of(month)]
    hurt = [("a", on, measure.numerator, 1) for month in SPANS for on in days_of(month)]
    busy = [("b", day("2021-08-13"), measure.numerator, 29)]
    more = [("b", day("2021-08-13"), measure.denominator, 290)]
    city = vintage([*reports, *hurt, *busy, *more])
    assert busy_days(city, measure, "area", "", SPANS, 40.0, 0.025) == ()
    city = vintage([*reports, *hurt, *busy])
    (told,) = busy_days(city, measure, "area", "", SPANS, 31.0, 0.025)
    assert (told.day, told.n, told.usual) == (day("2021-08-13"), 30, 1.0)


def test_no_day_is_told_of_a_share_of_records_that_leave_without_their_day() -> None:
    """What is usual on a day of a share goes by all its calls, also those about a rape."""
    measure = measures()["calls_public"]
    every = [("a", on, measure.denominator, 40) for month in SPANS for on in days_of(month)]
    of_public = [("a", on, measure.numerator, 1) for month in SPANS for on in days_of(month)]
    city = vintage([*every, *of_public, ("b", day("2021-08-13"), measure.numerator, 29)])
    assert busy_days(city, measure, "area", "", SPANS, 31.0, 0.025) == ()


def test_a_day_hangs_on_no_call_that_leaves_without_its_day(
    small_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The busiest day is that of the calls whose day is in the file, and has as many as its list.

    Calls about a rape and the like are in no day: not even whether one is told depends on them.
    """
    # no day of so small a city has five calls more than usual
    monkeypatch.setattr(days, "least_told", lambda _: 1)
    measure = measures()["calls_per_residents"]
    spans = [(dt.date(year, 5, 1), dt.date(year, 5, 1)) for year in (2022, 2021)]
    with at_home(small_home):
        sample = open_city("sample")
        layer = sample.layer().id
        month = behind(sample, measure, layer, "", day("2022-05-01"), day("2022-05-31"))
        by_day = extracts.finer_by_day(sample, month)
        left_coarser = extracts.coarser(sample, month)
        assert left_coarser > 0
        assert sum(by_day.values()) == extracts.matched(sample, month) - left_coarser
        (first, *_) = busy_days(sample, measure, layer, "", spans, 31.0, 1.1)
        assert first.n == by_day[first.day] == max(by_day.values())
        listed = replace(month, first=first.day, last=first.day)
        assert first.n == extracts.matched(sample, listed) - extracts.coarser(sample, listed)


def test_the_parts_of_all_days_are_those_of_their_month(small_home: Path) -> None:
    """A day is counted in its records as the month is in its marts: in the city and an area."""
    with at_home(small_home):
        sample = open_city("sample")
    measure, layer = measures()["force"], sample.layer().id
    period = dt.date(2022, 5, 1), dt.date(2022, 7, 1)
    keys = ["dimension", "value"]
    for area in ("", sample.areas(layer)["area_id"][0]):
        days = [parts_of_day(sample, measure, layer, area, on) for on in days_of(period)]
        whole = parts_of(sample, measure, layer, area, period)
        by_day = pl.concat(days).filter(pl.col("n") > 0).group_by(keys).agg(pl.col("n").sum())
        assert by_day.sort(keys).equals(whole.select(*keys, "n").sort(keys))
        assert len(whole) > 3
        totals = [day.group_by("dimension").agg(pl.col("total").max()) for day in days]
        summed = pl.concat(totals).group_by("dimension").agg(pl.col("total").sum())
        known = whole.group_by("dimension").agg(pl.col("total").max())
        assert known.join(summed, on=["dimension", "total"], how="anti").is_empty()
