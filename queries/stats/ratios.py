"""The ratio of two rates, by the conditional binomial distribution.

Given the total t = x0 + x1, x1 is binomial with p = RR·n1 / (RR·n1 + n0): every limit of p is a
limit of the rate ratio RR (Przyborowski & Wilenski 1940; Lehmann & Romano 2005, section 4.5).
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy import special
from scipy.optimize import elementwise

from queries.stats import Array
from queries.stats.constants import ALPHA


def ratio(x0: ArrayLike, n0: ArrayLike, x1: ArrayLike, n1: ArrayLike) -> Array:
    """Return (x1/n1) / (x0/n0): inf for a rise from 0, nan for 0 to 0 or without exposure."""
    a, b, c, d = _arrays(x0, n0, x1, n1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((b > 0) & (d > 0), (c / d) / (a / b), np.nan)


def exact(
    x0: ArrayLike, n0: ArrayLike, x1: ArrayLike, n1: ArrayLike, alpha: float = ALPHA
) -> tuple[Array, Array, Array]:
    """Return low, high and p (central) of the rate ratio; counts need not be whole.

    Undefined (nan) where nothing happened on either side or exposure is not positive.
    """
    a, b, c, d = _arrays(x0, n0, x1, n1)
    low = np.where(c > 0, special.betaincinv(np.maximum(c, 1e-9), a + 1, alpha / 2), 0.0)
    high = np.where(a > 0, special.betaincinv(c + 1, np.maximum(a, 1e-9), 1 - alpha / 2), 1.0)
    at_one = _share_at_one(b, d)
    upper = np.where(c > 0, special.betainc(np.maximum(c, 1e-9), a + 1, at_one), 1.0)
    lower = np.where(a > 0, special.betaincc(c + 1, np.maximum(a, 1e-9), at_one), 1.0)
    p = np.minimum(1.0, 2 * np.minimum(lower, upper))
    return _as_ratio(low, high, p, a, b, c, d)


def mid_p(
    x0: ArrayLike, n0: ArrayLike, x1: ArrayLike, n1: ArrayLike, alpha: float = ALPHA
) -> tuple[Array, Array, Array]:
    """Return low, high and p (central) of the rate ratio, half of the observed outcome counted.

    Solves P(X > x1) + ½ P(X = x1) = α/2 and its mirror (Lancaster 1961; Berry & Armitage 1995).
    """
    a, b, c, d = _arrays(x0, n0, x1, n1)
    total = a + c

    def upper_tail(logit: Array, x: Array, t: Array) -> Array:
        return _upper_mid(special.expit(logit), x, t)

    with np.errstate(invalid="ignore", divide="ignore"):
        low = _solve(lambda y, x, t: upper_tail(y, x, t) - alpha / 2, c, total)
        high = _solve(lambda y, x, t: upper_tail(y, x, t) - (1 - alpha / 2), c, total)
    low = np.where(c > 0, low, 0.0)
    high = np.where(a > 0, high, 1.0)
    upper = _upper_mid(_share_at_one(b, d), c, total)
    p = np.minimum(1.0, 2 * np.minimum(upper, 1 - upper))
    return _as_ratio(low, high, p, a, b, c, d)


def _upper_mid(p: Array, x: Array, t: Array) -> Array:
    """P(X > x) + ½ P(X = x) for X binomial(t, p), as the mean of two upper tails."""
    at_least = np.where(x > 0, special.betainc(np.maximum(x, 1e-9), t - x + 1, p), 1.0)
    more = np.where(t > x, special.betainc(x + 1, np.maximum(t - x, 1e-9), p), 0.0)
    return np.asarray((at_least + more) / 2)


def _solve(equation: object, x: Array, t: Array) -> Array:
    """Return the share at which a tail reaches its level; sought on the logit scale."""
    bounds = (np.full(x.shape, -40.0), np.full(x.shape, 40.0))
    found = elementwise.find_root(equation, bounds, args=(x, np.maximum(t, 1.0)))
    return np.asarray(special.expit(found.x))


def _share_at_one(n0: Array, n1: Array) -> Array:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(n1 / (n0 + n1))


def _as_ratio(
    low: Array, high: Array, p: Array, x0: Array, n0: Array, x1: Array, n1: Array
) -> tuple[Array, Array, Array]:
    defined = (x0 + x1 > 0) & (n0 > 0) & (n1 > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        made = [limit / (1 - limit) * n0 / n1 for limit in (low, high)]
    lower, upper, value = (np.where(defined, one, np.nan) for one in (*made, p))
    return lower, upper, value


def _arrays(*values: ArrayLike) -> tuple[Array, ...]:
    return tuple(np.broadcast_arrays(*(np.atleast_1d(np.asarray(one, float)) for one in values)))
