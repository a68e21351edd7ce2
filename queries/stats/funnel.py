"""The funnel plot: areas that differ from the whole city by more than chance."""

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from queries.stats import Array, Table
from queries.stats.constants import FUNNEL_MIN_AREAS, FUNNEL_TAILS, FUNNEL_WINSORISED
from queries.stats.heterogeneity import between_variance
from queries.stats.rates import garwood
from queries.stats.roots import root

CATEGORIES = ("far_below", "below", "within", "above", "far_above")
"""Categories of areas: beyond the outer limits, beyond the inner limits, within both."""

WIDEST = 12.0
"""Limits are searched up to this many standard errors above the expected count."""


@dataclass(frozen=True)
class Funnel:
    """The funnel of areas around the target, and the overdispersion between areas.

    `table` has one row per area: expected (events), ratio (observed ÷ expected), z, low and high
    (inner limits of the ratio), outer_low, outer_high, category and method. `target` is the rate,
    or share, of all areas together. `phi` is the mean winsorised z². `tau2` is the variance between
    areas on the scale of z; `is_adjusted` is true if it widens the limits, `is_too_few` if there
    are too few areas to estimate it.
    """

    table: Table
    target: float
    phi: float
    tau2: float
    is_adjusted: bool
    is_too_few: bool


def funnel(events: ArrayLike, exposure: ArrayLike, *, is_share: bool = False) -> Funnel:
    """Return the funnel of all areas around their common rate.

    Limits are exact Poisson, for shares exact binomial, at the tails in FUNNEL_TAILS (Spiegelhalter
    2005, *Statistics in Medicine* 24:1185). With overdispersion they are widened by winsorised z
    (section 3.3 there) on the square-root scale, for shares on the arcsine square-root scale, where
    the variance is ¼. docs/decisions/2026-11-funnel.md gives the reasons. Areas without exposure
    are left out and undefined.
    """
    x, n = np.broadcast_arrays(
        np.atleast_1d(np.asarray(events, float)), np.atleast_1d(np.asarray(exposure, float))
    )
    is_known = (n > 0) & np.isfinite(n) & np.isfinite(x)
    target = float(x[is_known].sum() / n[is_known].sum()) if is_known.any() else np.nan
    # with a share of 0 or 1 in the whole city there is nothing to compare
    is_known &= (target > 0) & ((target < 1) | (not is_share))
    total = np.where(is_known, n, np.nan)
    expected = target * total
    worth, place, centre = _scale(x, total, target, is_share=is_share)
    z = 2 * np.sqrt(worth) * (place - centre)
    phi, tau2 = _between(z[is_known], worth[is_known])
    is_too_few = int(is_known.sum()) < FUNNEL_MIN_AREAS
    tau2 = 0.0 if is_too_few else tau2
    (low, high), (outer_low, outer_high) = (
        limits(expected, tail, tau2, total if is_share else None) for tail in FUNNEL_TAILS
    )
    with np.errstate(invalid="ignore"):
        ratio = x / expected
    method = "exact binomial" if is_share else "exact Poisson"
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
            "category": categories(ratio, (low, high), (outer_low, outer_high)),
            "method": np.where(is_known, method, "undefined"),
        },
        target=target,
        phi=phi,
        tau2=tau2,
        is_adjusted=tau2 > 0,
        is_too_few=is_too_few,
    )


def categories(ratio: Array, inner: tuple[Array, Array], outer: tuple[Array, Array]) -> Array:
    """Return the category of each ratio; a missing limit (nan) is never crossed."""
    with np.errstate(invalid="ignore"):
        return np.select(
            [
                np.isnan(ratio),
                ratio <= outer[0],
                ratio >= outer[1],
                ratio <= inner[0],
                ratio >= inner[1],
            ],
            ["undefined", "far_below", "far_above", "below", "above"],
            "within",
        )


