"""What a count comes to once late records are in, from how counts of as old months filled up."""

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

RANGE = 0.9
"""The share of months of which the final count is to lie inside the range."""


def completed(n: int, seen: ArrayLike, final: ArrayLike) -> tuple[float, float, float]:
    """Return the likely final count and the range that holds nine in ten, given `n` so far.

    `seen` are the counts that other months had when they were as old, `final` those they came to.
    The share seen is their sum (the chain ladder); it may vary from month to month more than chance
    (Pearson's X² ÷ degrees of freedom). Records still to come follow the negative binomial
    distribution of a count of which a share is seen, the share a beta distribution with that
    spread: a beta negative binomial, for the upper limit as if one record more were seen. Months
    that lost records count as complete. At least two months, one with records, are needed.
    """
    total = np.asarray(final, float)
    known = np.minimum(np.asarray(seen, float), total)
    share = known.sum() / total.sum()
    spread = 1.0
    if 0 < share < 1:
        usable = total > 0
        variance = total[usable] * share * (1 - share)
        squares = (known[usable] - total[usable] * share) ** 2 / variance
        spread = max(1.0, float(squares.sum()) / max(int(usable.sum()) - 1, 1))
    correlation = (spread - 1) / max(float(total.mean()) - 1, spread)
    size = max(1 / (correlation + spread / (total.sum() + 2)) - 1, 1.0)
    a = size * (known.sum() + 0.5) / (total.sum() + 1)
    low, middle = stats.betanbinom(max(n, 1), a, size - a).ppf([(1 - RANGE) / 2, 0.5])
    high = stats.betanbinom(n + 1, a, size - a).ppf((1 + RANGE) / 2)
    return n + float(middle), n + float(low), n + float(high)
