import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.stats.constants import RUN_LENGTH, TRIAL_POINTS
from queries.stats.xmr import xmr

LOANS = [
    *(310, 288, 297, 298, 307, 303, 294, 297, 308, 306),
    *(294, 299, 297, 299, 314, 295, 293, 306, 301, 304),
]
"""Loan processing costs, Montgomery 2013, *Statistical Quality Control*, table 6.6."""

STEADY = [10.0, 11, 9, 10, 11, 9, 10, 11, 9, 10, 11, 9] * 2
"""Mean 10; moving ranges 1, 2, 1 over and over, of mean 31/23."""


def test_published() -> None:
    """Montgomery prints centre 300.5, limits 279.78 and 321.22, and no signal."""
    chart = xmr(LOANS, "down")
    limits = [chart[name][0] for name in ("centre", "low", "high")]
    assert limits == pytest.approx([300.5, 279.78, 321.22], abs=0.011)
    assert not chart["is_signal"].any()
    assert set(chart["icon"]) == {"common_cause"}


def test_by_hand() -> None:
    """Limits are the mean ± 2.66 mean moving ranges, of the first 24 months only."""
    chart = xmr([*STEADY, 90], "down")
    assert chart["centre"][-1] == 10
    assert chart["high"][-1] == pytest.approx(10 + 2.66 * 31 / 23)
    assert chart["is_outside"].tolist() == [False] * 24 + [True]
    assert chart["icon"][-1] == "concern"


def test_wild_range_is_screened() -> None:
    """One wild month in the baseline does not hide itself: its two ranges are left out, once."""
    wild = [*STEADY[:12], 60, *STEADY[13:]]
    chart = xmr(wild, "down")
    ranges = np.abs(np.diff(wild))
    ranges = ranges[ranges < 3.267 * ranges.mean()]
    assert len(ranges) == 21
    assert chart["high"][0] == pytest.approx(np.mean(wild) + 2.66 * ranges.mean())
    assert chart["is_outside"][12]


@pytest.mark.parametrize(
    ("later", "rule", "first"),
    [
        ([20], "is_outside", 0),
        ([11.1, 10.2] * 4, "is_run", RUN_LENGTH - 1),
        # the climb starts from the last month of the baseline, 9
        ([9.1, 9.2, 9.3, 9.4, 9.5, 9.6, 9.7], "is_trend", RUN_LENGTH - 2),
        ([12.6, 10, 12.6], "is_two_of_three", 2),
    ],
)
def test_rules(later: list[float], rule: str, first: int) -> None:
    """Each rule marks the month that completes it, and not the one before."""
    chart = xmr([*STEADY, *later], "down")
    assert np.flatnonzero(chart[rule][24:])[0] == first
    assert chart["is_signal"][24 + first]


@pytest.mark.parametrize(
    ("later", "rule", "first"),
    [
        ([0], "outside_low", 0),
        # the last month of the baseline, 9, is below the mean already
        ([8.9, 9.8] * 4, "run_low", RUN_LENGTH - 2),
        ([10.3, 10.2, 10.1, 9.9, 9.8, 9.7, 9.6], "trend_low", RUN_LENGTH - 1),
        # the outer third begins at 10 − 2.39
        ([7.4, 10, 7.4], "two_of_three_low", 2),
    ],
)
def test_rules_of_the_low_side(later: list[float], rule: str, first: int) -> None:
    """Each rule marks low months too, and names the side."""
    rules = xmr([*STEADY, *later], "down")["rule"][24:].tolist()
    assert rules[first] == rule
    assert set(rules[:first]) <= {""}


@pytest.mark.parametrize("later", [[12.3, 10, 12.3], [7.7, 10, 7.7], [12.6, 10, 10, 12.6]])
def test_two_months_short_of_the_outer_third_or_too_far_apart(later: list[float]) -> None:
    """Months within 2.39 of the mean, and two in the outer third with two between, are none."""
    assert not xmr([*STEADY, *later], "down")["is_signal"].any()


def test_a_range_on_the_screen_is_screened_out() -> None:
    """Ranges 3.267, 0, 0 and 0.733 have a mean of 1: the first is 3.267 means and left out."""
    values = [0, 3.267, 3.267, 3.267, 4]
    chart = xmr(values, "down")
    assert chart["high"][0] == pytest.approx(np.mean(values) + 2.66 * 0.733 / 3)


def test_two_months_have_limits() -> None:
    """A single range is a mean; no limit of a count is below 0."""
    chart = xmr([10.0, 12.0], "down")
    assert [chart[name][0] for name in ("low", "high")] == pytest.approx([11 - 5.32, 11 + 5.32])
    assert xmr([1.0, 3.0], "down")["low"].tolist() == [0, 0]


def test_just_short_of_the_rules() -> None:
    """Six on one side, six in a row rising, one in the outer third: common cause."""
    later = [11, 11, 11, 11, 11, 11, 9.5, 9.6, 9.7, 9.8, 9.9, 9.5, 12.6, 10, 10]
    chart = xmr([*STEADY, *later], "down")
    assert not chart["is_signal"].any()


@pytest.mark.parametrize(
    ("better", "high", "low"),
    [
        ("down", "concern", "improvement"),
        ("up", "improvement", "concern"),
        ("neutral", "neutral", "neutral"),
    ],
)
def test_icons(better: str, high: str, low: str) -> None:
    """What a signal means follows the measure's direction."""
    chart = xmr([*STEADY, 20, 10, 0], better)
    assert chart["icon"][24:].tolist() == [high, "common_cause", low]


def test_many_series_at_once() -> None:
    """Every series of a table gives what it gives alone, and the rule that was broken is named."""
    rows = np.array([[*STEADY, 20, 10], [*STEADY, *[np.nan] * 2], [*STEADY, 10, 0]])
    together = xmr(rows, "down")
    for row, alone in enumerate(xmr(values, "down") for values in rows):
        for name, column in together.items():
            np.testing.assert_array_equal(column[row], alone[name])
    assert together["rule"][:, 24:].tolist() == [
        ["outside_high", ""],
        ["", ""],
        ["", "outside_low"],
    ]


def test_trial_limits() -> None:
    """Under twelve points limits are trial limits, with the twelfth they are not."""
    few, enough = (xmr(STEADY[:count], "down") for count in (TRIAL_POINTS - 1, TRIAL_POINTS))
    assert few["is_trial"].all()
    assert set(few["method"]) == {"XmR, trial limits"}
    assert not enough["is_trial"].any()


@pytest.mark.filterwarnings("error")
def test_missing_months() -> None:
    """A missing month ends a run and is no signal; hardly any months have no limits."""
    chart = xmr([*STEADY, *[11.1] * 6, np.nan, *[11.1] * 6], "down")
    assert not chart["is_run"].any()
    assert not chart["is_signal"][30]
    assert np.isnan(xmr([5.0], "down")["centre"]).all()
    assert not xmr([0.0] * 30, "down")["is_signal"].any()


@given(st.lists(st.integers(0, 300), min_size=3, max_size=60), st.floats(0.1, 10))
def test_unit(values: list[int], by: float) -> None:
    """Signals do not depend on the unit, and every row says what it is."""
    x = np.array(values, float)
    chart, rescaled = xmr(x, "down"), xmr(x * 2.0 ** round(by), "down")
    assert chart["is_signal"].tolist() == rescaled["is_signal"].tolist()
    assert (chart["is_signal"] == (chart["icon"] != "common_cause")).all()
    assert (chart["low"] >= 0).all()
    assert (chart["low"] <= chart["high"]).all()
