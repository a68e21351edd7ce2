"""The ratio of two shares: Koopman's score interval.

A share's numerator is part of its denominator. Poisson limits ignore that, and for large shares
are far too wide; docs/decisions/2026-11-shares.md gives the reasons.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy import special, stats
from scipy.optimize import elementwise

from queries.stats import Array
from queries.stats.constants import ALPHA

WIDEST = 30.0
"""Ratios are sought between e to the minus and the plus this."""


def score(
    x0: ArrayLike, n0: ArrayLike, x1: ArrayLike, n1: ArrayLike, alpha: float = ALPHA
) -> tuple[Array, Array, Array]:
    """Return low, high and p of the ratio (x1/n1) / (x0/n0) of two shares (Koopman 1984).

    p is that of the same score test at a ratio of 1, so p < alpha exactly when the interval
    excludes 1. Undefined (nan) for 0 to 0 and without a total.
    """
    a, b, c, d = np.broadcast_arrays(
        *(np.atleast_1d(np.asarray(one, float)) for one in (x0, n0, x1, n1))
    )
    limit = stats.chi2.ppf(1 - alpha, 1)
    defined = (b > 0) & (d > 0) & (a + c > 0)
    safe = [np.where(defined, one, fill) for one, fill in ((a, 1.0), (b, 2.0), (c, 1.0), (d, 2.0))]
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = np.log(np.clip((safe[2] / safe[3]) / (safe[0] / safe[1]), 1e-12, 1e12))

    def excess(y: Array, *counts: Array) -> Array:
        return _statistic(np.exp(y), *counts) - limit

    low = elementwise.find_root(excess, (np.full(a.shape, -WIDEST), centre), args=tuple(safe))
    high = elementwise.find_root(excess, (centre, np.full(a.shape, WIDEST)), args=tuple(safe))
    lower = np.where(c > 0, np.exp(low.x), 0.0)
    upper = np.where(a > 0, np.exp(high.x), np.inf)
    p = special.chdtrc(1, _statistic(np.ones(a.shape), *safe))
    made = (np.where(defined, one, np.nan) for one in (lower, upper, p))
    first, second, third = made
    return first, second, third


def _statistic(theta: Array, x0: Array, n0: Array, x1: Array, n1: Array) -> Array:
    """Koopman's U: Pearson's chi-square of the counts against the best fit with ratio theta."""
    a = theta * (n0 + n1)
    # in terms of p0: theta·N·p0² − (theta·(n1 + x0) + x1 + n0)·p0 + (x0 + x1) = 0
    b = -(theta * (n1 + x0) + x1 + n0)
    p0 = 2 * (x0 + x1) / (-b + np.sqrt(np.maximum(b**2 - 4 * a * (x0 + x1), 0)))
    p1 = np.minimum(theta * p0, 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        before = np.where(p0 < 1, (x0 - n0 * p0) ** 2 / (n0 * p0 * (1 - p0)), 0.0)
        after = np.where(p1 < 1, (x1 - n1 * p1) ** 2 / (n1 * p1 * (1 - p1)), 0.0)
    # a fit on the edge (share 1) that the counts do not meet is impossible, not perfect
    before = np.where((p0 >= 1) & (x0 < n0), np.inf, before)
    after = np.where((p1 >= 1) & (x1 < n1), np.inf, after)
    return np.asarray(before + after)
