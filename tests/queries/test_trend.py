"""The trend around a policy: planted changes are estimated, and no others."""

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from queries.change.trend import Trend, level, trend
from queries.errors import NoAnswer
from queries.vintage.catalog import Vintage, open_city
from tests.conftest import at_home
from tests.handmade import change, day, monthly, span, vintage, with_register

POLICY = "deescalation-2019"


@pytest.fixture
def sample(sample_home: Path) -> Vintage:
    """The published sample city."""
    with at_home(sample_home):
        return open_city("sample")


@pytest.fixture
def chicago(chicago_home: Path) -> Vintage:
    """The published vintage of Chicago's real data."""
    with at_home(chicago_home):
        return open_city("chicago")


def after(series: Trend) -> pl.DataFrame:
    """Return the months after the policy that the main model used."""
    return series.table.filter((pl.col("phase") == "after") & pl.col("is_used"))


def test_a_planted_fall_comes_back(sample: Vintage, sample_home: Path) -> None:
    """The interval holds the planted change of the city, and no placebo date shows as much."""
    truth = json.loads((sample_home / "raw" / "sample" / "truth.json").read_text(encoding="utf-8"))
    planted = truth["policies"][POLICY]["citywide"]["policy_ratio"]
    series = trend(sample, "force_per_calls", policy_id=POLICY)
    assert series.main is not None
    assert series.with_pandemic is not None
    for model in (series.main, series.with_pandemic):
        assert model.low < planted < model.high < 1
    assert series.rank is not None
    assert series.rank[0] == 1


@pytest.mark.parametrize("measure", ["calls_per_residents", "calls_public", "complaints"])
def test_where_nothing_was_planted_nothing_is_found(sample: Vintage, measure: str) -> None:
    """The interval of a measure without a planted change holds 1."""
    main = trend(sample, measure, policy_id=POLICY).main
    assert main is not None
    assert main.low < 1 < main.high


def test_a_break_of_recording_forbids_a_model(sample: Vintage) -> None:
    """Around the day of a break in recording no model is fitted, and the reason is given."""
    series = trend(sample, "force", policy_id="show-of-force-2022")
    assert (series.main, series.with_pandemic, series.reason) == (None, None, "recording")
    assert "recording_breaks" in [code for code, _ in series.cautions]
    assert series.table["expected"].null_count() == len(series.table)
    # what is recorded of complaints did not change
    assert trend(sample, "complaints", policy_id="show-of-force-2022").main is not None


def test_a_series_ends_where_recording_breaks(sample: Vintage) -> None:
    """The series around the 2019 policy ends before January 2022, and the break is named."""
    series = trend(sample, "force", policy_id=POLICY)
    assert [policy.id for policy in series.breaks] == ["show-of-force-2022"]
    assert series.windows.after_to == dt.date(2021, 12, 31)
    assert series.with_pandemic is not None
    assert series.with_pandemic.table["month"][-1] == np.datetime64("2021-12")


def test_a_break_that_leaves_too_little_forbids_a_model(sample: Vintage) -> None:
    """Five months before the break are too few for any model, though later months exist."""
    series = trend(sample, "force", on=dt.date(2021, 8, 1))
    assert series.reason == "recording"


def test_months_the_transition_touches_are_left_out(sample: Vintage) -> None:
    """Months from announcement to effect, December 2018 to March 2019, are in neither phase."""
    series = trend(sample, "force", policy_id=POLICY)
    between = series.table.filter(pl.col("phase") == "transition")
    assert between["month"].to_list() == [
        dt.date(2018, 12, 1),
        *(dt.date(2019, month, 1) for month in (1, 2, 3)),
    ]
    assert not between["is_used"].any()
    assert between["counterfactual"].null_count() == 0


def test_the_main_model_ends_before_the_pandemic(sample: Vintage) -> None:
    """March 2020 and provisional months are shown and not used."""
    series = trend(sample, "calls_per_residents", policy_id=POLICY)
    assert after(series)["month"].max() == dt.date(2020, 2, 1)
    assert series.main is not None
    assert not series.main.has_pandemic
    assert series.with_pandemic is not None
    assert series.with_pandemic.has_pandemic
    assert series.windows.after_to < series.table.filter("is_provisional")["month"].min()


def test_levels_are_those_of_the_counts(sample: Vintage) -> None:
    """The recorded level is the rate after; the expected level adds up over the months."""
    series = trend(sample, "force", policy_id=POLICY)
    assert series.main is not None
    recorded, expected, low, high = level(series.main, series.measure)
    months = after(series)
    assert recorded == pytest.approx(months["events"].mean())
    # in a model of a level the lines add up to the counts exactly
    assert expected == pytest.approx(months["counterfactual"].mean())
    assert low < expected < high
    per_calls = trend(sample, "force_per_calls", policy_id=POLICY)
    assert per_calls.main is not None
    months_used = after(per_calls)
    assert level(per_calls.main, per_calls.measure)[0] == pytest.approx(
        1000 * months_used["events"].sum() / months_used["exposure"].sum()
    )


