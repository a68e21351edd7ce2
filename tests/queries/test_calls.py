"""Calls for service, compared with counts and quantiles of the records without the marts."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from queries.records import calls
from queries.records.periods import Part, periods_of
from queries.vintage.catalog import UNKNOWN, Vintage, open_city
from tests.conftest import at_home


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


@pytest.fixture
def portland(portland_home: Path) -> Vintage:
    """The published vintage of Portland's real data."""
    with at_home(portland_home):
        return open_city("portland")


def part_of(vintage: Vintage, period: str = "all", area: str | None = None) -> Part:
    """Return a part of a city's calls, by its first layer."""
    periods = {span.id: span for span in periods_of(vintage, "calls")}
    return Part(vintage, "calls", vintage.layer().id, area, periods[period])


def value_of(vintage: Vintage, query: str, *values: Any) -> Any:
    """Return the only value of a query to the records themselves."""
    ((value,),) = vintage.reader.rows(query, values)
    return value


IN_PERIOD = "from calls where received_at::date between ? and ?"
IS_TOLD = "(call_type, category) not in (select (call_type, category) from sensitive_types)"
"""Calls whose times and outcome leave."""


def test_counts_are_those_of_the_records(sample: Vintage) -> None:
    """Starters and categories of a period have the counts of the calls themselves."""
    part = part_of(sample, "after.deescalation-2019")
    counts = calls.settled(calls.months(part), part)
    days = (part.period.first, part.period.last)
    for column, table in (
        ("initiated_by", calls.starters(counts, part)),
        ("category", calls.categories(counts, part)),
    ):
        assert table["n"].sum() == value_of(sample, f"select count(*) {IN_PERIOD}", *days)
        for row in table.to_dicts():
            n = value_of(
                sample, f"select count(*) {IN_PERIOD} and {column} = ?", *days, row[column]
            )
            assert row["n"] == n, row[column]


def test_unknown_is_a_row_and_has_no_share(sample: Vintage) -> None:
    """Shares are of known values and add up to one; unknown is the last row, without a share."""
    part = part_of(sample)
    table = calls.categories(calls.settled(calls.months(part), part), part)
    assert table["category"][-1] == UNKNOWN
    assert table["rate"][-1] is None
    assert table["rate"].sum() == pytest.approx(1)


def test_response_times_are_near_the_exact_ones(sample: Vintage) -> None:
    """Median and 90th percentile lie within half a minute of those of the sorted times."""
    part = part_of(sample)
    rows = calls.responses(calls.response_steps(part, "public"), part)
    days = (part.period.first, part.period.last)
    for row in rows.filter(is_all=False).to_dicts():
        for name, at in (("median_s", 0.5), ("slow_s", 0.9)):
            exact = value_of(
                sample,
                f"select quantile_disc(response_s, {at}) {IN_PERIOD} "
                f"and initiated_by = 'public' and priority = ? and {IS_TOLD}",
                *days,
                row["priority"],
            )
            assert row[name] == pytest.approx(
                exact, abs=30 if exact < 1200 else 60 if exact < 3600 else 300
            )


def test_what_is_not_timed_is_told(sample: Vintage) -> None:
    """Officers' calls, calls of unknown starter, untimed and timed calls add up to all calls."""
    part = part_of(sample)
    counts = calls.timed(calls.settled(calls.months(part), part), part)
    assert (
        counts["all"] == counts["officer"] + counts["unknown"] + counts["untimed"] + counts["timed"]
    )
    rows = calls.responses(calls.response_steps(part, "public"), part)
    assert rows.filter(is_all=True)["n"].to_list() == [counts["timed"]]
    assert counts["officer"] > 0


def test_whole_minutes_stay_whole(new_orleans: Vintage) -> None:
    """A source that gives minutes gives no seconds back: a median is one of its minutes.

    Of 2,305 timed calls of the second priority, 127 are of those whose times do not leave.
    """
    part = part_of(new_orleans)
    rows = calls.responses(calls.response_steps(part, "public"), part)
    second = rows.filter(priority=2).row(0, named=True)
    assert (second["median_s"], second["n"]) == (540.0, 2178)
    # four calls of the first priority in all: no range can be given
    assert rows.filter(priority=1).row(0, named=True)["median_high"] is None


def test_a_subset_has_no_shares(new_orleans: Vintage) -> None:
    """The camera subset of New Orleans' calls is counted, never made into a share."""
    part = part_of(new_orleans)
    counts = calls.settled(calls.months(part), part)
    for table in (
        calls.starters(counts, part),
        calls.categories(counts, part),
        calls.outcomes(part),
        calls.crisis_responders(counts, part),
    ):
        assert table["n"].sum() > 0
        assert table["rate"].null_count() == len(table)


def test_crisis_calls_by_another_team(sample: Vintage) -> None:
    """The share of crisis calls that another team answered is that of the calls themselves."""
    part = part_of(sample)
    months = calls.crisis_months(calls.months(part), part)
    march = months.filter(month=dt.date(2022, 3, 1)).row(0, named=True)
    n = value_of(
        sample,
        "select count(*) filter (where responder = 'alternative') from calls "
        "where category = 'behavioral_crisis' and date_trunc('month', received_at) = '2022-03-01'",
    )
    assert march["other_team"] == n
    assert march["low"] < march["rate"] < march["high"]


def test_the_hours_of_the_week(sample: Vintage) -> None:
    """168 hours hold all calls whose time leaves; Monday is first; averages are by days."""
    part = part_of(sample, "last")
    hours = calls.hours(part)
    days = (part.period.first, part.period.last)
    assert len(hours) == 168
    everything = value_of(sample, f"select count(*) {IN_PERIOD}", *days)
    assert hours["n"].sum() + calls.untold(part) == everything
    monday_noon = hours.filter(weekday=0, hour=12).row(0, named=True)
    assert monday_noon["n"] == value_of(
        sample,
        f"select count(*) {IN_PERIOD} and isodow(received_at) = 1 and hour(received_at) = 12 "
        f"and {IS_TOLD}",
        *days,
    )
    mondays = value_of(
        sample,
        "select count(*) from range(?::date, ?::date + 1, interval 1 day) as t (day) "
        "where isodow(day) = 1",
        *days,
    )
    assert monday_noon["a_day"] == pytest.approx(monday_noon["n"] / mondays)


def test_a_date_is_no_hour(portland: Vintage) -> None:
    """Where a city gives only the date, as Portland does, no call has an hour of the day."""
    assert calls.hours(part_of(portland)).is_empty()


def test_the_marts_do_not_grow_with_the_calls(sample: Vintage) -> None:
    """The outcomes are bounded, and steps of response time are as many as the docs say."""
    # 40 of 30 s to 20 min, 40 of a minute to an hour, 36 of 5 min to 4 h, 21 of an hour to 24 h
    assert (
        value_of(sample, "select count(distinct from_s) from call_responses") <= 40 + 40 + 36 + 21
    )
    assert value_of(sample, "select count(distinct outcome) from call_outcomes") <= 22


@pytest.mark.parametrize("layer", ["neighborhood", "district"])
def test_times_of_the_city_are_those_of_its_areas(layer: str, sample: Vintage) -> None:
    """Every step of every month holds as many calls and seconds as the areas of a layer do."""
    sums = sample.reader.rows(
        "select month, initiated_by, priority, from_s, sum(n)::bigint, sum(seconds)::bigint "
        "from call_responses where layer = $layer group by all order by all",
        {"layer": layer},
    )
    assert sample.reader.rows("from city_responses order by all") == sums != []
