"""Control of the false discovery rate over many areas."""

import numpy as np
from numpy.typing import ArrayLike

from queries.stats import Array


def q_values(p: ArrayLike) -> Array:
    """Return Benjamini–Hochberg (1995) q-values; undefined p (nan) are left out and stay nan."""
    values = np.asarray(p, float)
    q = np.full(values.shape, np.nan)
    defined = np.isfinite(values)
    rising = np.sort(values[defined])
    at_rank = rising * (len(rising) / np.arange(1, len(rising) + 1))
    smallest_from = np.minimum.accumulate(at_rank[::-1])[::-1]
    q[defined] = np.minimum(smallest_from, 1)[np.argsort(np.argsort(values[defined]))]
    return q
