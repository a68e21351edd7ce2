"""Whether the busiest day of some months has more records than chance would give it."""

from collections.abc import Sequence

import numpy as np
from scipy import stats

from queries.stats import Array
from queries.stats.constants import SPREAD_MARGIN

Days = tuple[Array, Array]
"""The records of each day of a period, and the weight by which they are expected on it."""


def chance_of_day(days: Days, at: int, before: Sequence[Days]) -> float:
    """Return the chance that any of the days has as many records as the day `at`, or more.

    If no day stands out, that day has its part, by weight, of what the other days have, and
    scatters as the days of the periods before did, by SPREAD_MARGIN times their dispersion
    (Pearson's X² ÷ its degrees of freedom; McCullagh and Nelder 1989, *Generalized Linear Models*,
    6.2): a negative binomial distribution, or a Poisson distribution where that is 1 or less. The
    chance holds for all days together (Bonferroni).
    """
    counts, weights = days
    others = weights.sum() - weights[at]
    # one record more among the others: few of them tell little about a day
    mean = (counts.sum() - counts[at] + 1) * weights[at] / others if others > 0 else np.inf
    size = _size(before)
    if not np.isfinite(mean):
        return 1.0
    if np.isfinite(size):
        chance = stats.nbinom.sf(counts[at] - 1, size, size / (size + mean))
    else:
        chance = stats.poisson.sf(counts[at] - 1, mean)
    return min(float(chance) * len(counts), 1.0)


def _size(before: Sequence[Days]) -> float:
    """Return the size of a negative binomial distribution that scatters as the days before."""
    squares, freedom, expected = 0.0, 0, []
    for counts, weights in before:
        is_usable = weights > 0
        if counts.sum() and is_usable.sum() > 1:
            mean = counts.sum() * weights[is_usable] / weights.sum()
            squares += float(((counts[is_usable] - mean) ** 2 / mean).sum())
            freedom += len(mean) - 1
            expected.append(mean)
    spread = SPREAD_MARGIN * squares / freedom if freedom else 1.0
    return float(np.concatenate(expected).mean()) / (spread - 1) if spread > 1 else np.inf
