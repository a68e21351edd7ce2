"""The chance of a busy day, by hand and in drawn months without one."""

import numpy as np
import pytest
from scipy import stats

from queries.stats.busy_days import chance_of_day


def days(*counts: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the records of days that weigh the same."""
    return np.array(counts, float), np.ones(len(counts))


def test_of_days_that_scatter_by_chance_the_chance_is_poissons() -> None:
    """Six records where the nine other days have eight: the chance of 6 or more of 1, for 10 days.

    P(X ≥ 6 | mean 1) = .000594, of any of ten days .00594.
    """
    month = days(6, 1, 1, 1, 1, 1, 1, 1, 1, 0)
    even = days(*[1] * 10)
    assert chance_of_day(month, 0, [even, even]) == pytest.approx(0.00594, rel=0.01)


def test_days_that_scattered_more_before_make_a_busy_day_likelier() -> None:
    """Where earlier months had busy days too, a busy day says little."""
    month = days(6, 1, 1, 1, 1, 1, 1, 1, 1, 0)
    bursts = days(8, 0, 0, 0, 0, 0, 0, 0, 2, 0)
    assert chance_of_day(month, 0, [bursts]) > 0.05


def test_a_day_with_more_at_risk_is_expected_to_have_more() -> None:
    """Of a share a day weighs by the records it is a part of; alone it tells nothing."""
    counts, weights = np.array([20.0, 2, 2]), np.array([10.0, 1, 1])
    even = days(2, 2, 2)
    assert chance_of_day((counts, weights), 0, [even]) == 1.0
    assert chance_of_day((counts, np.ones(3)), 0, [even]) < 0.001
    assert chance_of_day((counts, np.array([1.0, 0, 0])), 0, [even]) == 1.0


@pytest.mark.parametrize("size", [np.inf, 0.5])
@pytest.mark.parametrize("mean", [0.3, 3.0])
def test_chance_alone_seldom_has_a_busy_day(mean: float, size: float) -> None:
    """In months without an event, even or in bursts, the busiest day is below .025 that seldom."""
    rng = np.random.default_rng(20)
    told = 0
    for _ in range(400):
        level = mean if np.isinf(size) else rng.gamma(size, mean / size, (6, 31))
        month, *before = rng.poisson(level, (6, 31))
        at = int(month.argmax())
        told += chance_of_day(days(*month), at, [days(*year) for year in before]) <= 0.025
    assert stats.binom.sf(told - 1, 400, 0.025) > 0.01
