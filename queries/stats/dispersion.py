"""Overdispersion of monthly counts: the factor and its test."""

import numpy as np
from scipy import special

from queries.stats import Array, Table
from queries.stats.constants import DISPERSION_ALPHA, MIN_MONTHS

MonthlyCounts = tuple[Array, Array]
"""Events and exposure by area and month, both areas × months."""


def dispersion(before: MonthlyCounts, after: MonthlyCounts, *, is_share: bool = False) -> Table:
    """Return phi = max(1, X²/df), p and is_overdispersed per area (McCullagh & Nelder 1989, 6.2).

    X² is Pearson's statistic of each month against the mean rate of its own period, for shares with
    the binomial variance. df = months with exposure − 2; months without exposure are left out.
    """
    parts = [_pearson(events, exposure, is_share=is_share) for events, exposure in (before, after)]
    statistic = parts[0][0] + parts[1][0]
    months = parts[0][1] + parts[1][1]
    df = months - 2
    enough = months >= MIN_MONTHS
    with np.errstate(invalid="ignore", divide="ignore"):
        p = np.where(enough, special.chdtrc(np.maximum(df, 1), statistic), 1.0)
        phi = np.where(enough, np.maximum(1.0, statistic / np.maximum(df, 1)), 1.0)
    return {"phi": phi, "p": p, "is_overdispersed": p < DISPERSION_ALPHA}


def _pearson(events: Array, exposure: Array, *, is_share: bool) -> tuple[Array, Array]:
    """Return X² and the number of months with exposure, per area."""
    has_exposure = np.isfinite(exposure) & (exposure > 0)
    at_risk, exposed_events = (
        np.where(has_exposure, exposure, 0.0),
        np.where(has_exposure, events, 0.0),
    )
    total = at_risk.sum(axis=1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(total > 0, exposed_events.sum(axis=1, keepdims=True) / total, 0.0)
        expected = mean * at_risk
        variance = expected * (1 - mean) if is_share else expected
        squares = np.where(variance > 0, (exposed_events - expected) ** 2 / variance, 0.0)
    return squares.sum(axis=1), has_exposure.sum(axis=1)
