"""The review and the waits of a few counts made by hand: their limits, reasons and edges."""

from typing import Any

import numpy as np
import pytest

from dashboard.tables.review import sentence
from dashboard.words import load
from queries.declared.measures import measures
from queries.declared.policy import Policy
from queries.errors import NoAnswer
from queries.grid.months import month_grid
from queries.review.chart_rules import first_whole_month, mean_events
from queries.review.monitoring import _began, chart, review
from queries.review.waits import waits
from queries.stats import ratios
from queries.stats.constants import CHART_BASELINE, CHART_LEAST
from queries.stats.false_alarms import one_look_chance
from queries.vintage.catalog import UNKNOWN, Vintage
from tests.handmade import Count, change, day, monthly, span, vintage

JUNE = day("2020-06-01")


def every_second_month(area: str) -> list[Count]:
    """Return one incident in every odd month of 2014 to 2021."""
    return [
        count
        for count in monthly(area, "force", "2014-01", 96, 1)
        if count[1].month in range(1, 13, 2)
    ]


def of_force(counts: list[Count], **more: Any) -> Vintage:
    """Return a vintage that publishes nothing but force, from 2014 to 2021."""
    force = span("2014-01-01", "2021-12-31", gaps=more.pop("gaps", []))
    return vintage(counts, datasets={"force": force}, **more)


def test_a_month_without_any_measure_has_no_review() -> None:
    """A city whose records make no measure has none to review in any month, and says so."""
    with pytest.raises(NoAnswer, match="no_review"):
        review(vintage(datasets={"persons": span("2014-01-01", "2021-12-31")}), None, JUNE)


def row_of(city: Vintage, measure: str, area: str) -> dict[str, Any]:
    """Return a row of the review of June 2020."""
    table = review(city, "area", JUNE).table
    return table.filter(measure=measure, area_id=area).to_dicts()[0]


def test_a_quarter_stands_beside_the_same_quarter_a_year_ago() -> None:
    """Where areas are charted by quarters, the year before is the three months to its June."""
    city = of_force([*every_second_month("a"), ("a", day("2019-03-10"), "force", 5)])
    row = row_of(city, "force", "a")
    # May alone of each April to June
    assert (row["chart"], row["events"], row["year_ago_events"]) == ("quarters", 1, 1)


def test_a_sentence_says_that_its_counts_are_of_a_quarter() -> None:
    """A signal by quarters names the quarter's last month; a signal by months does not."""
    words = load("en")
    quarter = words.text("review.quarter", month=words.month(JUNE))
    for counts, is_quarter in (
        (every_second_month("a"), True),
        (monthly("a", "force", "2014-01", 96, 9), False),
    ):
        city = of_force(counts)
        row = {**row_of(city, "force", "a"), "is_new": True}
        text = sentence(row, review(city, "area", JUNE), city, words)
        assert (quarter in text) == is_quarter


def test_scatter_widens_the_ratio_to_the_year_before() -> None:
    """Counts that vary more than chance give a wider range than the counts alone."""
    counts = [
        count
        for month in range(96)
        for count in monthly(
            "a",
            "force",
            f"{2014 + month // 12}-{month % 12 + 1:02}",
            1,
            5 + 40 * (month * 7 % 5 == 0),
        )
    ]
    row = row_of(of_force(counts), "force", "a")
    low, high, _ = ratios.exact(row["year_ago_events"], 365, row["events"], 365)
    assert row["ratio_low"] < 0.9 * low[()]
    assert row["ratio_high"] > 1.1 * high[()]


def test_what_chance_raises_is_counted_by_the_events_of_a_point() -> None:
    """A quarter has the events of three months, so it raises what three months would."""
    table = review(of_force(every_second_month("a")), "area", JUNE)
    judged = table.table.filter(table.table["why"].is_null())
    assert set(judged["chart"]) == {"quarters"}
    chances = [one_look_chance([1.5], points, "u")[0] for points in judged["points"]]
    assert table.by_chance == pytest.approx(sum(chances))


@pytest.mark.parametrize(
    ("kind", "why", "notes"),
    [("caution", None, ["recording"]), ("breaks", "recording", ["recording"])],
)
def test_recording_that_changed_inside_the_limits(
    kind: str, why: str | None, notes: list[str]
) -> None:
    """A caution in recording is noted beside a judgment; a break leaves nothing to judge."""
    policy = change("p", "2016-01-01", recording=kind, recording_since="2018-03-15")
    row = row_of(of_force(monthly("a", "force", "2014-01", 96, 9), policies=[policy]), "force", "a")
    assert (row["why"], row["notes"]) == (why, notes)


@pytest.mark.parametrize(("month", "notes"), [("2020-06-01", ["jump"]), ("2020-05-01", [])])
def test_a_jump_in_the_month_judged_is_noted(month: str, notes: list[str]) -> None:
    """A field filled otherwise in the month judged is noted, in another month after it is not."""
    months = [f"{year}-{number:02}-01" for year in range(2014, 2022) for number in range(1, 13)]
    coverage = [
        ("force", "is_person_injured", name, 100, 10 if name == month else 100) for name in months
    ]
    counts = [
        *monthly("a", "force_person_injured", "2014-01", 96, 20),
        *monthly("a", "force_person_injury_known", "2014-01", 96, 60),
    ]
    row = row_of(of_force(counts, coverage=coverage), "force_person_injured", "a")
    assert row["notes"] == notes


def test_placing_that_moved_alike_on_both_sides_cancels() -> None:
    """Force and calls that lose their places alike leave a rate by area as it is."""
    counts = [
        *monthly("a", "force", "2014-01", 96, 70),
        *monthly("a", "calls", "2014-01", 96, 700),
        *monthly(UNKNOWN, "force", "2018-01", 48, 30),
        *monthly(UNKNOWN, "calls", "2018-01", 48, 300),
    ]
    city = vintage(counts, placing={"force": (9, 1), "calls": (9, 1)})
    assert row_of(city, "force_per_calls", "a")["why"] is None
    assert row_of(city, "calls_per_residents", "a")["why"] == "places"


def test_a_quarter_rests_on_the_placing_of_three_months() -> None:
    """A month without places bars the quarter that holds it, and no later month."""
    counts = [
        *every_second_month("a"),
        *monthly("b", "force", "2014-01", 96, 40),
        *monthly(UNKNOWN, "force", "2020-05", 1, 40),
    ]
    city = of_force(counts)
    assert [row_of(city, "force", name)["why"] for name in "ab"] == ["places", None]


def test_a_signal_began_where_its_side_began() -> None:
    """Signals on end count back from the last point as long as they lie on one side."""
    rule = np.array([["", "outside_low", "outside_high", "run_high"], ["run_low"] * 4])
    assert _began({"rule": rule, "is_signal": rule != ""}).tolist() == [2, 0]


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
