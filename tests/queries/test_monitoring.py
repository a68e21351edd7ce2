"""The monthly review: planted changes give signals in their month, and others do not."""

import datetime as dt
import math
from pathlib import Path

import polars as pl
import pytest

from queries.dates import add_months
from queries.declared.measures import measures
from queries.errors import NoAnswer
from queries.grid.series import monthly
from queries.review.monitoring import STATES, chart, coarsest_layer, latest_month, review
from queries.stats.constants import CHART_BASELINE, CHART_LEAST
from queries.stats.false_alarms import one_look_chance
from queries.vintage.catalog import Vintage, open_city
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


def test_the_latest_month_is_settled_everywhere(sample: Vintage) -> None:
    """The review covers the last month that is settled for all records, by the five districts."""
    assert latest_month(sample) == SETTLED
    assert coarsest_layer(sample) == "district"
    latest = review(sample)
    assert (latest.month, latest.layer) == (SETTLED, "district")
    # every measure in the city, five districts and the unknown area
    assert len(latest.table) == len(sample.measures("district")) * 7
    assert set(latest.table["state"]) <= set(STATES)
    unripe = latest.table.filter(pl.col("why") == "unsettled")
    assert set(unripe["measure"]) == {"complaints_closed_180"}


def test_every_row_is_judged_or_says_why(sample: Vintage) -> None:
    """Every look has limits or a reason; looks with limits are the ones counted."""
    latest = review(sample, "neighborhood")
    judged = latest.table.filter(pl.col("why").is_null())
    assert len(judged) == latest.looks
    assert judged["centre"].null_count() == judged["high"].null_count() == 0
    rest = latest.table.filter(pl.col("why").is_not_null())
    assert rest["centre"].null_count() == len(rest)
    assert set(rest["state"]) <= {"too_few", "not_judged"}
    unknown = latest.table.filter(pl.col("kind") == "unknown")
    assert len(unknown) == len(sample.measures("neighborhood"))
    assert (unknown["state"] == "not_judged").all()


def test_a_chart_ends_in_what_the_grid_says(sample: Vintage) -> None:
    """The month judged has the same count, limits and state in the grid and on its chart."""
    latest = review(sample, "neighborhood")
    judged = latest.table.filter(pl.col("why").is_null())
    assert set(judged["chart"]) == {"xmr", "u", "quarters"}
    for row in judged.gather_every(9).to_dicts():
        control_chart = chart(sample, row["measure"], "neighborhood", row["area_id"], SETTLED)
        assert control_chart is not None
        last = control_chart.table.row(
            by_predicate=pl.col("month") == control_chart.judged, named=True
        )
        for name in ("events", "rate", "centre", "low", "high"):
            assert last[name] == pytest.approx(row[name]), (row["measure"], row["area"], name)
        assert (last["state"], last["rule"]) == (row["state"], row["rule"])
        assert (control_chart.kind, control_chart.points, control_chart.method) == (
            row["chart"],
            row["points"],
            row["method"],
        )


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
    april = review(sample, month=dt.date(2020, 4, 1))
    signals = april.signals.filter(pl.col("measure") == "calls_per_residents")
    assert set(signals["rule"]) == {"outside_low"}
    assert set(signals["state"]) == {"neutral"}
    # the city and all five districts, since March or a low February, so not new in April
    assert len(signals) == 6
    assert set(signals["since"]) == {dt.date(2020, 2, 1), dt.date(2020, 3, 1)}
    assert not signals["is_new"].any()


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


def test_a_policy_needs_months_before_it_is_judged(sample: Vintage) -> None:
    """Force is not judged two months after a change in recording; complaints still are."""
    march = review(sample, month=dt.date(2022, 3, 1))
    force = march.table.filter((pl.col("measure") == "force") & (pl.col("kind") != "unknown"))
    assert set(force["why"]) == {"short"}
    assert set(force["state"]) == {"too_few"}
    # what is recorded changed between the two months: counts stand, a ratio does not
    assert force["year_ago_events"].null_count() == 0
    assert force["ratio"].null_count() == len(force)
    complaints = march.table.filter(
        (pl.col("measure") == "complaints") & (pl.col("kind") != "unknown")
    )
    assert complaints["ratio"].null_count() == 0
    later = review(sample, month=add_months(dt.date(2022, 1, 1), CHART_LEAST + 2))
    trial = later.table.filter((pl.col("measure") == "force") & (pl.col("kind") == "citywide"))
    assert trial["points"].to_list() == [CHART_LEAST + 2]
    assert trial["is_trial"].to_list() == [True]
    assert trial["method"].to_list() == ["XmR, trial limits"]


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


