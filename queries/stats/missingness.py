"""When a field suddenly is filled less, or more, often than in the months before."""

import numpy as np
from scipy.stats import binom

from queries.stats import Array, Table
from queries.stats.constants import JUMP_MONTHS, JUMP_P, JUMP_SHARE, JUMP_SHORTEST


def jumps(rows: Array, filled: Array) -> Table:
    """Return share, usual, is_jump and method for one field's months, oldest first.

    `rows` and `filled` count records, and records that hold the field, month by month; a month
    without records is 0. `usual` is the median share of the JUMP_MONTHS months before (nan where
    fewer than JUMP_SHORTEST of them have records). A month jumps if its share lies JUMP_SHARE or
    more from the usual and the binomial chance of so extreme a count, at the usual share, is
    under JUMP_P: so few records do not jump by luck. A lasting shift is flagged where it begins.

    The rule is Accord's own (docs/decisions/2026-11-missingness.md).
    """
    share = np.divide(filled, rows, out=np.full(len(rows), np.nan), where=rows > 0)
    before = np.concatenate([np.full(JUMP_MONTHS, np.nan), share])
    windows = np.lib.stride_tricks.sliding_window_view(before, JUMP_MONTHS)[: len(rows)]
    has_enough = (~np.isnan(windows)).sum(axis=1) >= JUMP_SHORTEST
    usual = np.full(len(rows), np.nan)
    usual[has_enough] = np.nanmedian(windows[has_enough], axis=1)
    is_known = ~np.isnan(usual) & (rows > 0)
    # a field that was always filled is not certain to be: half a record of doubt on either side
    doubt = 0.5 / (rows + 1)
    at = np.clip(np.where(is_known, usual, 0.5), doubt, 1 - doubt)
    below = binom.cdf(filled, rows, at)
    above = binom.sf(filled - 1, rows, at)
    chance = np.minimum(1.0, 2 * np.minimum(below, above))
    is_far = np.abs(np.where(is_known, share - usual, 0.0)) >= JUMP_SHARE
    return {
        "share": share,
        "usual": usual,
        "is_jump": is_known & is_far & (chance < JUMP_P),
        "method": np.full(len(rows), "median_binomial"),
    }
