import itertools
import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import special, stats
from scipy.optimize import brentq

from queries.stats import Array
from queries.stats.ratios import exact, mid_p, ratio

Limits = Callable[..., tuple[Array, Array, Array]]
COUNTS = (0, 1, 2, 3, 5, 10, 37, 200, 5_000, 100_000, 1_000_000)

counts = st.integers(0, 5_000)
exposures = st.floats(1e-2, 1e6)


@pytest.mark.parametrize(
    ("limits", "x0", "n0", "x1", "n1", "low", "high", "p"),
    [
        # Stata manual, `iri 41 15 28010 19017`
        (exact, 15, 19_017, 41, 28_010, "1.005684", "3.6093", None),
        (mid_p, 15, 19_017, 41, 28_010, None, None, "0.0355"),
        # OpenEpi, two person-time rates
        (exact, 1, 77_932, 8, 78_531, "1.064", "352.3", "0.04015"),
        (mid_p, 1, 77_932, 8, 78_531, "1.27", "177.6", "0.02210"),
        # by hand: 5 to 0 at equal exposure, where (1 − p)⁵ is α/2 or, counted by half, α
        (exact, 5, 1, 0, 1, "0", "1.091", "0.0625"),
        (mid_p, 5, 1, 0, 1, "0", "0.821", "0.03125"),
    ],
)
def test_published_limits(
    limits: Limits,
    x0: int,
    n0: int,
    x1: int,
    n1: int,
    low: str | None,
    high: str | None,
    p: str | None,
) -> None:
    """Limits and p are the published ones, to every digit printed."""
    for value, printed in zip(limits(x0, n0, x1, n1), (low, high, p), strict=True):
        if printed is not None:
            places = len(printed.partition(".")[2])
            assert round(float(value[0]), places) == float(printed)


@pytest.mark.parametrize(
    ("x0", "n0", "x1", "n1", "value"),
    [
        (15, 19_017, 41, 28_010, 1.855759),  # Stata manual, as above
        (10, 2, 10, 4, 0.5),
        (5, 1, 0, 1, 0.0),
        (0, 1, 5, 1, np.inf),
        (0, 1, 0, 1, np.nan),
        (5, 0, 5, 1, np.nan),
        (5, 1, 5, 0, np.nan),
        (5, 1, 5, np.nan, np.nan),
    ],
)
def test_ratio(x0: float, n0: float, x1: float, n1: float, value: float) -> None:
    """The ratio is that of the rates, infinite from 0, undefined from 0 to 0 or unexposed."""
    assert ratio(x0, n0, x1, n1)[0] == pytest.approx(value, abs=5e-7, nan_ok=True)


@pytest.mark.parametrize("limits", [exact, mid_p])
@pytest.mark.parametrize(
    ("x0", "n0", "x1", "n1"), [(0, 1, 0, 1), (5, 0, 5, 1), (5, 1, 5, 0), (5, np.nan, 5, 1)]
)
@pytest.mark.filterwarnings("error")
def test_undefined(limits: Limits, x0: float, n0: float, x1: float, n1: float) -> None:
    """0 to 0, and a side without exposure, have no limits and no p: never 1, never a warning."""
    assert all(np.isnan(value[0]) for value in limits(x0, n0, x1, n1))


@pytest.mark.parametrize("limits", [exact, mid_p])
@pytest.mark.filterwarnings("error")
def test_zero_on_one_side(limits: Limits) -> None:
    """Down to 0 the lower limit is 0, up from 0 the upper one is infinite, without a warning."""
    low, high, p = limits([5, 0], [1, 1], [0, 5], [1, 1])
    assert low[0] == 0
    assert high[1] == np.inf
    assert 1 / high[0] == pytest.approx(low[1], rel=1e-12)
    assert p[0] == p[1]


@pytest.mark.parametrize(("n0", "n1"), [(1.0, 1.0), (3.7, 120.0)])
def test_mid_p_is_the_root(n0: float, n1: float) -> None:
    """All at once or one by one by bisection (brentq), mid-P limits agree to 1e-8."""
    pairs = [pair for pair in itertools.product(COUNTS, COUNTS) if any(pair)]
    x0, x1 = (np.array(counts, float) for counts in zip(*pairs, strict=True))
    low, high, _ = mid_p(x0, n0, x1, n1)
    expected = np.array([_mid_p_by_hand(a, n0, c, n1) for a, c in pairs])
    np.testing.assert_allclose(low, expected[:, 0], rtol=1e-8)
    np.testing.assert_allclose(high, expected[:, 1], rtol=1e-8)


def test_exact_is_the_beta_quantile() -> None:
    """Exact limits are the beta quantiles of the textbook, to 1e-8, at any size."""
    pairs = list(itertools.product(COUNTS[1:], COUNTS[1:]))
    x0, x1 = (np.array(counts, float) for counts in zip(*pairs, strict=True))
    low, high, _ = exact(x0, 3.0, x1, 7.0)
    for limit, p in (
        (low, stats.beta.ppf(0.025, x1, x0 + 1)),
        (high, stats.beta.isf(0.025, x1 + 1, x0)),
    ):
        np.testing.assert_allclose(limit, p / (1 - p) * 3 / 7, rtol=1e-8)


