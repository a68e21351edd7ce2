"""Shrunken changes for a ranking: a change with few events is drawn towards the common change."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from queries.stats import Table
from queries.stats.heterogeneity import dersimonian_laird

SAME = "no evidence that areas changed differently"
"""Part of the method's name where tau² is 0."""


@dataclass(frozen=True)
class ShrunkenChanges:
    """Shrunken ratios and the heterogeneity of changes between areas.

    `table` has one row per area: ratio (shrunken), weight and method. `mean_ratio` is the common
    ratio, `q` Cochran's statistic on `df` degrees of freedom with its `p`, `tau2` the variance of
    the true log ratios between areas; 0 means no evidence that areas changed differently.
    """

    table: Table
    mean_ratio: float
    q: float
    df: int
    p: float
    tau2: float


def shrunken_changes(
    x0: ArrayLike, n0: ArrayLike, x1: ArrayLike, n1: ArrayLike, phi: ArrayLike = 1.0
) -> ShrunkenChanges:
    """Return the areas' shrunken rate ratios (DerSimonian & Laird 1986).

    y = log((x1 + ½)/n1) − log((x0 + ½)/n0) with variance v = φ(1/(x1 + ½) + 1/(x0 + ½));
    y* = μ + τ²/(τ² + v)·(y − μ). `phi` is the dispersion of the months, as in the comparison.
    For shares v is slightly too large, so they are shrunk slightly too much.
    Areas with 0 to 0 or without exposure are left out and undefined (nan). Shrunken ratios are for
    ranking and colour; the evidence is the exact interval.
    """
    a, b, c, d, spread = np.broadcast_arrays(
        *(np.atleast_1d(np.asarray(values, float)) for values in (x0, n0, x1, n1, phi))
    )
    is_known = (a + c > 0) & (b > 0) & (d > 0)
    y = np.log((c[is_known] + 0.5) / d[is_known]) - np.log((a[is_known] + 0.5) / b[is_known])
    v = spread[is_known] * (1 / (a[is_known] + 0.5) + 1 / (c[is_known] + 0.5))
    mu, q, tau2 = dersimonian_laird(y, v)
    own = tau2 / (tau2 + v)
    ratio, weight = np.full(a.shape, np.nan), np.full(a.shape, np.nan)
    ratio[is_known], weight[is_known] = np.exp(mu + own * (y - mu)), own
    method = "DerSimonian–Laird" if tau2 > 0 else f"DerSimonian–Laird, {SAME}"
    df = max(len(y) - 1, 0)
    return ShrunkenChanges(
        table={
            "ratio": ratio,
            "weight": weight,
            "method": np.where(is_known, method, "undefined"),
        },
        mean_ratio=float(np.exp(mu)),
        q=q,
        df=df,
        p=float(special.chdtrc(df, q)),
        tau2=tau2,
    )
