"""The share closed by a day, with open ones counted, against published and worked examples."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.duration.survfunc import SurvfuncRight

from queries.stats.rates import share
from queries.stats.survival import share_ended, time_ended

# Freireich and others (1963), 21 children on 6-MP, weeks in remission; + still in remission
SEEN = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
WEEKS = SEEN.split()
TIMES = np.array([float(week.rstrip("+")) for week in WEEKS])
ENDED = np.array([not week.endswith("+") for week in WEEKS])
ONES = np.ones(len(WEEKS))


def test_the_published_remissions() -> None:
    """The estimates and standard errors are those printed for the 6-MP arm.

    Source: Kleinbaum and Klein, Survival Analysis (3rd ed.), table 2.2 and chapter 2.
    """
    curve = share_ended(TIMES, ENDED, ONES, [6, 7, 10, 13, 16, 22, 23])
    lasting = [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482]
    errors = [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346]
    assert 1 - curve["rate"] == pytest.approx(lasting, abs=5e-5)
    assert np.sqrt(curve["variance"]) == pytest.approx(errors, abs=5e-5)
    assert curve["at_risk"].tolist() == [21, 17, 15, 12, 11, 7, 6]


def test_between_and_beyond_the_steps() -> None:
    """Before the first end it is 0, between ends it stays, beyond the longest it is unknown."""
    curve = share_ended(TIMES, ENDED, ONES, [0, 12, 35, 36])
    assert curve["rate"][:3] == pytest.approx([0, 1 - 0.7529, 1 - 0.4482], abs=5e-5)
    assert curve["variance"][0] == 0
    assert curve["high"][0] == pytest.approx(share([0], [21])["high"][0])
    assert curve["at_risk"].tolist() == [21, 12, 1, 0]
    assert np.isnan(curve["rate"][3])
    assert np.isnan(curve["low"][3])


def test_without_open_ones_it_is_the_plain_share() -> None:
    """If all have ended, share and range are those of Wilson, at any time; afterwards 100 %."""
    curve = share_ended([10, 40, 200], [True] * 3, [5, 3, 2], [30, 90, 365])
    plain = share([5, 8, 10], [10, 10, 10])
    for name in ("rate", "low", "high"):
        assert curve[name] == pytest.approx(plain[name]), name
    sure = share_ended([10, 40, 200], [True] * 3, [5, 3, 2], [30], alpha=0.01)
    assert sure["low"] == pytest.approx(share([5], [10], alpha=0.01)["low"])


def test_open_ones_are_not_left_out() -> None:
    """Two closed on day 10, two still open on day 50: half is closed, not all."""
    curve = share_ended([10, 50], [True, False], [2, 2], [30])
    assert curve["rate"].tolist() == [0.5]


def test_nothing_ended_has_an_upper_limit() -> None:
    """If none of ten has ended, the share is 0 and its range that of 0 in 10."""
    curve = share_ended([100], [False], [10], [30])
    assert curve["rate"].tolist() == [0.0]
    assert curve["high"] == pytest.approx(share([0], [10])["high"])


def test_no_records() -> None:
    """Of nothing no share is known."""
    assert np.isnan(share_ended([], [], [], [30])["rate"]).all()


@given(
    st.lists(st.tuples(st.integers(0, 60), st.booleans(), st.integers(1, 5)), min_size=2),
    st.integers(0, 60),
)
def test_against_statsmodels(rows: list[tuple[int, bool, int]], at: int) -> None:
    """Share and Greenwood's variance are those of statsmodels, for any counts."""
    time, ended, n = (np.array(column) for column in zip(*rows, strict=True))
    curve = share_ended(time, ended, n, [at])
    whole = SurvfuncRight(np.repeat(time, n), np.repeat(ended, n).astype(int))
    before = np.searchsorted(whole.surv_times, at, side="right")
    lasting = whole.surv_prob[before - 1] if before else 1.0
    error = whole.surv_prob_se[before - 1] if before else 0.0
    if np.isnan(curve["rate"][0]):
        assert at > time.max()
        return
    assert 1 - curve["rate"][0] == pytest.approx(lasting, abs=1e-12)
    if 0 < lasting < 1:
        assert curve["variance"][0] == pytest.approx(error**2)
    assert curve["low"][0] <= curve["rate"][0] + 1e-12
    assert curve["rate"][0] <= curve["high"][0] + 1e-12


def test_the_published_median_of_the_remissions() -> None:
    """Half of the children were in remission for 23 weeks; its upper limit is not reached.

    Source: Kleinbaum and Klein, Survival Analysis (3rd ed.), chapter 2: median 23.
    """
    median, low, high = time_ended(TIMES, ENDED, ONES, 0.5)
    assert median == 23
    assert low == 13
    assert np.isnan(high)


@given(st.lists(st.integers(1, 300), min_size=1, max_size=40))
def test_without_open_ones_the_time_is_a_plain_quantile(days: list[int]) -> None:
    """The first day by which half have ended is the middle one, inside its limits."""
    time, low, high = time_ended(days, [True] * len(days), [1] * len(days), 0.5)
    assert time == sorted(days)[(len(days) - 1) // 2]
    assert not low > time
    assert not high < time


def test_a_part_that_is_not_reached_has_no_time() -> None:
    """With three of four still open, the day by which half are closed is not known."""
    time, low, high = time_ended([10, 50], [True, False], [1, 3], 0.5)
    assert np.isnan([time, high]).all()
    assert low == 10
