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

RUNS = {"xmr": 1_000, "u": 5_000}
"""Unchanged charts that are drawn at each mean; the chance is known to 3 and to 1 in 100."""

SEED = 20_260_201

MEANS = np.geomspace(0.05, 200, 13)
"""Events a month at which charts are drawn; in between the chance is read off, log scale."""


def false_alarm_chance(events_per_month: ArrayLike, chart: str) -> Array:
    """Return the chance that a year without change has at least one signal, `chart` xmr or u.

    Poisson months at a steady mean, limits from CHART_BASELINE months before, simulated. Outside
    0.05 to 200 events a month the nearest of these is taken. The expected number of false alarms
    of many charts is the sum of their chances.
    """
    means = np.clip(np.asarray(events_per_month, float), MEANS[0], MEANS[-1])
    above = np.clip(np.searchsorted(MEANS, means), 1, len(MEANS) - 1)
    chances = np.full(len(MEANS), np.nan)
    for needed in np.unique([above - 1, above]):
        chances[needed] = _simulated(float(MEANS[needed]), chart)
    return np.asarray(np.interp(np.log(means), np.log(MEANS), chances))


@cache  # at most every mean on every chart
def _simulated(mean: float, chart: str) -> float:
    rng = np.random.default_rng(SEED)
    drawn = rng.poisson(mean, (RUNS[chart], CHART_BASELINE + MONTHS)).astype(float)
    if chart == "u":
        signals = u_chart(drawn, np.ones(drawn.shape), "neutral")["is_outside"]
    else:
        signals = np.array([xmr(one, "neutral")["is_signal"] for one in drawn])
    return float(signals[:, CHART_BASELINE:].any(axis=1).mean())
