"""How much areas truly differ: the moment estimate of the variance between them."""

import numpy as np

from queries.stats import Array


def dersimonian_laird(y: Array, v: Array) -> tuple[float, float, float]:
    """Return the common value, Cochran's Q and the variance between areas.

    `y` has one estimate per area with variance `v` (DerSimonian & Laird 1986, *Controlled Clinical
    Trials* 7:177). The common value is nan without an area.
    """
    if not len(y):
        return np.nan, 0.0, 0.0
    w = 1 / v
    q = float((w * (y - np.average(y, weights=w)) ** 2).sum())
    tau2 = between_variance(q, w)
    return float(np.average(y, weights=1 / (v + tau2))), q, tau2


def between_variance(q: float, weights: Array) -> float:
    """Return the variance between areas whose weighted sum of squares is `q`, at least 0.

    `weights` are one over the variance of each area's estimate; with fewer than two areas it is 0.
    """
    excess = q - (len(weights) - 1)
    if len(weights) < 2 or excess <= 0:
        return 0.0
    return excess / float(weights.sum() - (weights**2).sum() / weights.sum())