def test_a_share_never_exceeds_the_whole(sample: Vintage) -> None:
    """The range of a share ends at the whole, on the chart and in the sentence."""
    series = trend(sample, "calls_priority_on_time", policy_id=POLICY)
    assert series.main is not None
    assert level(replace(series.main, ratio=0.9, low=0.5), series.measure)[3] == 100
    assert series.table["high"].max() <= 100  # type: ignore[operator]


def test_few_events_get_no_model(chicago: Vintage) -> None:
    """No model is fitted under five events a month, and the reason is given."""
    series = trend(chicago, "complaints_sustained", policy_id="g03-02-2021")
    assert (series.main, series.reason, series.rank) == (None, "few_events", None)


def test_a_day_without_months_on_a_side_has_no_answer(sample: Vintage) -> None:
    """A day before the data begin is answered by the days the data cover."""
    with pytest.raises(NoAnswer, match="too_short"):
        trend(sample, "force", on=dt.date(2015, 1, 1))


def test_chicago_around_2017(chicago: Vintage) -> None:
    """393.2 reports a month from November 2017 to February 2020; the caution on recording stands.

    The raw file has 11,331 reports in these 28 months; 322 of them stand twice and are set aside.
    """
    series = trend(chicago, "force", policy_id="g03-02-2017")
    assert series.transition == (dt.date(2017, 5, 1), dt.date(2017, 11, 1))
    assert (len(after(series)), after(series)["events"].sum()) == (28, 11_331 - 322)
    assert series.main is not None
    assert series.main.low < 1 < series.main.high
    assert series.cautions[0][0] == "recording_caution"
    later = trend(chicago, "force", policy_id="g03-02-2021").main
    assert later is not None
    assert later.has_pandemic


def test_only_breaks_that_end_the_series_are_named(sample: Vintage) -> None:
    """A break further back than the 60 months of a series is not named; a nearer one is."""
    early = replace(
        sample.policy("show-of-force-2022"),
        recording_since=dt.date(2016, 5, 20),
        recording_datasets=("complaints",),
    )
    city = with_register(sample, early)
    assert trend(city, "complaints", on=dt.date(2021, 10, 1)).breaks == []
    near = trend(city, "complaints", on=dt.date(2019, 1, 1))
    assert near.breaks == [early]
    assert near.windows.before_from == dt.date(2016, 6, 1)


def by_hand(first: str, last: str, settled: str, **policy: object) -> Trend:
    """Return the trend around 2018 of ten incidents a month between two days."""
    city = vintage(
        monthly("a", "force", "2014-01", 96, 10, on_day=20),
        datasets={"force": span(first, last, settled_to=settled)},
        policies=[change("p", "2018-01-01", **policy)],
    )
    return trend(city, "force", policy_id="p")


def test_a_series_holds_whole_settled_months() -> None:
    """Cut months and provisional ones are on no side of a change."""
    series = by_hand("2014-01-15", "2019-12-31", "2019-10-10")
    assert series.windows.before_from == day("2014-02-01")
    assert series.windows.after_to == day("2019-09-30")
    unused = series.table.filter(~pl.col("is_used"))["month"].to_list()
    assert unused == [day("2019-10-01"), day("2019-11-01"), day("2019-12-01")]


@pytest.mark.parametrize(("last", "has_later"), [("2020-02-29", False), ("2020-03-31", True)])
def test_the_first_month_of_the_pandemic_is_not_in_the_main_model(
    last: str, has_later: bool
) -> None:
    """The main model ends in February 2020, and March makes a second one."""
    series = by_hand("2014-01-01", last, last)
    assert after(series)["month"].max() == day("2020-02-01")
    assert (series.with_pandemic is not None) == has_later


@pytest.mark.parametrize(("scope", "is_said"), [("areas", True), ("citywide", False)])
def test_a_policy_in_areas_is_said_beside_a_trend_of_the_city(scope: str, is_said: bool) -> None:
    """The trend is of the whole city, also where a policy came to a part of it."""
    series = by_hand("2014-01-01", "2019-12-31", "2019-12-31", scope=scope, areas=["a"])
    codes = [code for code, _ in series.cautions]
    assert ("policy_in_areas" in codes) == is_said
    assert "own_date" not in codes


def test_a_day_of_the_visitor_is_said_to_be_one() -> None:
    """A trend around a day that no register names says so."""
    city = vintage(monthly("a", "force", "2014-01", 96, 1))
    codes = [code for code, _ in trend(city, "force", on=day("2018-01-01")).cautions]
    assert "own_date" in codes
    assert "policy_in_areas" not in codes
