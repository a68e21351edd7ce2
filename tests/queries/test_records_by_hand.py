"""Calls and complaints of a few rows made by hand: months without any, starters nobody notes."""

import polars as pl
import pytest

from queries.records import calls, complaints
from queries.records.periods import Part, Period
from tests.handmade import day, span, vintage


def part(dataset: str, first: str, last: str) -> Part:
    """Return a city's records of a period, settled to its end."""
    city = vintage(datasets={dataset: span("2014-01-01", last)})
    city.reader.con.execute(
        """
        create table complaint_durations (
            layer varchar, area_id varchar, month date, complaint_source varchar, days int,
            closed_month date, n bigint
        );
        create table call_week_hours (
            layer varchar, area_id varchar, month date, weekday int, hour int, n bigint
        );
        create table force_hours as from call_week_hours;
        create table city_responses (
            month date, initiated_by varchar, priority int, from_s bigint, n bigint, seconds bigint
        )
        """
    )
    return Part(city, dataset, "area", None, Period("all", day(first), day(last)))


def test_a_backlog_lasts_through_months_without_complaints() -> None:
    """Where none came or was closed, as many are open as at the end of the month before."""
    months = part("complaints", "2020-01-01", "2020-05-31")
    months.vintage.reader.con.execute(
        """
        insert into complaint_durations values
            ('area', 'a', date '2019-11-01', 'public', 9, null, 3),
            ('area', 'a', date '2020-02-01', 'public', 60, date '2020-04-01', 2)
        """
    )
    rows = complaints.backlog(months).select("received", "closed", "open_at_end").rows()
    assert rows == [(0, 0, 3), (2, 0, 5), (0, 0, 5), (0, 2, 3), (0, 0, 3)]


def test_without_known_starters_all_but_officers_calls_are_timed() -> None:
    """The public's calls are timed where it is known which they are, else all not an officer's."""
    starters = pl.DataFrame({"initiated_by": ["officer", "unknown"]})
    assert calls.timed_starter(starters) == calls.OTHER
    assert calls.timed_starter(pl.DataFrame({"initiated_by": ["officer", "public"]})) == "public"
    timed = part("calls", "2020-06-01", "2020-06-30")
    timed.vintage.reader.con.execute(
        """
        insert into city_responses values
            (date '2020-06-01', 'officer', 1, 30, 5, 150),
            (date '2020-06-01', 'unknown', 1, 30, 4, 120)
        """
    )
    counts = starters.with_columns(n=pl.Series([5, 7]))
    numbers = calls.timed(counts, timed)
    assert numbers == {"all": 12, "officer": 5, "unknown": 0, "untimed": 3, "timed": 4}


@pytest.mark.parametrize(
    ("last", "days"),
    [
        # 1 June 2020 was a Monday
        ("2020-06-28", [4, 4, 4, 4, 4, 4, 4]),
        ("2020-06-29", [5, 4, 4, 4, 4, 4, 4]),
        ("2020-06-30", [5, 5, 4, 4, 4, 4, 4]),
    ],
)
def test_an_average_day_is_one_of_those_in_the_period(last: str, days: list[int]) -> None:
    """Calls of a weekday are divided by how many of it there were, the last day included."""
    week = part("calls", "2020-06-01", last)
    week.vintage.reader.con.execute(
        "insert into call_week_hours "
        "select 'area', 'a', date '2020-06-01', range, 12, 60 from range(7)"
    )
    noon = calls.hours(week).filter(hour=12)
    assert noon["a_day"].to_list() == [60 / n for n in days]