def test_a_month_that_is_not_settled_is_refused(sample: Vintage) -> None:
    """A provisional month is drawn but not judged; a month without data has no review."""
    with pytest.raises(NoAnswer, match="month_not_settled"):
        review(sample, month=dt.date(2023, 12, 1))
    late = review(sample, month=dt.date(2023, 11, 1))
    force = late.table.filter(pl.col("measure") == "force")
    assert set(force["why"]) == {"unsettled"}
    assert chart(sample, "force", "district", "1", dt.date(2023, 11, 1)) is None


def test_after_a_gap_limits_start_with_the_policy(cincinnati_home: Path) -> None:
    """Cincinnati's dataset of May 2025 is three months old: nothing is judged, with a reason."""
    vintage = city(cincinnati_home, "cincinnati")
    latest = review(vintage)
    assert (latest.month, latest.looks, latest.by_chance) == (dt.date(2025, 8, 1), 0, 0)
    assert set(latest.table["why"]) == {"short", "no_place"}
    with pytest.raises(NoAnswer, match="month_not_settled"):
        review(vintage, month=dt.date(2022, 1, 1))


def test_a_recording_change_inside_the_limits_is_said(seattle_home: Path) -> None:
    """Seattle's recording changed in August 2022, inside the baseline: each look has a note."""
    latest = review(city(seattle_home, "seattle"))
    assert latest.month == dt.date(2024, 12, 1)
    assert latest.looks > 0
    assert all("recording" in notes for notes in latest.table["notes"])


def test_a_month_that_names_few_places_judges_no_area(seattle_home: Path) -> None:
    """No precinct is judged in December 2024, when three in ten reports name none."""
    vintage = city(seattle_home, "seattle")
    december, august = (review(vintage, month=dt.date(2024, month, 1)) for month in (12, 8))
    for monthly_review, reasons in ((december, {"places"}), (august, {None})):
        force = monthly_review.table.filter(
            (pl.col("measure") == "force") & (pl.col("kind") == "area")
        )
        assert set(force["why"]) == reasons
    force = december.table.filter(pl.col("measure") == "force")
    unplaced = force.filter(pl.col("kind") == "unknown")["events"][0]
    assert (unplaced, force.filter(pl.col("kind") == "citywide")["events"][0]) == (28, 87)


def test_places_that_came_to_be_noted_are_no_signal(new_orleans_home: Path) -> None:
    """No district is judged where the share of records with a district shifted too far."""
    latest = review(city(new_orleans_home, "new_orleans"))
    shifted = latest.table.filter(pl.col("why") == "places")
    assert len(shifted) == 8
    assert shifted["measure"].n_unique() == 1
    assert (shifted["kind"] == "area").all()


def test_biased_records_are_never_reviewed(new_orleans_home: Path) -> None:
    """New Orleans' calls are a biased part of all calls, so no look of any month counts them."""
    vintage = city(new_orleans_home, "new_orleans")
    assert not vintage.manifest.datasets["calls"].rates
    june = review(vintage, month=dt.date(2022, 6, 1))
    event_ids = {measures()[name].numerator for name in june.table["measure"]}
    event_ids |= {measures()[name].denominator for name in june.table["measure"]}
    assert not any(name.startswith("calls") for name in event_ids)


def test_a_jump_among_the_months_behind_the_limits_is_said(chicago_home: Path) -> None:
    """A look has a note where fields are filled differently in some months of its baseline."""
    latest = review(city(chicago_home, "chicago"))
    noted = {
        row["measure"]
        for row in latest.table.filter(pl.col("kind") == "citywide").to_dicts()
        if "jump" in row["notes"]
    }
    # since the office of 2017 the limits are set anew, on months in which allegations end
    assert noted == {"complaints_force", "complaints_sustained"}
