"""The smallest detectable change, and the months needed to detect a given fall."""

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from queries.stats import Array, Table
from queries.stats.constants import ALPHA, FALLS_TO_SEE, POWER


def detectable(
    expected_before: ArrayLike,
    exposure_ratio: ArrayLike,
    phi: ArrayLike = 1.0,
    alpha: float = ALPHA,
    power: float = POWER,
) -> tuple[Array, Array]:
    """Return the ratios of the smallest fall and rise that are detected with this power.

    On the square-root scale, where a Poisson count's variance is ¼ (Bartlett 1936):
    d = (z₁₋α/₂ + z_power)·√(φ(1 + 1/ρ) / 4m₀), fall (1 − d)², rise (1 + d)². `exposure_ratio` is
    after/before. The fall is nan where even a fall to 0 would not be detected (d ≥ 1).
    """
    m0, rho, spread = (
        np.asarray(values, float) for values in (expected_before, exposure_ratio, phi)
    )
    reach = special.ndtri(1 - alpha / 2) + special.ndtri(power)
    with np.errstate(divide="ignore", invalid="ignore"):
        d = reach * np.sqrt(spread * (1 + 1 / rho) / (4 * m0))
        fall = np.where(d < 1, (1 - d) ** 2, np.nan)
        rise = np.where(np.isfinite(d), (1 + d) ** 2, np.nan)
    return fall, rise


def months_to_see(
    before_events: ArrayLike,
    before_months: ArrayLike,
    after_months: ArrayLike,
    phi: ArrayLike = 1.0,
) -> Table:
    """Return, areas × FALLS_TO_SEE, months_more: months after until such a fall would be detected.

    The formula of `detectable` solved for ρ = months after ÷ before, at constant exposure and
    dispersion: ρ = 1 / (4m₀d²/φ(z₁₋α/2 + z_power)² − 1) with d = 1 − √(1 − fall), in whole months.
    0 where the fall would be detected already; inf where the months before have too few events for
    any number of months after.
    """
    m0, before, after, spread = (
        np.atleast_1d(np.asarray(values, float))[:, None]
        for values in (before_events, before_months, after_months, phi)
    )
    fall = np.array(FALLS_TO_SEE)
    reach = special.ndtri(1 - ALPHA / 2) + special.ndtri(POWER)
    with np.errstate(divide="ignore", invalid="ignore"):
        worth = 4 * m0 * (1 - np.sqrt(1 - fall)) ** 2 / (spread * reach**2) - 1
        needed = np.where(worth > 0, before / worth, np.inf)
    # rounding errors must not add a month
    more = np.maximum(0.0, np.ceil(needed - after - 1e-9))
    return {
        "fall": np.broadcast_to(fall, more.shape),
        "months_more": more,
        "method": np.full(more.shape, "square-root power"),
    }
