"""The ratio of two rates, by the conditional binomial distribution.

Given the total t = x0 + x1, x1 is binomial with p = RR·n1 / (RR·n1 + n0): every limit of p is a
limit of the rate ratio RR (Przyborowski & Wilenski 1940; Lehmann & Romano 2005, section 4.5).
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from queries.stats import Array
from queries.stats.constants import ALPHA
from queries.stats.roots import root


def ratio(x0: ArrayLike, n0: ArrayLike, x1: ArrayLike, n1: ArrayLike) -> Array:
    """Return (x1/n1) / (x0/n0): inf for a rise from 0, nan for 0 to 0 or without exposure."""
    a, b, c, d = _arrays(x0, n0, x1, n1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((b > 0) & (d > 0), (c / d) / (a / b), np.nan)


def exact(
    x0: ArrayLike, n0: ArrayLike, x1: ArrayLike, n1: ArrayLike, alpha: float = ALPHA
) -> tuple[Array, Array, Array]:
    """Return exact low, high and p (central) of the rate ratio; counts need not be whole.

    Undefined (nan) where neither side has an event or exposure is not positive.
    """
    a, b, c, d = _arrays(x0, n0, x1, n1)
    upper, lower = _at_least(_share_at_one(b, d), c, a), _at_least(_share_at_one(d, b), a, c)
    p = np.minimum(1.0, 2 * np.minimum(upper, lower))
    return _as_ratio(_exact_odds(*_sides(a, c), alpha), p, a, b, c, d)


def mid_p(
    x0: ArrayLike, n0: ArrayLike, x1: ArrayLike, n1: ArrayLike, alpha: float = ALPHA
) -> tuple[Array, Array, Array]:
    """Return mid-P low, high and p (central) of the rate ratio.

    The limits solve P(X > x1) + ½ P(X = x1) = α/2 and its mirror (Lancaster 1961; Berry & Armitage
    1995).
    """
    a, b, c, d = _arrays(x0, n0, x1, n1)
    # compute each tail directly: one minus a tail would lose every p below 1e-16
    upper, lower = _upper_mid(_share_at_one(b, d), c, a), _upper_mid(_share_at_one(d, b), a, c)
    p = np.minimum(1.0, 2 * np.minimum(upper, lower))
    return _as_ratio(_mid_odds(*_sides(a, c), alpha), p, a, b, c, d)


def _sides(x0: Array, x1: Array) -> tuple[Array, Array]:
    """Return the counts and their mirror: the upper limit is the lower limit of the mirror."""
    return np.stack([x1, x0]), np.stack([x0, x1])


def _exact_odds(x: Array, rest: Array, alpha: float) -> Array:
    """Return the odds p/(1−p) at which P(X ≥ x) = α/2 for X binomial(x + rest, p)."""
    p = special.betaincinv(np.where(x > 0, x, 1.0), rest + 1, alpha / 2)
    return np.where(x > 0, p / (1 - p), 0.0)


def _mid_odds(x: Array, rest: Array, alpha: float) -> Array:
    """Return the odds p/(1−p) at which P(X > x) + ½ P(X = x) = α/2, X binomial(x + rest, p)."""
    k, m = np.where(x > 0, x, 1.0), np.where(rest > 0, rest, 1.0)
    level = special.ndtri(alpha / 2)
    # the limits that count the observed outcome fully and not at all enclose the mid-P limit
    ends = special.betaincinv(k, m + 1, alpha / 2), special.betaincinv(k + 1, m, alpha / 2)
    # the normal quantile of the tail is almost linear in the log odds
    log_odds = root(
        lambda y: special.ndtri(_upper_mid(special.expit(y), k, m)) - level,
        *(special.logit(end) for end in ends),
    )
    # without events on the other side: ½ p^x = α/2
    alone = 1 / np.expm1(-np.log(alpha) / k)
    return np.where(x > 0, np.where(rest > 0, np.exp(log_odds), alone), 0.0)


def _at_least(p: Array, x: Array, rest: Array) -> Array:
    """Return P(X ≥ x) for X binomial(x + rest, p)."""
    return np.where(x > 0, special.betainc(np.maximum(x, 1e-9), rest + 1, p), 1.0)


def _upper_mid(p: Array, x: Array, rest: Array) -> Array:
    """Return P(X > x) + ½ P(X = x) for X binomial(x + rest, p), the mean of two upper tails."""
    more = np.where(rest > 0, special.betainc(x + 1, np.maximum(rest, 1e-9), p), 0.0)
    return np.asarray((_at_least(p, x, rest) + more) / 2)


def _share_at_one(n0: Array, n1: Array) -> Array:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(n1 / (n0 + n1))


def _as_ratio(
    odds: Array, p: Array, x0: Array, n0: Array, x1: Array, n1: Array
) -> tuple[Array, Array, Array]:
    defined = (x0 + x1 > 0) & (n0 > 0) & (n1 > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        columns = (odds[0] * n0 / n1, n0 / (n1 * odds[1]), p)
    low, high, value = (np.where(defined, column, np.nan) for column in columns)
    return low, high, value


def _arrays(*values: ArrayLike) -> tuple[Array, ...]:
    return tuple(
        np.broadcast_arrays(*(np.atleast_1d(np.asarray(value, float)) for value in values))
    )
