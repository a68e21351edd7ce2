import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats
from scipy.stats.contingency import odds_ratio

from queries.stats.ratio_of_ratios import ratio_of_ratios

counts = st.integers(0, 400)


def test_published() -> None:
    """Fisher's tea (3, 1, 1, 3): R's fisher.test prints 0.2117329 and 621.9337505.

    R's search stops early at the upper end (626.2435); by hand, the chance of 3 or 4 right at odds
    θ is (16θ³ + θ⁴) / (1 + 16θ + 36θ² + 16θ³ + θ⁴), and of 3 or fewer likewise.
    """
    table = ratio_of_ratios((1, 1, 3, 1), (3, 1, 1, 1))
    low, high = float(table["low"][0]), float(table["high"][0])
    assert low == pytest.approx(0.2117329, rel=2e-5)
    assert high == pytest.approx(621.9337505, rel=1e-2)
    arrangements = np.array([1, 16, 36, 16, 1])
    for theta, tail in ((low, slice(3, 5)), (high, slice(0, 4))):
        chance = arrangements * theta ** np.arange(5)
        assert chance[tail].sum() / chance.sum() == pytest.approx(0.025, rel=1e-8)
    assert table["p"][0] == pytest.approx(2 * 17 / 70, rel=1e-12)
    assert table["ratio"][0] == pytest.approx(9)


@pytest.mark.parametrize(
    "cells",
    [(40, 20, 41, 39), (7, 0, 9, 8), (0, 7, 9, 8), (1, 1, 900, 4), (3000, 2500, 9000, 9100)],
)
def test_is_the_tested_one(cells: tuple[int, int, int, int]) -> None:
    """At equal exposure the limits are those of scipy's conditional odds ratio."""
    x10, x11, x00, x01 = cells
    table = ratio_of_ratios((x10, 1, x11, 1), (x00, 1, x01, 1))
    expected = odds_ratio([[x11, x10], [x01, x00]]).confidence_interval()
    np.testing.assert_allclose([table["low"][0], table["high"][0]], expected, rtol=1e-6)


def test_exposure() -> None:
    """Twice the exposure after where the policy came halves the ratio and its limits."""
    plain = ratio_of_ratios((40, 10, 20, 10), (41, 10, 39, 10))
    doubled = ratio_of_ratios((40, 10, 20, 20), (41, 10, 39, 10))
    for name in ("ratio", "low", "high"):
        assert doubled[name][0] == pytest.approx(plain[name][0] / 2, rel=1e-8)
    # p at unequal exposure, from the noncentral hypergeometric distribution itself
    tail = stats.nchypergeom_fisher(140, 60, 59, 2.0).cdf(20)
    assert doubled["p"][0] == pytest.approx(2 * tail, rel=1e-7)


def test_ratio_by_hand() -> None:
    """20 of 40 against 39 of 41 events, at exposures of 2 to 3 and of 5 to 7."""
    table = ratio_of_ratios((40, 2, 20, 3), (41, 5, 39, 7))
    assert table["ratio"][0] == pytest.approx((20 / 3) / (40 / 2) / ((39 / 7) / (41 / 5)))
    assert table["method"][0] == "exact conditional"


@pytest.mark.parametrize("cells", [(0, 1, 5, 5), (5, 5, 0, 1), (0, 5, 1, 5), (5, 0, 5, 1)])
def test_a_single_event_is_enough(cells: tuple[int, int, int, int]) -> None:
    """With one event in a group or a period either outcome is likely, and p is 1, not more."""
    x10, x11, x00, x01 = cells
    assert ratio_of_ratios((x10, 1, x11, 1), (x00, 1, x01, 1))["p"][0] == 1


def test_counts_in_fractions_by_hand() -> None:
    """Counts of 9, 1, 1 and 9 at a dispersion of 2: five tables, weighed by the gamma function."""
    table = ratio_of_ratios((1, 1, 9, 1), (9, 1, 1, 1), phi=2)
    weights = [(special.gamma(5.5 - k) * special.gamma(1.5 + k)) ** -2 for k in range(5)]
    assert table["p"][0] == pytest.approx(2 * weights[0] / sum(weights), rel=1e-9)