def limits(
    expected: ArrayLike, tail: float, tau2: float = 0.0, total: ArrayLike | None = None
) -> tuple[Array, Array]:
    """Return the lower and upper limit of the ratio of observed to expected.

    A count is beyond a limit exactly if the probability of this or a more extreme count is at most
    `tail`: Poisson, or binomial where `total` is given. Between whole counts the limit follows the
    continuous form of the tail probability. With tau2 > 0 it is the wider of this limit and the one
    on the scale of z. There is no limit (nan) where even the most extreme count, no event or only
    events, is more probable than `tail`.
    """
    e = np.atleast_1d(np.asarray(expected, float))
    n = np.full(e.shape, np.nan) if total is None else np.asarray(total, float)
    is_known = np.isfinite(e) & (e > 0)
    mean = np.where(is_known, e, 1.0)
    most = np.where(is_known & np.isfinite(n), n, 2.0)
    low, high = _poisson(mean, tail) if total is None else _binomial(mean, most, tail)
    if tau2 > 0:
        reach = -special.ndtri(tail) * np.sqrt(1 / (4 * (mean if total is None else most)) + tau2)
        wide_low, wide_high = _widened(mean, most, reach, is_share=total is not None)
        # nan means no limit, which is the widest
        low, high = np.minimum(low, wide_low), np.maximum(high, wide_high)
    return np.where(is_known, low / mean, np.nan), np.where(is_known, high / mean, np.nan)


def _poisson(mean: Array, tail: float) -> tuple[Array, Array]:
    """Return the real-valued counts whose Garwood limits at 2·tail equal the mean."""
    ends = np.zeros(mean.shape), mean + WIDEST * np.sqrt(mean + 1) + WIDEST

    def above(x: Array, side: int) -> Array:
        # on the square-root scale a limit is almost linear in the count
        return np.sqrt(garwood(x, 2 * tail)[side]) - np.sqrt(mean)

    low, high = (root(partial(above, side=side), *ends) for side in (1, 0))
    return np.where(np.exp(-mean) <= tail, low, np.nan), high


def _binomial(mean: Array, total: Array, tail: float) -> tuple[Array, Array]:
    """Return the real-valued counts whose Clopper–Pearson limits at 2·tail equal the share."""
    share = mean / total

    def above(x: Array, is_low: bool) -> Array:
        rest = total - x
        if is_low:
            inner = special.betaincinv(x + 1, np.where(rest > 0, rest, 1.0), 1 - tail)
            limit = np.where(rest > 0, inner, 1.0)
        else:
            limit = np.where(x > 0, special.betaincinv(np.where(x > 0, x, 1), rest + 1, tail), 0)
        return _angle(limit) - _angle(share)

    low, high = (
        root(partial(above, is_low=is_low), np.zeros(mean.shape), total) for is_low in (True, False)
    )
    none, everything = (1 - share) ** total <= tail, share**total <= tail
    return np.where(none, low, np.nan), np.where(everything, high, np.nan)


def _widened(mean: Array, total: Array, reach: Array, *, is_share: bool) -> tuple[Array, Array]:
    """Return the counts at `reach` from the centre on the scale of z; nan outside its range."""
    if not is_share:
        return np.where(reach < 1, mean * (1 - reach) ** 2, np.nan), mean * (1 + reach) ** 2
    low, high = _angle(mean / total) - reach, _angle(mean / total) + reach
    return (
        np.where(low > 0, total * np.sin(low) ** 2, np.nan),
        np.where(high < np.pi / 2, total * np.sin(high) ** 2, np.nan),
    )


def _scale(x: Array, total: Array, target: float, *, is_share: bool) -> tuple[Array, Array, float]:
    """Return worth, place and centre: `place` has variance 1 / (4 · worth) around `centre`."""
    if is_share:
        return total, _angle(np.clip(x / total, 0, 1)), float(_angle(np.array(target)))
    expected = target * total
    return expected, np.sqrt(x / expected), 1.0


def _angle(share: Array) -> Array:
    return np.asarray(np.arcsin(np.sqrt(share)))


def _between(z: Array, worth: Array) -> tuple[float, float]:
    """Return mean winsorised z² and the variance between areas."""
    count = len(z)
    if count < 2:
        return np.nan, 0.0
    ends = np.quantile(z, [FUNNEL_WINSORISED, 1 - FUNNEL_WINSORISED])
    phi = float((np.clip(z, *ends) ** 2).mean())
    return phi, between_variance(count * phi, 4 * worth)