@pytest.mark.parametrize(("x0", "x1"), [(0.5, 2.25), (2.25, 0.5), (0.5, 0.5), (0.3, 7.5)])
def test_counts_need_not_be_whole(x0: float, x1: float) -> None:
    """At its limits a count in fractions has the chance α/2 in the beta form of its tail."""
    exact_low, exact_high, p = (float(column[0]) for column in exact(x0, 1, x1, 1))
    upper, lower = special.betainc(x1, x0 + 1, 0.5), special.betainc(x0, x1 + 1, 0.5)
    assert p == pytest.approx(min(1, 2 * upper, 2 * lower), rel=1e-12)
    low, high, mid = (float(column[0]) for column in mid_p(x0, 1, x1, 1))
    for x, rest, exact_odds, odds in (
        (x1, x0, exact_low, low),
        (x0, x1, 1 / exact_high, 1 / high),
    ):
        at_exact, at_mid = exact_odds / (1 + exact_odds), odds / (1 + odds)
        assert special.betainc(x, rest + 1, at_exact) == pytest.approx(0.025, rel=1e-9)
        tails = special.betainc(x, rest + 1, at_mid) + special.betainc(x + 1, rest, at_mid)
        assert tails / 2 == pytest.approx(0.025, rel=1e-9)
    halves = [
        (special.betainc(x, rest + 1, 0.5) + special.betainc(x + 1, rest, 0.5)) / 2
        for x, rest in ((x1, x0), (x0, x1))
    ]
    assert mid == pytest.approx(2 * min(halves), rel=1e-12)


def test_no_change_has_a_p_of_one() -> None:
    """Five and five at one exposure: both tails hold more than half, and p is 1, not more."""
    assert exact(5, 1, 5, 1)[2][0] == 1
    assert mid_p(5, 1, 5, 1)[2][0] == pytest.approx(1, rel=1e-12)


@given(counts, exposures, counts, exposures)
def test_swapping_inverts(x0: int, n0: float, x1: int, n1: float) -> None:
    """Before and after swapped, the ratio and its limits turn over and p stays."""
    assume(x0 + x1 > 0)
    for limits in (exact, mid_p):
        low, high, p = limits(x0, n0, x1, n1)
        other_low, other_high, other_p = limits(x1, n1, x0, n0)
        with np.errstate(divide="ignore"):
            np.testing.assert_allclose(other_low, 1 / high, rtol=1e-9)
            np.testing.assert_allclose(other_high, 1 / low, rtol=1e-9)
        np.testing.assert_allclose(other_p, p, rtol=1e-9)
    with np.errstate(divide="ignore"):
        np.testing.assert_allclose(ratio(x1, n1, x0, n0), 1 / ratio(x0, n0, x1, n1), rtol=1e-9)


@given(counts, exposures, counts, exposures, st.sampled_from([1e-3, 12.0, 1e5]))
def test_scaling_exposure(x0: int, n0: float, x1: int, n1: float, by: float) -> None:
    """Exposure in other units changes neither ratio, limits nor p."""
    for limits in (exact, mid_p):
        np.testing.assert_allclose(
            limits(x0, n0 * by, x1, n1 * by), limits(x0, n0, x1, n1), rtol=1e-9
        )


@given(counts, exposures, counts, exposures)
def test_p_agrees_with_limits(x0: int, n0: float, x1: int, n1: float) -> None:
    """p is below .05 exactly when the range excludes 1."""
    assume(x0 + x1 > 0)
    for limits in (exact, mid_p):
        low, high, p = (float(value[0]) for value in limits(x0, n0, x1, n1))
        assume(abs(p - 0.05) > 1e-8)
        assert (p < 0.05) == (low > 1 or high < 1)


@given(counts, exposures, counts, exposures)
def test_limits_hold_the_ratio(x0: int, n0: float, x1: int, n1: float) -> None:
    """The range holds the ratio, and the exact range holds the mid-P range."""
    assume(x0 + x1 > 0)
    value = float(ratio(x0, n0, x1, n1)[0])
    low, high, _ = (float(column[0]) for column in mid_p(x0, n0, x1, n1))
    wide_low, wide_high, _ = (float(column[0]) for column in exact(x0, n0, x1, n1))
    assert wide_low <= low <= value <= high <= wide_high


def test_p_below_rounding() -> None:
    """A p far under what one minus a number can hold is small, not 0."""
    _, _, p = mid_p([900, 100], 1, [100, 900], 1)
    assert 0 < p[0] == p[1] < 1e-100


def _mid_p_by_hand(x0: int, n0: float, x1: int, n1: float) -> tuple[float, float]:
    """Return the mid-P limits from scipy's binomial tails and scalar root finding."""

    def limit(level: float) -> float:
        def tail(log_odds: float) -> float:
            p = special.expit(log_odds)
            upper = stats.binom.sf(x1, x0 + x1, p) + stats.binom.pmf(x1, x0 + x1, p) / 2
            return float(upper) - level

        return math.exp(brentq(tail, -35, 35, xtol=1e-13, rtol=1e-14)) * n0 / n1

    return (limit(0.025) if x1 else 0.0), (limit(0.975) if x0 else math.inf)
