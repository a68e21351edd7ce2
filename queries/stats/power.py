"""The smallest change that would probably have been seen."""

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from queries.stats import Array
from queries.stats.constants import ALPHA, POWER


def detectable(
    expected_before: ArrayLike,
    exposure_ratio: ArrayLike,
    phi: ArrayLike = 1.0,
    alpha: float = ALPHA,
    power: float = POWER,
) -> tuple[Array, Array]:
    """Return the ratios of the smallest fall and rise that would be seen with this power.

    On the square-root scale, where a Poisson count's variance is ¼ (Bartlett 1936):
    d = (z₁₋α/₂ + z_power)·√(φ(1 + 1/ρ) / 4m₀), fall (1 − d)², rise (1 + d)². `exposure_ratio` is
    after/before. The fall is nan where not even a fall to nothing would be seen (d ≥ 1).
    """
    m0, rho, spread = (np.asarray(one, float) for one in (expected_before, exposure_ratio, phi))
    reach = special.ndtri(1 - alpha / 2) + special.ndtri(power)
    with np.errstate(divide="ignore", invalid="ignore"):
        d = reach * np.sqrt(spread * (1 + 1 / rho) / (4 * m0))
        fall = np.where(d < 1, (1 - d) ** 2, np.nan)
        rise = np.where(np.isfinite(d), (1 + d) ** 2, np.nan)
    return fall, rise
