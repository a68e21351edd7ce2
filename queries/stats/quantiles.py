"""Quantiles of values that are stored as counts and sums in steps."""

import numpy as np
from numpy.typing import ArrayLike

from queries.stats import Array, Table
from queries.stats.constants import ALPHA


def stepped_quantile(
    counts: ArrayLike, sums: ArrayLike, part: float, alpha: float = ALPHA
) -> Table:
    """Return value, low, high and n of the quantile `part` in each row.

    `counts` and `sums` are groups × steps, in rising order of steps: the number of values in a step
    and their sum. Every value is replaced by the mean of its step, so the error is less than the
    width of a step, and 0 if all values of the step are equal. The limits are the values at the
    binomial ranks of Conover (1999, section 3.2); a limit is nan with too few values for its rank.
    """
    # a server is ready sooner without this; only waits need it
    from scipy import stats  # noqa: PLC0415

    n_in, total_in = np.atleast_2d(counts).astype(float), np.atleast_2d(sums).astype(float)
    n = n_in.sum(axis=1)
    reached = n_in.cumsum(axis=1)
    means = total_in / np.maximum(n_in, 1)
    ranks = {
        "value": np.ceil(part * n),
        "low": stats.binom.ppf(alpha / 2, n, part),
        "high": stats.binom.ppf(1 - alpha / 2, n, part) + 1,
    }
    return {**{name: _at(rank, n, reached, means) for name, rank in ranks.items()}, "n": n}


def _at(rank: Array, n: Array, reached: Array, means: Array) -> Array:
    """Return, per row, the mean of the step with the value of this rank, counted from 1."""
    index = (reached < rank[:, None]).sum(axis=1)
    inside = np.minimum(index, means.shape[1] - 1)
    values: Array = np.where((rank >= 1) & (rank <= n), means[np.arange(len(n)), inside], np.nan)
    return values
