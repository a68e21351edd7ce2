"""Jumps in the share of records in which a field is filled."""

import numpy as np
from scipy import special

from queries.stats import Array, Table
from queries.stats.constants import JUMP_MONTHS, JUMP_P, JUMP_SHARE, JUMP_SHORTEST


def jumps(rows: Array, filled: Array) -> Table:
    """Return share, usual, is_jump and method for one field's months, oldest first.

    `rows` and `filled` count all records and records with the field filled, by month; a month
    without records is 0. `usual` is the median share of the JUMP_MONTHS months before (nan if fewer
    than JUMP_SHORTEST of them have records). A month has a jump if its share differs from usual by
    JUMP_SHARE or more and the binomial probability of so extreme a count, at the usual share, is
    below JUMP_P, so that a few records do not jump by chance. A lasting shift is flagged at its
    beginning.

    The rule is Accord's own (docs/decisions/2026-11-missingness.md).
    """
    share = np.divide(filled, rows, out=np.full(len(rows), np.nan), where=rows > 0)
    before = np.concatenate([np.full(JUMP_MONTHS, np.nan), share])
    windows = np.lib.stride_tricks.sliding_window_view(before, JUMP_MONTHS)[: len(rows)]
    has_enough = (~np.isnan(windows)).sum(axis=1) >= JUMP_SHORTEST
    usual = np.full(len(rows), np.nan)
    usual[has_enough] = np.nanmedian(windows[has_enough], axis=1)
    is_known = ~np.isnan(usual) & (rows > 0)
    # a usual share of 0 or 1 is not certain: keep it half a record away from both ends
    doubt = 0.5 / (rows + 1)
    at = np.clip(np.where(is_known, usual, 0.5), doubt, 1 - doubt)
    n = rows.astype(int)  # records are whole; scipy.special takes only such
    below = special.bdtr(filled, n, at)
    above = special.bdtrc(filled - 1, n, at)
    chance = 2 * np.minimum(below, above)
    is_far = np.abs(np.where(is_known, share - usual, 0.0)) >= JUMP_SHARE
    return {
        "share": share,
        "usual": usual,
        "is_jump": is_known & is_far & (chance < JUMP_P),
        "method": np.full(len(rows), "median_binomial"),
    }
