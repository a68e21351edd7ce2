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
    (inner limits of the ratio), outer_low, outer_high, category and method. `target` is the rate,
    or share, of all areas together. `phi` is the mean winsorised z², `tau2` the variance between
    areas on the scale of z that widens the limits; `is_adjusted` says whether it did,
    `is_too_few` that there were too few areas to judge.
    """

    table: Table
    target: float
    phi: float
    tau2: float
    is_adjusted: bool
    is_too_few: bool


def funnel(events: ArrayLike, exposure: ArrayLike, *, is_share: bool = False) -> Funnel:
    """Return every area's place in the funnel around the rate of all areas together.

    Exact Poisson, for shares binomial, limits at the tails in FUNNEL_TAILS (Spiegelhalter 2005,
    *Statistics in Medicine* 24:1185), widened where areas differ more than chance (section 3.3
    there): z winsorised, on the square-root scale, for shares the arcsine of it, where a count's
    variance is ¼. docs/decisions/2026-11-funnel.md gives the reasons. Areas without exposure are
    left out and undefined.
    """
    x, n = np.broadcast_arrays(
        np.atleast_1d(np.asarray(events, float)), np.atleast_1d(np.asarray(exposure, float))
    )
    is_known = (n > 0) & np.isfinite(n) & np.isfinite(x)
    target = float(x[is_known].sum() / n[is_known].sum()) if is_known.any() else np.nan
    # a share of nothing, or of everything, leaves nothing to compare
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
    """Return the category of each ratio by its own limits; a missing limit is never crossed."""
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
    """Return the ratios of observed to expected that have this chance or less in one tail.

    A count lies beyond the line exactly when the chance of it or of a more extreme one is at most
    `tail`: Poisson, or binomial where `total` is given; between whole counts the line is read off
    the continuous form of the same tail. With tau2 the wider of these and the limits on the scale
    of z. Where even no event at all, or nothing but events, is not that rare, there is no limit
    (nan).
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
        # nan, a limit that is not there, is wider than any
        low, high = np.minimum(low, wide_low), np.maximum(high, wide_high)
    return np.where(is_known, low / mean, np.nan), np.where(is_known, high / mean, np.nan)


def _poisson(mean: Array, tail: float) -> tuple[Array, Array]:
    """Return the counts, not whole, whose own Garwood limits at 2·tail are the mean."""
    ends = np.zeros(mean.shape), mean + WIDEST * np.sqrt(mean + 1) + WIDEST

    def above(x: Array, side: int) -> Array:
        # on the square-root scale a limit is nearly a straight line in the count
        return np.sqrt(garwood(x, 2 * tail)[side]) - np.sqrt(mean)

    low, high = (root(partial(above, side=side), *ends) for side in (1, 0))
    return np.where(np.exp(-mean) <= tail, low, np.nan), high


def _binomial(mean: Array, total: Array, tail: float) -> tuple[Array, Array]:
    """Return the counts, not whole, whose own Clopper–Pearson limits at 2·tail are the share."""
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
    """Return the counts this far from the centre on the scale of z; nan beyond its ends."""
    if not is_share:
        return np.where(reach < 1, mean * (1 - reach) ** 2, np.nan), mean * (1 + reach) ** 2
    low, high = _angle(mean / total) - reach, _angle(mean / total) + reach
    return (
        np.where(low > 0, total * np.sin(low) ** 2, np.nan),
        np.where(high < np.pi / 2, total * np.sin(high) ** 2, np.nan),
    )


def _scale(x: Array, total: Array, target: float, *, is_share: bool) -> tuple[Array, Array, float]:
    """Return worth, place and centre: a place's variance is 1 / (4 · worth) around the centre."""
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
    w = 4 * worth
    return phi, max(0.0, (count * phi - (count - 1)) / float(w.sum() - (w**2).sum() / w.sum()))
