"""Which parts of a count moved: its composition beside that of the same months in other years."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from queries.stats import Array, Table
from queries.stats.constants import ALPHA
from queries.stats.rates import garwood

NO_RECORD = 1e-6
"""What stands for no record where a distribution needs more than none."""


def composition(
    counts: ArrayLike, total: float, before: ArrayLike, totals: Sequence[float], usual_total: float
) -> Table:
    """Return share, low, high, p_high, p_low, added, added_low, added_high of each part of a count.

    `counts` (parts) are those of `total` records; `before` (years × parts) those of `totals`. Parts
    need not add up to their total. `usual_total` is the number of records that is usual for as
    many months. `share` is the usual one, and low to high the range of the part if `total` records
    were made up as usual: exact prediction limits of a binomial share (Thatcher 1964, Journal of
    the Royal Statistical Society B 26:176), widened by how much shares differ from year to year
    (a beta-binomial with that overdispersion). p_high and p_low are the chances of as many, or as
    few. `added` is the part's count less what is usual, with limits by MOVER (Zou and Donner 2008,
    Statistics in Medicine 27:1693) from Garwood's; both counts are divided by the overdispersion.
    """
    x, y = np.asarray(counts, float), np.asarray(before, float).sum(axis=0)
    m = float(sum(totals))
    share = y / m
    spread, correlation = _overdispersion(np.asarray(before, float), np.asarray(totals, float))
    # what the years before are worth, as records; where they differ wildly, one
    size = max(1 / (correlation + spread / (m + 2)) - 1, 1.0)
    # Thatcher: one record more on the side of the limit; a beta distribution has no side of 0
    per, rest = size / (m + 1), np.maximum(m - y, NO_RECORD)
    above = stats.betabinom(total, per * (y + 1), per * rest)
    below = stats.betabinom(total, per * np.maximum(y, NO_RECORD), per * (m - y + 1))
    scale = usual_total / m
    x_low, x_high = (spread * limit for limit in garwood(x / spread))
    y_low, y_high = (spread * limit * scale for limit in garwood(y / spread))
    added = x - y * scale
    return {
        "share": share,
        "low": below.ppf(ALPHA / 2),
        "high": above.ppf(1 - ALPHA / 2),
        "p_high": above.sf(x - 1),
        "p_low": below.cdf(x),
        "added": added,
        "added_low": added - np.hypot(x - x_low, y_high - y * scale),
        "added_high": added + np.hypot(x_high - x, y * scale - y_low),
    }


def _overdispersion(before: Array, totals: Array) -> tuple[float, float]:
    """Return by how much shares vary more than chance from year to year, and their correlation.

    The first is Pearson's X² ÷ its degrees of freedom, 1 or more; the second is that within a year
    which makes a beta-binomial vary as much.
    """
    expected = totals[:, None] * before.sum(axis=0) / totals.sum()
    is_usable = (expected > 0).all(axis=0) & (expected < totals[:, None]).all(axis=0)
    fit, parts = expected[:, is_usable], int(is_usable.sum())
    freedom = (len(totals) - 1) * max(parts - 1, 1)
    if not parts or not freedom:
        return 1.0, 0.0
    squares = (before[:, is_usable] - fit) ** 2 / fit
    if parts == 1:  # its other side varies alike
        squares = squares / (1 - fit / totals[:, None])
    spread = max(1.0, float(squares.sum()) / freedom)
    return spread, (spread - 1) / max(float(totals.mean()) - 1, spread)
