"""The control charts behind a month: planted changes lie outside their limits, others do not."""

import datetime as dt
import math
from pathlib import Path

import polars as pl
import pytest

from queries.dates import add_months
from queries.grid.series import monthly
from queries.review.monitoring import chart
from queries.stats.constants import CHART_BASELINE, CHART_LEAST
from queries.stats.false_alarms import one_look_chance
from queries.vintage.catalog import UNKNOWN, Vintage, open_city
from tests.conftest import at_home

SETTLED = dt.date(2023, 9, 1)
"""Complaints are provisional for three months from October 2023, force and calls for fewer."""


def city(home: Path, name: str) -> Vintage:
    """Open a published city."""
    with at_home(home):
        return open_city(name)


@pytest.fixture(scope="module")
def sample(sample_home: Path) -> Vintage:
    """The sample city."""
    return city(sample_home, "sample")


def months_of(vintage: Vintage, measure: str, area: str = "") -> pl.DataFrame:
    """Return the months of a chart in the districts."""
    control_chart = chart(vintage, measure, "district", area, SETTLED)
    assert control_chart is not None
    return control_chart.table


def test_the_city_is_the_series(sample: Vintage) -> None:
    """The city's months have the same counts, rates and marks as the monthly series."""
    for measure in ("force_per_calls", "force_per_residents", "complaints", "force_deescalation"):
        ours, theirs = months_of(sample, measure), monthly(sample, measure, "district")
        for name in ("events", "rate"):
            pairs = zip(ours[name], theirs[name], strict=True)
            assert all(rate == pytest.approx(expected) for rate, expected in pairs)
        for name in ("month", "is_provisional", "is_jump"):
            assert ours[name].to_list() == theirs[name].to_list()
        assert not ours.filter("is_provisional")["is_signal"].any()


def test_the_planted_dip_stands_out(sample: Vintage) -> None:
    """Calls are below their limits from March to May 2020, as planted, and in no other month."""
    months = months_of(sample, "calls_per_residents").filter(
        pl.col("month").is_between(dt.date(2020, 2, 1), dt.date(2020, 12, 1))
    )
    below = months.filter(pl.col("rule") == "outside_low")["month"].to_list()
    assert below == [dt.date(2020, month, 1) for month in (3, 4, 5)]


def test_the_planted_fall_stands_out(sample: Vintage) -> None:
    """Force is below its limits at the end of the training; the limits then restart lower."""
    months = months_of(sample, "force_per_calls")
    signals = months.filter("is_signal").select("month", "rule", "state")
    assert signals.rows() == [(dt.date(2019, 3, 1), "outside_low", "improvement")]
    # in force on April 1: the old limits stay beside the new ones
    first = months.row(by_predicate=pl.col("month") == dt.date(2019, 4, 1), named=True)
    before = months.row(by_predicate=pl.col("month") == dt.date(2019, 3, 1), named=True)
    assert first["old_centre"] == pytest.approx(before["centre"])
    assert first["centre"] < 0.85 * first["old_centre"]
    later = months.filter(pl.col("month").is_between(dt.date(2019, 4, 1), dt.date(2021, 12, 1)))
    assert (later["rate"] < later["old_centre"]).all()
    # the 2022 order only writes more down, 1.4 times as much
    last = months.row(by_predicate=pl.col("month") == SETTLED, named=True)
    assert last["centre"] / last["old_centre"] == pytest.approx(1.4, abs=0.1)
    assert before["old_centre"] is None


def test_what_did_not_change_is_quiet(sample: Vintage) -> None:
    """Complaints have no planted change: their signals are no more than chance allows."""
    signals, expected = 0, 0.0
    for measure in ("complaints", "complaints_sustained", "complaints_force"):
        for area in map(str, range(1, 6)):
            control_chart = chart(sample, measure, "district", area, SETTLED)
            if control_chart is None:
                continue
            new = control_chart.table.filter(~pl.col("is_baseline") & ~pl.col("is_provisional"))
            mean = control_chart.table.filter("is_baseline")["events"].mean()
            signals += int(new["is_signal"].sum())
            expected += len(new) * float(one_look_chance([mean], control_chart.points, "u")[0])
    assert 3 < expected < 10
    assert signals <= expected + 2.6 * math.sqrt(expected)


def test_limits_rest_on_the_first_months(sample: Vintage) -> None:
    """The baseline is the first 24 months of each stretch, without the month judged."""
    months = months_of(sample, "force_per_calls")
    marked = months.filter("is_baseline")["month"].to_list()
    assert SETTLED not in marked
    starts = (dt.date(2016, 1, 1), dt.date(2019, 4, 1))
    expected = [add_months(start, n) for start in starts for n in range(CHART_BASELINE)]
    # 20 months lie between January 2022 and September 2023
    expected += [add_months(dt.date(2022, 1, 1), n) for n in range(20)]
    assert marked == expected


def test_a_month_that_is_not_settled_has_no_chart(sample: Vintage) -> None:
    """Where a month is still revised, or there is no area, no chart ends."""
    assert chart(sample, "force", "district", "1", dt.date(2023, 11, 1)) is None
    assert chart(sample, "force", "district", UNKNOWN, SETTLED) is None


def test_limits_of_few_months_are_trial_limits(sample: Vintage) -> None:
    """Eight months after a policy the limits rest on those months, and the method says so."""
    month = add_months(dt.date(2022, 1, 1), CHART_LEAST + 2)
    control_chart = chart(sample, "force", "district", "", month)
    assert control_chart is not None
    assert control_chart.points == CHART_LEAST + 2
    assert control_chart.method == "XmR, trial limits"
    later = chart(sample, "force", "district", "", SETTLED)
    assert later is not None
    # fewer points behind the limits mark more months by chance
    assert control_chart.by_chance > later.by_chance > 0


def test_a_quiet_area_is_charted_by_quarters(sample: Vintage) -> None:
    """Charts are of all three kinds by how many records a row has."""
    kinds = {
        control_chart.kind
        for measure in ("force", "force_officer_injured")
        for area in ("", *map(str, range(1, 31)))
        if (control_chart := chart(sample, measure, "neighborhood", area, SETTLED))
    }
    assert kinds == {"xmr", "u", "quarters"}
