"""The chance of a false alarm on a control chart."""

from functools import cache

import numpy as np
from numpy.typing import ArrayLike

from queries.stats import Array
from queries.stats.constants import CHART_BASELINE
from queries.stats.u_chart import u_chart
from queries.stats.xmr import xmr

MONTHS = 12
"""New months that are judged by limits from the baseline: a year."""

RUNS = 2_000
"""Simulated charts without change at each mean; the error of a chance is about 0.01."""

SEED = 20_260_201

MEANS = np.geomspace(0.05, 200, 13)
"""Simulated means in events a month; chances between them are interpolated on a log scale."""


BASELINES = (6, 8, 12, 18, 24)
"""Simulated numbers of points that set the limits; fewer points give more false alarms."""


def false_alarm_chance(events_per_month: ArrayLike, chart: str) -> Array:
    """Return the chance that a year without change has at least one signal; `chart` is xmr or u.

    It is simulated with Poisson months at a constant mean and limits from CHART_BASELINE earlier
    months. Means outside 0.05 to 200 events a month are clipped. The expected number of false
    alarms of many charts is the sum of their chances.
    """
    return _read_off(np.asarray(events_per_month, float), chart, CHART_BASELINE, per=0)


def one_look_chance(events_per_point: ArrayLike, points: ArrayLike, chart: str) -> Array:
    """Return the chance that one new month (or quarter) without change is a signal.

    As `false_alarm_chance`, with limits from `points`, rounded down to one of BASELINES.
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


@cache  # at most one entry per mean, baseline and kind of chart
def _simulated(mean: float, chart: str, baseline: int) -> tuple[float, float]:
    """Return the share of years with a signal, and the share of months with one."""
    rng = np.random.default_rng(SEED)
    counts = rng.poisson(mean, (RUNS, baseline + MONTHS)).astype(float)
    if chart == "u":
        signals = u_chart(counts, np.ones(counts.shape), "neutral", baseline)["is_outside"]
    else:
        signals = xmr(counts, "neutral", baseline)["is_signal"]
    new = signals[:, baseline:]
    return float(new.any(axis=1).mean()), float(new.mean())
