"""What the trend before a change, carried on, would have given after it."""

import numpy as np
from numpy.typing import NDArray
from scipy import special

from queries.stats.constants import ALPHA, SERIES_MIN_MONTHLY, SERIES_MOST_MONTHS, TREND_LEAST
from queries.stats.months import Record
from queries.stats.seasons import fitted


def carried_on(record: Record, inflation: float) -> tuple[float, float, float] | None:
    """Return low, middle and high of the events that one row's after window would have had.

    A Poisson log-linear trend with a wave of one year is fitted to at most SERIES_MOST_MONTHS
    before the change and carried on. The range allows for the uncertainty of the trend and for the
    scatter of the window itself, both with the given inflation of variance. A part of the exposure
    is at most all of it. None where the months before are fewer than TREND_LEAST or have fewer than
    SERIES_MIN_MONTHLY events each, and where the after window ends more than SERIES_MOST_MONTHS
    after them.
    """
    if not (record.is_before.any() and record.is_after.any()):
        return None
    events, exposure, known = record.events[0], record.exposure[0], record.is_known[0]
    is_used = known & ~record.is_since & ~_between(record)
    is_used &= np.cumsum(is_used[::-1])[::-1] <= SERIES_MOST_MONTHS
    if is_used.sum() < TREND_LEAST or events[is_used].mean() < SERIES_MIN_MONTHLY:
        return None
    if np.flatnonzero(record.is_after)[-1] - np.flatnonzero(is_used)[-1] > SERIES_MOST_MONTHS:
        return None
    at = np.arange(len(events))
    angle = 2 * np.pi * record.calendar / 12
    terms = np.array([np.ones(len(at)), at / 12.0, np.sin(angle), np.cos(angle)]).T
    x, risk = terms[is_used], exposure[is_used]
    expected = fitted(x, events[is_used], risk)
    coefficients = np.linalg.lstsq(x, np.log(expected / risk), rcond=None)[0]
    covariance = np.linalg.inv(x.T @ (x * expected[:, None])) * inflation
    ahead = record.is_after & known
    means = exposure[ahead] * np.exp(terms[ahead] @ coefficients)
    middle = float(means.sum())
    gradient = means @ terms[ahead] / middle
    variance = float(gradient @ covariance @ gradient + inflation / middle)
    reach = -float(special.ndtri(ALPHA / 2)) * np.sqrt(variance)
    most = float(exposure[ahead].sum()) if record.is_share else np.inf
    low, high = middle * float(np.exp(-reach)), middle * float(np.exp(reach))
    return min(low, most), min(middle, most), min(high, most)


def _between(record: Record) -> NDArray[np.bool_]:
    """Return the months between the two windows."""
    last = np.flatnonzero(record.is_before)[-1]
    first = np.flatnonzero(record.is_after)[0]
    at = np.arange(len(record.is_before))
    return np.asarray((at > last) & (at < first))
