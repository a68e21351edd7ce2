"""The verdict of a comparison, one of six words; constants.py has the thresholds."""

import numpy as np
from numpy.typing import NDArray

from queries.stats import Array
from queries.stats.constants import (
    ABOUT_SAME,
    ALPHA,
    HALVING,
    MIN_EACH_SIDE,
    MIN_EVENTS,
)


def verdicts(
    before_events: Array,
    after_events: Array,
    low: Array,
    high: Array,
    p: Array,
    q: Array,
    detectable_fall: Array,
    *,
    is_breaking: NDArray[np.bool_],
) -> NDArray[np.str_]:
    """Return one verdict per area, all inputs of one length.

    not_comparable: `is_breaking`, such as a break in recording inside the windows. too_few_to_tell:
    fewer than MIN_EVENTS in all, fewer than MIN_EACH_SIDE on both sides, an undefined interval, or
    not significant where only a halving could be detected. fell, rose: q ≤ ALPHA and the interval
    excludes 1. about_the_same: the interval lies inside ABOUT_SAME. no_clear_change: everything
    else.
    """
    total = before_events + after_events
    few = (total < MIN_EVENTS) | ((before_events < MIN_EACH_SIDE) & (after_events < MIN_EACH_SIDE))
    with np.errstate(invalid="ignore"):
        undefined = ~np.isfinite(low) | np.isnan(high)
        is_clear = q <= ALPHA
        fell = is_clear & (high < 1)
        rose = is_clear & (low > 1)
        same = (low >= ABOUT_SAME[0]) & (high <= ABOUT_SAME[1])
        blind = ~(p < ALPHA) & ~(detectable_fall > HALVING)
    return np.select(
        [is_breaking, few | undefined, fell, rose, same, blind],
        ["not_comparable", "too_few_to_tell", "fell", "rose", "about_the_same", "too_few_to_tell"],
        "no_clear_change",
    )
