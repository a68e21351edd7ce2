"""A test for autocorrelation of residuals, and standard errors that allow for it."""

import numpy as np
from scipy import special

from queries.stats import Array
from queries.stats.constants import NEWEY_WEST_LAG, RESIDUAL_LAG


def ljung_box(residuals: Array) -> tuple[int, float, float]:
    """Return lag, Q and p of residual autocorrelation (Ljung & Box 1978, *Biometrika* 65:297).

    `residuals` has one value per calendar month. An excluded month is nan and forms no pair, so
    that months on either side of a gap are not treated as neighbours.
    """
    is_known = np.isfinite(residuals)
    count = int(is_known.sum())
    lag = min(RESIDUAL_LAG, count // 5)
    centred = np.where(is_known, residuals - residuals[is_known].mean(), 0.0)
    total = (centred**2).sum()
    if lag < 1 or total == 0:
        return lag, 0.0, 1.0
    lags = np.arange(1, lag + 1)
    r = np.array([(centred[k:] * centred[:-k]).sum() for k in lags]) / total
    q = float(count * (count + 2) * (r**2 / (count - lags)).sum())
    return lag, q, float(special.chdtrc(lag, q))


def newey_west(scores: Array, bread: Array, lags: int = NEWEY_WEST_LAG) -> Array:
    """Return the covariance of coefficients, scores months × coefficients (Newey & West 1987).

    Bartlett weights up to `lags` months, with the small-sample factor n / (n − k). `bread` is the
    inverse of the information matrix. An excluded month is a row of nan and forms no pair.
    """
    is_known = np.isfinite(scores).all(axis=1, keepdims=True)
    filled = np.where(is_known, scores, 0.0)
    meat = filled.T @ filled
    for lag in range(1, lags + 1):
        pair = filled[lag:].T @ filled[:-lag]
        meat += (1 - lag / (lags + 1)) * (pair + pair.T)
    count, size = int(is_known.sum()), scores.shape[1]
    return np.asarray(bread @ meat @ bread * count / (count - size))
