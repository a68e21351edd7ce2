import itertools
import math
from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats
from scipy.optimize import brentq

from queries.stats import Array
from queries.stats.ratios import exact, mid_p
from queries.stats.shares import score

TOTALS = (5, 80, 10_000, 1_000_000)

totals = st.integers(1, 5_000)


def test_koopman() -> None:
    """36 of 40 against 16 of 80 gives 4.5 (2.939, 7.152): Koopman 1984, Biometrics 40:513."""
    low, high, _ = (float(limit[0]) for limit in score(16, 80, 36, 40))
    # 2.93957 in full, which the paper cuts rather than rounds
    assert math.floor(low * 1000) / 1000 == 2.939
    assert round(high, 3) == 7.152


def test_score_is_the_root() -> None:
    """All at once or one by one by bisection in 50 digits, limits agree to 1e-8."""
    rows = [
        (x0, n0, x1, n1)
        for n0, n1 in itertools.product(TOTALS, TOTALS)
        for x0, x1 in itertools.product((0, 1, n0 // 2, n0 - 1, n0), (0, 3, n1 - 1, n1))
        if x0 + x1
    ]
    low, high, _ = score(*np.array(rows, float).T)
    expected = np.array([_score_by_hand(*row) for row in rows])
    np.testing.assert_allclose(low, expected[:, 0], rtol=1e-8)
    np.testing.assert_allclose(high, expected[:, 1], rtol=1e-8)


@pytest.mark.parametrize(("x0", "n0", "x1", "n1"), [(36, 40, 16, 80), (3, 50, 9, 45), (1, 9, 7, 9)])
def test_p_is_pearsons(x0: int, n0: int, x1: int, n1: int) -> None:
    """At a ratio of 1 the score test is Pearson's chi-square test of the 2 × 2 table."""
    table = [[x0, n0 - x0], [x1, n1 - x1]]
    expected = stats.chi2_contingency(table, correction=False).pvalue
    assert score(x0, n0, x1, n1)[2][0] == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(
    ("x0", "n0", "x1", "n1"),
    [(0, 9, 0, 9), (5, 0, 5, 9), (0, 0, 5, 9), (5, 9, 0, 0), (5, np.nan, 5, 9), (9, 5, 3, 9)],
)
@pytest.mark.filterwarnings("error")
def test_undefined(x0: float, n0: float, x1: float, n1: float) -> None:
    """0 to 0, no total, and more events than their total have no limits: never a warning."""
    assert all(np.isnan(value[0]) for value in score(x0, n0, x1, n1))


@pytest.mark.filterwarnings("error")
def test_zero_on_one_side() -> None:
    """Down to 0 the lower limit is 0, up from 0 the upper one is infinite, without a warning."""
    low, high, p = score([5, 0], 9, [0, 5], 9)
    assert low[0] == 0
    assert high[1] == np.inf
    assert 1 / high[0] == pytest.approx(low[1], rel=1e-12)
    assert p[0] == pytest.approx(p[1], rel=1e-12)


def test_narrower_than_rates() -> None:
    """Of large shares the range is far narrower than Poisson limits, of rare ones the same."""
    large, rare = ((800, 1000, 850, 1000), (80, 100_000, 85, 100_000))

    def width(limits: tuple[Array, ...]) -> float:
        return float(np.log(limits[1][0] / limits[0][0]))

    assert width(score(*large)) < width(exact(*large)) / 2
    assert width(score(*rare)) == pytest.approx(width(exact(*rare)), rel=0.05)


@pytest.mark.parametrize(
    ("total", "part", "poisson"), [(100, 0.05, 0.96), (100, 0.3, 0.98), (100, 0.8, 1.0)]
)
def test_coverage(total: int, part: float, poisson: float) -> None:
    """Summed over all outcomes the range holds the truth 95 times in 100, Poisson's too often."""
    chance = stats.binom.pmf(np.arange(total + 1), total, part)
    x0, x1 = (counts.ravel() for counts in np.meshgrid(np.arange(total + 1), np.arange(total + 1)))

    def coverage(limits: tuple[Array, ...]) -> float:
        holds = (limits[0] <= 1) & (limits[1] >= 1) | np.isnan(limits[0])
        return float((np.outer(chance, chance).ravel() * holds).sum())

    assert coverage(score(x0, total, x1, total)) == pytest.approx(0.95, abs=0.01)
    assert coverage(mid_p(x0, total, x1, total)) == pytest.approx(poisson, abs=0.005)


@given(st.data(), totals, totals)
def test_swapping_inverts(data: st.DataObject, n0: int, n1: int) -> None:
    """Before and after swapped, the limits turn over and p stays."""
    x0, x1 = _events(data, n0, n1)
    low, high, p = score(x0, n0, x1, n1)
    other_low, other_high, other_p = score(x1, n1, x0, n0)
    with np.errstate(divide="ignore"):
        np.testing.assert_allclose(other_low, 1 / high, rtol=1e-9)
        np.testing.assert_allclose(other_high, 1 / low, rtol=1e-9)
    np.testing.assert_allclose(other_p, p, rtol=1e-7, atol=1e-300)


@given(st.data(), totals, totals)
def test_p_agrees_with_limits(data: st.DataObject, n0: int, n1: int) -> None:
    """p is below .05 exactly when the range excludes 1, and the range holds the ratio."""
    x0, x1 = _events(data, n0, n1)
    low, high, p = (float(column[0]) for column in score(x0, n0, x1, n1))
    value = (x1 / n1) / (x0 / n0) if x0 else math.inf
    assert low <= value <= high
    assume(abs(p - 0.05) > 1e-8)
    assert (p < 0.05) == (low > 1 or high < 1)


def _events(data: st.DataObject, n0: int, n1: int) -> tuple[int, int]:
    x0, x1 = data.draw(st.integers(0, n0)), data.draw(st.integers(0, n1))
    assume(x0 + x1 > 0)
    return x0, x1


def _score_by_hand(x0: int, n0: int, x1: int, n1: int) -> tuple[float, float]:
    """Return Koopman's limits from Miettinen & Nurminen's (1985) form of the same statistic."""
    a, b, c, d = (Decimal(count) for count in (x0, n0, x1, n1))

    def limit(z: float) -> float:
        def excess(log_ratio: float) -> float:
            theta = Decimal(math.exp(log_ratio))
            square, line = theta * (b + d), theta * (d + a) + c + b
            within = max(line * line - 4 * square * (a + c), Decimal(0))
            p0 = (line - within.sqrt()) / (2 * square)
            p1 = theta * p0
            variance = theta**2 * p0 * (1 - p0) / b + p1 * (1 - p1) / d
            return float((c / d - theta * a / b) / variance.sqrt()) - z

        return math.exp(brentq(excess, -25, 25, xtol=1e-13, rtol=1e-14))

    z = float(stats.norm.ppf(0.975))
    with localcontext(prec=50):
        return (limit(z) if x1 else 0.0), (limit(-z) if x0 else math.inf)
