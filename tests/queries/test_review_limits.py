"""The charts and the waits of a few counts made by hand: where limits begin, and edges."""

from typing import Any

import pytest

from queries.declared.measures import measures
from queries.declared.policy import Policy
from queries.grid.months import month_grid
from queries.review.chart_rules import first_whole_month, mean_events
from queries.review.monitoring import chart
from queries.review.waits import waits
from queries.stats.constants import CHART_BASELINE, CHART_LEAST
from queries.vintage.catalog import Vintage
from tests.handmade import Count, change, day, monthly, span, vintage

JUNE = day("2020-06-01")


def of_force(counts: list[Count], **more: Any) -> Vintage:
    """Return a vintage that publishes nothing but force, from 2014 to 2021."""
    force = span("2014-01-01", "2021-12-31", gaps=more.pop("gaps", []))
    return vintage(counts, datasets={"force": force}, **more)


def test_policies_of_a_chart_lie_inside_its_months() -> None:
    """A policy of the first day is outside, one of the last inside; limits begin with neither."""
    effective = {
        "early": "2013-12-15",
        "first": "2014-01-01",
        "mid": "2017-05-10",
        "last": "2021-12-31",
    }
    policies = [change(name, on, measures={"force": "down"}) for name, on in effective.items()]
    city = of_force(monthly("a", "force", "2014-01", 96, 9), policies=policies)
    control_chart = chart(city, "force", "area", "a", JUNE)
    assert control_chart is not None
    assert [policy.id for policy in control_chart.policies] == ["mid", "last"]
    assert control_chart.rebased == ("mid",)
    # limits begin in the first whole month, and rest on the months from there
    is_baseline = control_chart.table["is_baseline"].to_list()
    months = control_chart.table["month"].to_list()
    assert not is_baseline[months.index(day("2017-05-01"))]
    assert is_baseline[months.index(day("2017-06-01"))]


@pytest.mark.parametrize(
    ("effective_on", "first"),
    [("2018-05-01", "2018-05-01"), ("2018-05-02", "2018-06-01"), ("2018-12-31", "2019-01-01")],
)
def test_the_first_whole_month_of_a_policy(effective_on: str, first: str) -> None:
    """A policy of the first of a month is in force all of it, a later one from the next."""
    policy = Policy("p", {}, day(effective_on), "unchanged", "s")
    assert first_whole_month(policy) == day(first)


def test_a_share_has_the_events_of_its_rarer_side() -> None:
    """Nearly all of 60 is as rare as nearly none: what counts is how many are otherwise."""
    counts = [
        *monthly("a", "force_person_injured", "2014-01", 96, 58),
        *monthly("a", "force_person_injury_known", "2014-01", 96, 60),
    ]
    measure = measures()["force_person_injured"]
    grid = month_grid(of_force(counts), measure, "area", JUNE)
    assert mean_events(grid, measure, 0, CHART_BASELINE)[1] == 2


RARE = [
    ("a", day(f"{year}-{month:02}-10"), "force", 1)
    for year in range(2014, 2022)
    for month in (2, 8)
]
GAP = [{"from": "2016-02-01", "to": "2016-03-31"}]


def test_waits_begin_after_a_gap() -> None:
    """What happened before a gap and in it begins no wait."""
    intervals = waits(of_force(RARE, gaps=GAP), "force", "area", "a", JUNE)
    assert intervals is not None
    assert (intervals.first, intervals.last) == (day("2016-04-01"), day("2020-06-30"))
    # from August 2016 to February 2017
    assert intervals.table["day"][0] == day("2017-02-10")


def test_waits_of_a_rate_by_residents_are_those_of_the_count() -> None:
    """Residents do not move from day to day: the waits are the same."""
    city = of_force(RARE)
    count, rate = (
        waits(city, name, "area", "a", JUNE) for name in ("force", "force_per_residents")
    )
    assert count is not None
    assert rate is not None
    assert rate.table.equals(count.table)


def test_waits_begin_anew_in_the_first_month_of_a_policy() -> None:
    """In the month in which limits begin anew there is no wait yet."""
    policy = change("p", "2020-06-01", measures={"force": "down"})
    city = of_force(RARE, policies=[policy])
    assert waits(city, "force", "area", "a", JUNE) is None
    assert waits(city, "force", "area", "a", day("2020-05-01")) is not None


@pytest.mark.parametrize(("n", "is_drawn"), [(CHART_LEAST, False), (CHART_LEAST + 1, True)])
def test_limits_of_waits_need_waits(n: int, is_drawn: bool) -> None:
    """As many waits must have ended as a chart needs points: one day more than waits."""
    intervals = waits(of_force(RARE[:n]), "force", "area", "a", JUNE)
    assert (intervals is not None) == is_drawn
