"""The funnel: which areas differ from the whole city by more than their size lets chance do."""

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from queries.stats import Array, Table
from queries.stats.constants import FUNNEL_MIN_AREAS, FUNNEL_TAILS, FUNNEL_WINSORISED
from queries.stats.rates import garwood
from queries.stats.roots import root

CATEGORIES = ("far_below", "below", "within", "above", "far_above")
"""Beyond the outer limits, beyond the inner ones, within both."""

WIDEST = 12.0
"""Limits are sought up to this many standard errors above the expected count."""


@dataclass(frozen=True)
class Funnel:
    """Every area against the target, and how much more than chance the areas differ.

    `table` has one row per area: expected (events), ratio (observed ÷ expected), z, low and high
    (inner limits of the ratio), outer_low, outer_high, category and method. `phi` is the mean
    winsorised z², `tau2` the variance between areas on the square-root scale that widens the
    limits; `is_adjusted` says whether it did, `is_too_few` that there were too few areas to judge.
    """

    table: Table
    target: float
    phi: float
    tau2: float
    is_adjusted: bool
    is_too_few: bool


def funnel(events: ArrayLike, exposure: ArrayLike) -> Funnel:
    """Return every area's place in the funnel around the rate of all areas together.

    Exact Poisson limits at the tails in FUNNEL_TAILS (Spiegelhalter 2005, *Statistics in Medicine*
    24:1185), widened where areas differ more than chance: z = 2(√x − √E) winsorised, and limits
    (1 ± z·√(1/4E + τ²))² (section 3.3 there). docs/decisions/2026-11-funnel.md gives the reasons.
    Areas without exposure are left out and undefined.
    """
    x, n = np.broadcast_arrays(
        np.atleast_1d(np.asarray(events, float)), np.atleast_1d(np.asarray(exposure, float))
    )
    known = (n > 0) & np.isfinite(n)
    at_risk = np.where(known, n, 0.0)
    target = _target(x[known], at_risk[known])
    expected = np.where(known & (target > 0), target * at_risk, np.nan)
    z = 2 * (np.sqrt(x) - np.sqrt(expected))
    phi, tau2, count = _between(z, expected)
    is_too_few = count < FUNNEL_MIN_AREAS
    if is_too_few:
        tau2 = 0.0
    (low, high), (outer_low, outer_high) = (limits(expected, tail, tau2) for tail in FUNNEL_TAILS)
    with np.errstate(invalid="ignore"):
        ratio = x / expected
        category = np.select(
            [np.isnan(ratio), ratio <= outer_low, ratio >= outer_high, ratio <= low, ratio >= high],
            ["undefined", "far_below", "far_above", "below", "above"],
            "within",
        )
    method = "exact Poisson"
    if is_too_few:
        method += ", too few areas to judge dispersion"
    elif tau2 > 0:
        method += ", widened for differences between areas"
    return Funnel(
        table={
            "expected": expected,
            "ratio": ratio,
            "z": z,
            "low": low,
            "high": high,
            "outer_low": outer_low,
            "outer_high": outer_high,
            "category": category,
            "method": np.where(np.isnan(ratio), "undefined", method),
        },
        target=target,
        phi=phi,
        tau2=tau2,
        is_adjusted=tau2 > 0,
        is_too_few=is_too_few,
    )


def limits(expected: ArrayLike, tail: float, tau2: float = 0.0) -> tuple[Array, Array]:
    """Return the ratios of observed to expected that have this chance or less in one tail.

    The exact limits are where an observed count's own Garwood limit meets the expected count,
    read between whole counts: a count lies beyond the line exactly when the Poisson chance of it
    or a more extreme one is at most `tail`. With tau2 the wider of these and the limits on the
    square-root scale. Where even no event at all is not that rare there is no lower limit (nan).
    """
    e = np.asarray(expected, float)
    known = np.isfinite(e) & (e > 0)
    mean = np.where(known, e, 1.0)
    low, high = _counts(mean, tail)
    reach = -special.ndtri(tail) * np.sqrt(1 / (4 * mean) + tau2)
    if tau2 > 0:
        low = np.where(reach < 1, np.fmin(low, mean * np.maximum(1 - reach, 0) ** 2), np.nan)
        high = np.maximum(high, mean * (1 + reach) ** 2)
    return np.where(known, low / mean, np.nan), np.where(known, high / mean, np.nan)


def _counts(mean: Array, tail: float) -> tuple[Array, Array]:
    """Return the counts, not whole, whose Garwood limits at 2·tail are the mean."""
    ends = np.zeros(mean.shape), mean + WIDEST * np.sqrt(mean + 1) + WIDEST

    def above(x: Array, side: int) -> Array:
        # on the square-root scale a limit is nearly a straight line in the count
        return np.sqrt(garwood(x, 2 * tail)[side]) - np.sqrt(mean)

    low, high = (root(partial(above, side=side), *ends) for side in (1, 0))
    return np.where(np.exp(-mean) <= tail, low, np.nan), high


def _target(events: Array, exposure: Array) -> float:
    return float(events.sum() / exposure.sum()) if exposure.sum() > 0 else np.nan


def _between(z: Array, expected: Array) -> tuple[float, float, int]:
    """Return mean winsorised z², variance between areas (square-root scale), number of areas."""
    used = np.isfinite(z)
    count = int(used.sum())
    if count < 2:
        return np.nan, 0.0, count
    ends = np.quantile(z[used], [FUNNEL_WINSORISED, 1 - FUNNEL_WINSORISED])
    phi = float((np.clip(z[used], *ends) ** 2).mean())
    w = 4 * expected[used]
    excess = count * phi - (count - 1)
    return phi, max(0.0, excess / float(w.sum() - (w**2).sum() / w.sum())), count
