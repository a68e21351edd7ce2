"""The ratio of two shares: Koopman's score interval.

The numerator of a share is part of its denominator. Poisson limits ignore this and are far too wide
for large shares; docs/decisions/2026-11-shares.md gives the reasons.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from queries.stats import Array
from queries.stats.constants import ALPHA
from queries.stats.roots import root

WIDEST = 30.0
"""Log ratios are searched between minus and plus this."""

LARGEST = 1 - 2.0**-53
"""The largest share below 1; it avoids a division by 0 at a fitted share of 1."""


def score(
    x0: ArrayLike, n0: ArrayLike, x1: ArrayLike, n1: ArrayLike, alpha: float = ALPHA
) -> tuple[Array, Array, Array]:
    """Return low, high and p of the ratio (x1/n1) / (x0/n0) of two shares (Koopman 1984).

    p is from the score test of a ratio of 1, so p < alpha exactly if the interval excludes 1.
    Undefined (nan) for 0 to 0, without a total, and with more events than the total.
    """
    a, b, c, d = np.broadcast_arrays(
        *(np.atleast_1d(np.asarray(values, float)) for values in (x0, n0, x1, n1))
    )
    defined = (b > 0) & (d > 0) & (a + c > 0) & (a <= b) & (c <= d)
    safe = [
        np.where(defined, values, fill) for values, fill in ((a, 1.0), (b, 2.0), (c, 1.0), (d, 2.0))
    ]
    # the upper limit of a ratio is 1 ÷ the lower limit of its inverse
    sides = [np.stack(pair) for pair in zip(safe, safe[2:] + safe[:2], strict=True)]
    limits = _lower(*sides, z=-float(special.ndtri(alpha / 2)))
    with np.errstate(divide="ignore"):
        columns = (limits[0], 1 / limits[1], special.chdtrc(1, _score(1.0, *safe) ** 2))
    low, high, p = (np.where(defined, values, np.nan) for values in columns)
    return low, high, p


def _lower(x0: Array, n0: Array, x1: Array, n1: Array, *, z: float) -> Array:
    """Return the smaller ratio at which the score is z; 0 without events after."""
    a, c = x0 + 0.5, x1 + 0.5
    start = np.log(c / (n1 + 0.5)) - np.log(a / (n0 + 0.5))
    reach = 2 * z * np.sqrt(1 / a + 1 / c)

    def curve(y: Array) -> Array:
        return _score(np.exp(y), x0, n0, x1, n1) - z

    # near the root the score is almost linear in the log ratio, so a narrow bracket saves steps
    ends = (start - reach, start + reach)
    low = np.where(curve(ends[0]) > 0, ends[0], -WIDEST)
    high = np.where(curve(ends[1]) < 0, ends[1], WIDEST)
    return np.where(x1 > 0, np.exp(root(curve, low, high)), 0.0)


def _score(theta: Array | float, x0: Array, n0: Array, x1: Array, n1: Array) -> Array:
    """Return the signed square root of Koopman's U, positive if the ratio is above theta.

    U is Pearson's chi-square of the counts against the best fit with ratio theta.
    """
    # the fit p0 solves θ(n0 + n1)·p0² − (θ(n1 + x0) + x1 + n0)·p0 + (x0 + x1) = 0; the
    # discriminant is a sum of non-negative terms, so that nothing cancels
    part, rest = theta * (n1 + x0), x1 + n0
    root_of = np.sqrt((part - rest) ** 2 + 4 * theta * (n0 - x0) * (n1 - x1))
    p0 = np.minimum(2 * (x0 + x1) / (part + rest + root_of), LARGEST)
    p1 = np.minimum(theta * p0, LARGEST)
    before = (x0 - n0 * p0) ** 2 / (n0 * p0 * (1 - p0))
    after = (x1 - n1 * p1) ** 2 / (n1 * p1 * (1 - p1))
    return np.asarray(np.sign(x1 * n0 - theta * x0 * n1) * np.sqrt(before + after))
