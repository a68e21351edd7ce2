"""The t-chart: days between events, for areas with fewer than one event a month."""

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from queries.stats import Table
from queries.stats.constants import CHART_BASELINE, CHART_TAIL, TRIAL_POINTS
from queries.stats.icons import icons


def t_chart(days: ArrayLike, until: float, better: str) -> Table:
    """Return one row per gap: day (it ended), gap, centre, low, high, is_open, is_outside,
    is_trial, icon and method.

    `days` are day numbers of an area's events in order, `until` the last observed day. The gap
    after the last event is open and may already be too long. The first m gaps, at most
    CHART_BASELINE, set the limits: at a constant rate, a later gap ÷ their mean has the F
    distribution on 2 and 2m degrees of freedom, so the limits allow for a small m (Montgomery 2013,
    *Statistical Quality Control*, 7.3.5, has the chart; Johnson, Kotz & Balakrishnan 1994,
    *Continuous Univariate Distributions*, chapter 19, the ratio). Long gaps mean few events, which
    is an improvement where `better` is down. Raises ValueError if days are not in order.
    """
    when = np.asarray(days, float)
    gaps = np.diff(np.append(when, until))
    if (gaps < 0).any():
        raise ValueError("days of events must be in order, and not after the last day looked at")
    is_open = np.arange(len(gaps)) == len(gaps) - 1
    baseline_gaps = gaps[:-1][:CHART_BASELINE]
    count = len(baseline_gaps)
    mean = baseline_gaps.mean() if count else np.nan
    low, high = (_quantile(tail, count) * mean for tail in (CHART_TAIL, 1 - CHART_TAIL))
    is_new = np.arange(len(gaps)) >= count
    is_long = is_new & (gaps > high)
    # a gap of n days lasts from n to n + 1 days; an open gap may still become longer
    is_short = is_new & ~is_open & (gaps + 1 < low)
    method = "t-chart" if count >= TRIAL_POINTS else "t-chart, trial limits"
    shape = gaps.shape
    return {
        "day": np.append(when, until)[1:],
        "gap": gaps,
        "centre": np.full(shape, mean),
        "low": np.full(shape, low),
        "high": np.full(shape, high),
        "is_open": is_open,
        "is_outside": is_long | is_short,
        "is_trial": np.full(shape, count < TRIAL_POINTS),
        # a high gap means few events
        "icon": icons(is_short, is_long, better),
        "method": np.full(shape, method if count else "undefined"),
    }


def _quantile(p: float, count: int) -> float:
    """Return the quantile of a new gap ÷ the mean of `count` earlier gaps; nan without any."""
    return float(special.fdtri(2, 2 * count, p))
