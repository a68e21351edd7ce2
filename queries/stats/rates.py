"""Rates and shares with their 95 % ranges."""

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from queries.stats import Array, Table
from queries.stats.constants import ALPHA, CAUTION_EVENTS


def garwood(events: ArrayLike, alpha: float = ALPHA) -> tuple[Array, Array]:
    """Return exact lower and upper limits of Poisson means (Garwood 1936), at any count.

    `events` may be any shape and need not be whole. The lower limit at 0 events is 0.
    """
    x = np.asarray(events, dtype=float)
    low = np.where(x > 0, special.chdtri(2 * np.maximum(x, 1e-300), 1 - alpha / 2) / 2, 0.0)
    high = special.chdtri(2 * x + 2, alpha / 2) / 2
    return low, high


def poisson_rate(
    events: ArrayLike, exposure: ArrayLike, scale: float = 1.0, alpha: float = ALPHA
) -> Table:
    """Return rate, low, high, is_caution and method of events per exposure, times `scale`.

    Where exposure is 0 or unknown the rate is undefined (nan), never 0.
    """
    x, n = _both(events, exposure)
    low, high = garwood(x, alpha)
    with np.errstate(divide="ignore", invalid="ignore"):
        per = np.where(n > 0, scale / n, np.nan)
    return {
        "rate": x * per,
        "low": low * per,
        "high": high * per,
        "is_caution": x < CAUTION_EVENTS,
        "method": np.full(x.shape, "Garwood exact"),
    }


def share(events: ArrayLike, total: ArrayLike, scale: float = 1.0, alpha: float = ALPHA) -> Table:
    """Return rate, low, high, is_caution and method of events among total (Wilson 1927).

    Where total is 0 or unknown the share is undefined (nan).
    """
    x, n = _both(events, total)
    z2 = special.ndtri(1 - alpha / 2) ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        part = np.where(n > 0, x / n, np.nan)
        middle = (part + z2 / (2 * n)) / (1 + z2 / n)
        reach = np.sqrt(z2 * (part * (1 - part) / n + z2 / (4 * n**2))) / (1 + z2 / n)
    return {
        "rate": part * scale,
        "low": np.clip(middle - reach, 0, 1) * scale,
        "high": np.clip(middle + reach, 0, 1) * scale,
        "is_caution": x < CAUTION_EVENTS,
        "method": np.full(x.shape, "Wilson"),
    }


def _both(events: ArrayLike, exposure: ArrayLike) -> tuple[Array, Array]:
    x, n = np.broadcast_arrays(np.asarray(events, float), np.asarray(exposure, float))
    return x, n
