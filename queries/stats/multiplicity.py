"""Control of the false discovery rate over many areas."""

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from queries.stats import Array


def q_values(p: ArrayLike) -> Array:
    """Return Benjamini–Hochberg (1995) q-values; undefined p (nan) are left out and stay nan."""
    values = np.asarray(p, float)
    q = np.full(values.shape, np.nan)
    defined = np.isfinite(values)
    if defined.any():
        q[defined] = stats.false_discovery_control(values[defined], method="bh")
    return q
