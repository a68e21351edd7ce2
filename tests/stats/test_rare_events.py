import numpy as np
import pytest
from scipy import stats

from queries.stats.constants import TRIAL_POINTS
from queries.stats.rare_events import t_chart


def test_by_hand() -> None:
    """With 24 gaps of 40 days the upper limit is 40 times F(.99865; 2, 48), by hand.

    F on 2 and 2m degrees of freedom has the tail (1 + F/m)^−m: F = m(p^(−1/m) − 1).
    """
    chart = t_chart(np.arange(25) * 40.0, 24 * 40 + 400, "down")
    high = 40 * 24 * (0.00135 ** (-1 / 24) - 1)
    np.testing.assert_allclose(chart["high"], high, rtol=1e-9)
    assert high == pytest.approx(304.3, abs=0.1)
    assert chart["is_outside"].tolist() == [False] * 24 + [True]
    assert chart["is_open"].tolist() == [False] * 24 + [True]
    assert chart["icon"][-1] == "improvement"
    assert chart["day"].tolist() == [*np.arange(1, 25) * 40.0, 24 * 40 + 400]


def test_chance_is_what_it_says() -> None:
    """A further gap lies above the limit 1.35 times in 1,000, however few gaps set the limit."""
    rng = np.random.default_rng(9)
    for count in (6, 24):
        gaps = rng.exponential(50, (400_000, count + 1))
        high = t_chart(np.arange(count + 1) * 1.0, count + 1, "down")["high"][0]
        above = (gaps[:, -1] > high * gaps[:, :-1].mean(axis=1)).mean()
        assert above == pytest.approx(0.00135, abs=0.0003)


def test_short_gaps() -> None:
    """Days after years without are a signal; two on one day, where events are common, are not."""
    days = np.concatenate([np.arange(25) * 5_000.0, 24 * 5_000.0 + np.array([3, 4])])
    chart = t_chart(days, days[-1], "down")
    assert chart["low"][0] == pytest.approx(5_000 * stats.f(2, 48).ppf(0.00135))
    assert chart["is_outside"].tolist() == [False] * 24 + [True, True, False]
    assert chart["icon"].tolist()[24:] == ["concern", "concern", "common_cause"]
    often = t_chart(np.repeat(np.arange(30) * 40.0, 2), 1200, "down")
    assert not often["is_outside"].any()


def test_a_gap_of_some_days_lasts_into_the_next() -> None:
    """With gaps of 5,000 days the lower limit is 6.76: five days, which may be six, are short."""
    for days, is_short in ((5, True), (6, False)):
        when = np.append(np.arange(25) * 5_000.0, 24 * 5_000.0 + days)
        chart = t_chart(when, when[-1] + 100, "down")
        assert chart["low"][0] == pytest.approx(6.76, abs=0.01)
        assert bool(chart["is_outside"][24]) is is_short


def test_trial_limits() -> None:
    """Eleven gaps set trial limits, twelve full ones."""
    for count, method in ((TRIAL_POINTS - 1, "t-chart, trial limits"), (TRIAL_POINTS, "t-chart")):
        chart = t_chart(np.arange(count + 1) * 30.0, count * 30.0 + 1, "down")
        assert set(chart["method"]) == {method}
        assert set(chart["is_trial"]) == {count < TRIAL_POINTS}


@pytest.mark.filterwarnings("error")
def test_few_events() -> None:
    """Few gaps give trial limits, one event no limits, none no row, days run backward an error."""
    assert set(t_chart([0, 30, 90], 100, "up")["method"]) == {"t-chart, trial limits"}
    chart = t_chart([5.0], 400.0, "down")
    assert chart["is_outside"].tolist() == [False]
    assert np.isnan(chart["high"]).all()
    assert chart["method"].tolist() == ["undefined"]
    assert {len(column) for column in t_chart([], 400.0, "down").values()} == {0}
    with pytest.raises(ValueError, match="in order"):
        t_chart([5.0, 3], 9, "down")
