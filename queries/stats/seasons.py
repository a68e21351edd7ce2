"""The level that a month is expected to have: its season, a slow trend, and its period; and what
season alone makes of two windows that hold other parts of the year.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import special

from queries.stats import Array, Table
from queries.stats.constants import ALPHA, SEASON_MONTHS, TREND_MONTHS
from queries.stats.months import Record

ROUNDS = 50
"""Steps of a fit; it needs about six."""

LEVELS = -20.0, 20.0
"""Logarithms of expected counts stay within these: e²⁰ is a count that no month has."""

SMALLEST = 1e-9
"""Stands for an expected count of 0, whose logarithm there is none."""


def design(calendar: NDArray[np.int64], is_since: NDArray[np.bool_]) -> Array:
    """Return the terms of a monthly level, months × terms.

    Month of the year (one pair of harmonics under SEASON_MONTHS), a step at the change, and one
    half wave for every TREND_MONTHS of record, so that slow drift is not taken for scatter.
    """
    count = len(calendar)
    if count >= SEASON_MONTHS:
        terms = [(calendar == month).astype(float) for month in range(12)]
    else:
        angle = 2 * np.pi * calendar / 12
        terms = [np.ones(count), np.sin(angle), np.cos(angle)]
    terms.append(is_since.astype(float))
    along = (np.arange(count) + 0.5) / count
    terms += [np.cos(np.pi * wave * along) for wave in range(1, count // TREND_MONTHS + 1)]
    return np.array(terms).T


def fitted(terms: Array, events: Array, exposure: Array) -> Array:
    """Return the expected counts of a Poisson log-linear model, by iterated weighted least squares
    (McCullagh & Nelder 1989, section 2.5). Months without exposure are expected to have none.
    """
    is_used = exposure > 0
    x, y, offset = terms[is_used], events[is_used], np.log(exposure[is_used])
    expected = np.zeros(len(events))
    if not y.sum():
        return expected
    level = np.log(np.maximum(y, 0.5))
    for _ in range(ROUNDS):
        mean = np.exp(np.clip(level, *LEVELS))
        weight = np.sqrt(mean)
        working = weight * (level - offset + (y - mean) / mean)
        coefficients = np.linalg.lstsq(weight[:, None] * x, working, rcond=None)[0]
        following = offset + x @ coefficients
        is_done = np.abs(following - level).max() < 1e-8
        level = following
        if is_done:
            break
    expected[is_used] = np.exp(np.clip(level, *LEVELS))
    return expected


def expected_counts(record: Record) -> Array:
    """Return the expected counts of every row, rows × months.

    Season and trend are those of all rows together; each row has its own level before and since the
    change, so that its own events add up in both.
    """
    known = record.is_known
    events = np.where(known, record.events, 0.0)
    exposure = np.where(known, record.exposure, 0.0)
    # a month of which only some rows are known counts by their share of the exposure
    rate = fitted(
        design(record.calendar, record.is_since), events.sum(axis=0), exposure.sum(axis=0)
    ) / np.maximum(exposure.sum(axis=0), SMALLEST)
    shape = exposure * rate
    expected = np.zeros(shape.shape)
    for period in (~record.is_since, record.is_since):
        total = shape[:, period].sum(axis=1, keepdims=True)
        own = events[:, period].sum(axis=1, keepdims=True)
        expected[:, period] = shape[:, period] * own / np.maximum(total, SMALLEST)
    return expected


def season_between(record: Record, inflation: float) -> tuple[float, float] | None:
    """Return the log ratio of the after window's rate to the before window's that season alone
    would give, and its standard error.

    Season is that of the first row's whole record; `inflation` is that of its variance. None where
    the record has fewer than SEASON_MONTHS, or no events.
    """
    known = record.is_known[0]
    events, exposure = record.events[0][known], record.exposure[0][known]
    if known.sum() < SEASON_MONTHS or not events.sum():
        return None
    terms = design(record.calendar[known], record.is_since[known])
    expected = fitted(terms, events, exposure)
    # a month of the year without any event has no logarithm
    weights = np.maximum(expected, SMALLEST)
    coefficients = np.linalg.lstsq(terms, np.log(weights / exposure), rcond=None)[0]
    covariance = np.linalg.pinv(terms.T @ (terms * weights[:, None])) * inflation
    # the first twelve terms are the months of the year
    season, spread = coefficients[:12], covariance[:12, :12]
    logs, gradients = [], []
    for window in (record.is_before, record.is_after):
        inside = window & known
        shares = np.bincount(
            record.calendar[inside], record.exposure[0][inside], minlength=12
        ).astype(float)
        if not shares.sum():
            return None
        level = shares * np.exp(season)
        logs.append(np.log(level.sum() / shares.sum()))
        gradients.append(level / level.sum())
    difference = gradients[1] - gradients[0]
    return float(logs[1] - logs[0]), float(np.sqrt(max(difference @ spread @ difference, 0.0)))


def season_adjusted(
    ratio: Array, low: Array, high: Array, season: tuple[float, float] | None
) -> Table:
    """Return ratio, low and high without what season alone would give (see `season_between`).

    On the log scale the season is taken off, and its standard error is added to each limit's
    distance in quadrature. All nan without a season; limits of 0 and infinity stay.
    """
    if season is None:
        return dict.fromkeys(("ratio", "low", "high"), np.full(len(ratio), np.nan))
    change, error = season
    reach = -float(special.ndtri(ALPHA / 2)) * error
    with np.errstate(divide="ignore", invalid="ignore"):
        middle, ends = np.log(ratio), np.log([low, high])
        away = np.hypot(ends - middle, reach)
        # from zero to many, or from many to zero, a limit has no middle to lie away from
        limits = np.where(np.isfinite(middle), [middle - away[0], middle + away[1]], ends)
    return {
        "ratio": np.exp(middle - change),
        "low": np.exp(limits[0] - change),
        "high": np.exp(limits[1] - change),
    }