def test_a_large_area_beside_a_small_one() -> None:
    """Areas of a hundred thousand events and of five give together what each gives alone."""
    cells = np.array([[100_000, 4], [100_900, 5], [100_000, 6], [99_800, 7]])
    together = ratio_of_ratios((cells[0], 1, cells[1], 1), (cells[2], 1, cells[3], 1))
    for row, (a, b, c, d) in enumerate(cells.T):
        alone = ratio_of_ratios((a, 1, b, 1), (c, 1, d, 1))
        for name in ("low", "high", "p"):
            np.testing.assert_allclose(together[name][row], alone[name][0], rtol=1e-8)


def test_dispersion_widens() -> None:
    """Counts worth a third of their number have limits of a third of the counts."""
    wide = ratio_of_ratios((60, 1, 30, 1), (90, 1, 90, 1), phi=3)
    small = ratio_of_ratios((20, 1, 10, 1), (30, 1, 30, 1))
    for name in ("ratio", "low", "high", "p"):
        assert wide[name][0] == pytest.approx(small[name][0], rel=1e-12)
    little = ratio_of_ratios((60, 1, 30, 1), (90, 1, 90, 1), phi=1.5)
    for table in (wide, little):
        assert table["method"][0] == "exact conditional, counts / dispersion"


@pytest.mark.parametrize(
    ("changed", "unchanged"),
    [
        ((0, 1, 0, 1), (5, 1, 5, 1)),
        ((5, 1, 5, 1), (0, 1, 0, 1)),
        ((0, 1, 5, 1), (0, 1, 5, 1)),
        ((5, 1, 0, 1), (5, 1, 0, 1)),
        ((5, 0, 5, 1), (5, 1, 5, 1)),
        ((5, np.nan, 5, 1), (5, 1, 5, 1)),
    ],
)
@pytest.mark.filterwarnings("error")
def test_undefined(changed: tuple[float, ...], unchanged: tuple[float, ...]) -> None:
    """A group or a period without events or exposure has no ratio of ratios: never a warning."""
    table = ratio_of_ratios(changed, unchanged)
    assert all(np.isnan(table[name][0]) for name in ("ratio", "low", "high", "p"))
    assert table["method"][0] == "undefined"


@given(counts, counts, counts, counts)
def test_agrees_with_itself(x10: int, x11: int, x00: int, x01: int) -> None:
    """p is under .05 exactly when the range excludes 1, and swapping groups inverts everything."""
    table = ratio_of_ratios((x10, 2, x11, 3), (x00, 1, x01, 2))
    swapped = ratio_of_ratios((x00, 1, x01, 2), (x10, 2, x11, 3))
    if np.isnan(table["p"][0]):
        assert np.isnan(swapped["p"][0])
        return
    low, high, p = (float(table[name][0]) for name in ("low", "high", "p"))
    if abs(p - 0.05) > 1e-8:
        assert (p < 0.05) == (low > 1 or high < 1)
    with np.errstate(divide="ignore"):
        np.testing.assert_allclose(swapped["low"], 1 / table["high"], rtol=1e-7)
    assert swapped["p"][0] == pytest.approx(p, rel=1e-7)


def test_many_areas() -> None:
    """Eighty areas at once give what each gives alone."""
    rng = np.random.default_rng(1)
    cells = rng.poisson(rng.choice([0.5, 4, 60], (4, 80)))
    together = ratio_of_ratios((cells[0], 1, cells[1], 1), (cells[2], 1, cells[3], 1))
    for row, (a, b, c, d) in enumerate(cells.T):
        alone = ratio_of_ratios((a, 1, b, 1), (c, 1, d, 1))
        for name in ("ratio", "low", "high", "p"):
            np.testing.assert_allclose(together[name][row], alone[name][0], 1e-8, 1e-15)
