"""The ratio of ratios: the change with a policy ÷ the change without it."""

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from queries.stats import Array, Table
from queries.stats.constants import ALPHA
from queries.stats.roots import root

WINDOW = 20.0
"""The sum runs over outcomes within this many standard deviations, plus 20, of the observed one."""

REACH = 12.0
"""Limits are searched within this many standard errors of the log ratio."""

Sides = tuple[ArrayLike, ArrayLike, ArrayLike, ArrayLike]
"""Events and exposure before, events and exposure after."""


def ratio_of_ratios(
    changed: Sides, unchanged: Sides, phi: ArrayLike = 1.0, alpha: float = ALPHA
) -> Table:
    """Return ratio, low, high, p and method: the rate ratio of `changed` ÷ that of `unchanged`.

    (x11/x10)/(x01/x00) over the same for exposure. Given all totals, x11 has Fisher's noncentral
    hypergeometric distribution, whose tails give the exact limits and the central p (Fisher 1935;
    Breslow & Day 1980, section 4.2). With overdispersion all counts are divided by
    `phi`. Undefined (nan) where a period or a group has no event or no exposure.
    """
    x10, n10, x11, n11, x00, n00, x01, n01, spread = np.broadcast_arrays(
        *(np.atleast_1d(np.asarray(values, float)) for values in (*changed, *unchanged, phi))
    )
    exposure = np.stack([n10, n11, n00, n01])
    cells = np.stack([x11, x10, x01, x00]) / spread
    defined = (
        (exposure > 0).all(axis=0)
        & (x10 + x11 > 0)
        & (x00 + x01 > 0)
        & (x10 + x00 > 0)
        & (x11 + x01 > 0)
    )
    cells = np.where(defined, cells, 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        at_risk = np.where(defined, (n11 / n10) / (n01 / n00), 1.0)
        ratio = (cells[0] * cells[3]) / (cells[1] * cells[2]) / at_risk
        low = _lower(cells, alpha) / at_risk
        # the upper limit is 1 ÷ the lower limit with before and after exchanged
        high = 1 / (_lower(cells[[1, 0, 3, 2]], alpha) * at_risk)
    tails = _at_least(cells, np.log(at_risk)), _at_least(cells[[1, 0, 3, 2]], -np.log(at_risk))
    p = np.minimum(1.0, 2 * np.minimum(*tails))
    method = np.where(spread > 1, "exact conditional, counts / dispersion", "exact conditional")
    return {
        **{
            name: np.where(defined, column, np.nan)
            for name, column in (("ratio", ratio), ("low", low), ("high", high), ("p", p))
        },
        "method": np.where(defined, method, "undefined"),
    }


def _lower(cells: Array, alpha: float) -> Array:
    """Return the odds ratio at which P(X ≥ x11) = α/2."""
    near = cells + 0.5
    middle = np.log(near[0] * near[3] / (near[1] * near[2]))
    error = np.sqrt((1 / near).sum(axis=0))
    level = special.ndtri(alpha / 2)
    log_odds = root(
        lambda y: special.ndtri(_at_least(cells, y)) - level,
        middle - REACH * error,
        middle + REACH * error,
    )
    # if no smaller count is possible, P(X ≥ x11) is 1 at any odds
    return np.where(np.minimum(cells[0], cells[3]) >= 1, np.exp(log_odds), 0.0)


def _at_least(cells: Array, log_odds: Array) -> Array:
    """Return P(X ≥ x11) given all totals, at this log odds ratio; counts need not be whole."""
    x11, x10, x01, x00 = cells
    widest = WINDOW / np.sqrt((1 / (cells + 0.5)).sum(axis=0)) + WINDOW
    steps = np.arange(-np.ceil(widest.max()), np.ceil(widest.max()) + 1)
    moved = [
        cell[..., None] + sign * steps for cell, sign in ((x11, 1), (x10, -1), (x01, -1), (x00, 1))
    ]
    weight = steps * log_odds[..., None]
    for cell in moved:
        weight = weight - np.where(cell >= 0, special.gammaln(np.maximum(cell, 0) + 1), np.inf)
    weight = np.exp(weight - weight.max(axis=-1, keepdims=True))
    upper = weight[..., steps >= 0].sum(axis=-1) / weight.sum(axis=-1)
    return np.asarray(np.clip(upper, 1e-300, 1 - 1e-16))
