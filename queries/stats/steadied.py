"""The change of an area as seen with the others: an estimate that borrows their strength."""

import numpy as np
from scipy import special

from queries.stats import Array, Table
from queries.stats.constants import ALPHA

SPREADS = np.concatenate([[0.0], np.geomspace(0.01, 3.0, 60)])
"""Standard deviations of the true log ratios between areas that are weighed."""


def steadied_changes(log_ratio: Array, variance: Array, shared: float = 0.0) -> Table:
    """Return ratio, low and high per area, drawn towards the common change.

    A normal–normal model: y_i ~ N(θ_i, v_i), θ_i ~ N(μ, τ²), with flat priors of μ and τ, whose
    uncertainty is averaged over (Gelman et al. 2013, *Bayesian Data Analysis*, section 5.4). What
    moves all areas at once is no difference between them and hides in the common change: its
    variance, `shared`, widens a range by as much as the common change has a part in it.
    Undefined log ratios (nan) are left out and stay so; with fewer than three there is none.
    """
    is_known = np.isfinite(log_ratio) & np.isfinite(variance) & (variance > 0)
    columns = {name: np.full(len(log_ratio), np.nan) for name in ("ratio", "low", "high")}
    if is_known.sum() < 3:
        return columns
    y, v = log_ratio[is_known], variance[is_known]
    total = v[None] + SPREADS[:, None] ** 2
    precision = (1 / total).sum(axis=1)
    centre = (y / total).sum(axis=1) / precision
    fit = -0.5 * (
        np.log(total).sum(axis=1)
        + np.log(precision)
        + ((y - centre[:, None]) ** 2 / total).sum(axis=1)
    )
    prior = np.log(np.gradient(SPREADS))
    weight = np.exp(fit + prior - special.logsumexp(fit + prior))
    own = SPREADS[:, None] ** 2 / total
    means = own * y + (1 - own) * centre[:, None]
    # the common change is itself known only to 1/precision
    variances = own * v + (1 - own) ** 2 / precision[:, None] + (1 - own) * shared
    mean = weight @ means
    spread = np.sqrt(weight @ (variances + (means - mean) ** 2))
    z = -float(special.ndtri(ALPHA / 2))
    for name, reach in (("ratio", 0.0), ("low", -z), ("high", z)):
        columns[name][is_known] = np.exp(mean + reach * spread)
    return columns


def shared_variance(city_variance: float, events: Array, variance: Array) -> float:
    """Return the variance of the areas' log ratios that all of them share, at least 0.

    That is what the city's log ratio varies beyond areas that move by themselves: `variance` of
    each area, weighted by the square of its share of `events`.
    """
    is_known = np.isfinite(variance) & (events > 0)
    if not is_known.any():
        return 0.0
    share = events[is_known] / events[is_known].sum()
    return max(0.0, city_variance - float(share**2 @ variance[is_known]))
