"""The u-chart with Laney's correction, for many areas at once."""

import numpy as np
from numpy.typing import ArrayLike

from queries.stats import Array, Table
from queries.stats.constants import CHART_BASELINE, TRIAL_POINTS
from queries.stats.icons import icons

SIGMAS = 3.0
"""Limits lie this many standard errors from the centre."""

RANGE_OF_TWO = 1.128
"""Mean range of two standard normal values; it turns a moving range into a standard deviation."""


def u_chart(
    events: ArrayLike,
    exposure: ArrayLike,
    better: str,
    baseline: int = CHART_BASELINE,
    *,
    is_share: bool = False,
) -> Table:
    """Return areas × months: rate, centre, low, high, sigma_z, is_outside, rule, is_trial, icon,
    method.

    Limits ū ± 3·σ_z·√(ū/n) with ū and σ_z from the first `baseline` months (Laney 2002, *Quality
    Engineering* 14:531); for shares the limits of the p-chart, with the binomial variance. σ_z is
    the standard deviation of months relative to chance, at least 1. rule is outside_high,
    outside_low or empty. Undefined are months without exposure, and areas without an event in the
    baseline or with a share of 1 throughout it.
    """
    x, n = np.broadcast_arrays(np.asarray(events, float), np.asarray(exposure, float))
    is_known = np.isfinite(x) & np.isfinite(n) & (n > 0)
    x, n = np.where(is_known, x, np.nan), np.where(is_known, n, np.nan)
    first = slice(0, baseline)
    at_risk = np.nansum(n[:, first], axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = x / n
        centre = np.nansum(x[:, first], axis=1, keepdims=True) / at_risk
        z = (rate - centre) / _error(centre, n, is_share=is_share)
    sigma_z = np.maximum(1.0, _scatter(z[:, first]) / RANGE_OF_TWO)
    low, high = limits(centre, sigma_z, n, is_share=is_share)
    is_high, is_low = rate > high, rate < low
    is_trial = is_known[:, first].sum(axis=1, keepdims=True) < TRIAL_POINTS
    name = "p-chart (Laney)" if is_share else "u-chart (Laney)"
    method = np.where(is_trial, f"{name}, trial limits", name)
    return {
        "rate": rate,
        "centre": np.broadcast_to(centre, rate.shape),
        "low": low,
        "high": high,
        "sigma_z": np.broadcast_to(sigma_z, rate.shape),
        "is_outside": is_high | is_low,
        "rule": np.select([is_high, is_low], ["outside_high", "outside_low"], ""),
        "is_trial": np.broadcast_to(is_trial, rate.shape),
        "icon": icons(is_high, is_low, better),
        "method": np.where(np.isnan(high), "undefined", method),
    }


def limits(
    centre: Array, sigma_z: Array, exposure: Array, *, is_share: bool
) -> tuple[Array, Array]:
    """Return low and high around a centre at an exposure; no rate is below 0, no share above 1."""
    reach = SIGMAS * sigma_z * _error(centre, exposure, is_share=is_share)
    return np.maximum(centre - reach, 0), np.minimum(centre + reach, 1 if is_share else np.inf)


def quarters(events: ArrayLike, exposure: ArrayLike) -> tuple[Array, Array]:
    """Return sums by quarter of areas × months; months of an incomplete quarter are left out."""
    sums = []
    for values in (events, exposure):
        months = np.asarray(values, float)
        whole = months.shape[1] // 3
        sums.append(months[:, : whole * 3].reshape(len(months), whole, 3).sum(axis=2))
    return sums[0], sums[1]


def _error(centre: Array, exposure: Array, *, is_share: bool) -> Array:
    """Return a rate's standard error by chance; nan where the variance is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = centre * (1 - centre) if is_share else centre
        return np.where(variance > 0, np.sqrt(variance / exposure), np.nan)


def _scatter(z: Array) -> Array:
    """Return the mean range of neighbouring months without missing ones; 0 without any range."""
    ranges = np.abs(np.diff(z, axis=1))
    is_known = np.isfinite(ranges)
    total = np.where(is_known, ranges, 0.0).sum(axis=1, keepdims=True)
    return np.asarray(total / np.maximum(is_known.sum(axis=1, keepdims=True), 1))
