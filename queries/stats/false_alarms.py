"""How often control charts call out months in which nothing changed."""

from functools import cache

import numpy as np
from numpy.typing import ArrayLike

from queries.stats import Array
from queries.stats.constants import CHART_BASELINE
from queries.stats.u_chart import u_chart
from queries.stats.xmr import xmr

MONTHS = 12
"""A year of new months against limits from the baseline."""

RUNS = 2_000
"""Unchanged charts that are drawn at each mean; a chance is known to 1 in 100."""

SEED = 20_260_201

MEANS = np.geomspace(0.05, 200, 13)
"""Events a month at which charts are drawn; in between the chance is read off, log scale."""


BASELINES = (6, 8, 12, 18, 24)
"""Points that set the limits, for which charts are drawn; fewer points, more false alarms."""


def false_alarm_chance(events_per_month: ArrayLike, chart: str) -> Array:
    """Return the chance that a year without change has at least one signal, `chart` xmr or u.

    Poisson months at a steady mean, limits from CHART_BASELINE months before, simulated. Outside
    0.05 to 200 events a month the nearest of these is taken. The expected number of false alarms
    of many charts is the sum of their chances.
    """
    return _read_off(np.asarray(events_per_month, float), chart, CHART_BASELINE, per=0)


def one_look_chance(events_per_point: ArrayLike, points: ArrayLike, chart: str) -> Array:
    """Return the chance that one new month (or quarter) without change is a signal.

    As `false_alarm_chance`, for limits that rest on `points`; the next fewer of BASELINES counts.
    """
    means, points_n = np.broadcast_arrays(np.asarray(events_per_point, float), np.asarray(points))
    baselines = np.array(BASELINES)[
        np.maximum(np.searchsorted(BASELINES, points_n, side="right") - 1, 0)
    ]
    chances = np.full(means.shape, np.nan)
    for baseline in np.unique(baselines):
        rows = baselines == baseline
        chances[rows] = _read_off(means[rows], chart, int(baseline), per=1)
    return chances


def _read_off(events: Array, chart: str, baseline: int, per: int) -> Array:
    means = np.clip(events, MEANS[0], MEANS[-1])
    above = np.clip(np.searchsorted(MEANS, means), 1, len(MEANS) - 1)
    chances = np.full(len(MEANS), np.nan)
    for needed in np.unique([above - 1, above]):
        chances[needed] = _simulated(float(MEANS[needed]), chart, baseline)[per]
    return np.asarray(np.interp(np.log(means), np.log(MEANS), chances))


@cache  # at most every mean and baseline on every chart
def _simulated(mean: float, chart: str, baseline: int) -> tuple[float, float]:
    """Return the share of years with a signal, and that of single months."""
    rng = np.random.default_rng(SEED)
    counts = rng.poisson(mean, (RUNS, baseline + MONTHS)).astype(float)
    if chart == "u":
        signals = u_chart(counts, np.ones(counts.shape), "neutral", baseline)["is_outside"]
    else:
        signals = xmr(counts, "neutral", baseline)["is_signal"]
    new = signals[:, baseline:]
    return float(new.any(axis=1).mean()), float(new.mean())
