"""The verdict of a comparison, one of nine words; constants.py has the thresholds."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from queries.stats import Array
from queries.stats.constants import ALPHA, HALVING, MIN_EACH_SIDE, MIN_EVENTS

CLEAR = ("fell", "rose", "fell_a_little", "rose_a_little")
"""Verdicts that say there was a change."""

VERDICTS = (
    *CLEAR,
    "about_the_same",
    "no_clear_change",
    "varies_too_much",
    "too_few_to_tell",
    "not_comparable",
)
"""All verdicts, the clearest first."""


def verdicts(
    before_events: Array,
    after_events: Array,
    ratio: Array,
    low: Array,
    high: Array,
    q: Array,
    detectable_fall: Array,
    detectable_by_chance: Array,
    *,
    matters: ArrayLike,
    is_breaking: NDArray[np.bool_],
) -> NDArray[np.str_]:
    """Return one verdict per area, all inputs of one length.

    `matters` is the smallest fall that matters, as a share; the rise that undoes it matters too.
    not_comparable: `is_breaking`, such as a break in recording inside the windows. fell, rose: q ≤
    ALPHA, the interval excludes 1, and the ratio is a change that matters. fell_a_little,
    rose_a_little: likewise of a smaller change. too_few_to_tell: fewer than MIN_EVENTS in all,
    fewer than MIN_EACH_SIDE on both sides, or an undefined interval; also if only a halving or more
    could have been detected even in months that vary by chance alone. about_the_same: the interval
    holds no change that matters. varies_too_much: only a halving or more could have been detected
    because the months vary more. no_clear_change: everything else.
    """
    total = before_events + after_events
    few = (total < MIN_EVENTS) | ((before_events < MIN_EACH_SIDE) & (after_events < MIN_EACH_SIDE))
    least = 1 - np.asarray(matters, float)
    with np.errstate(invalid="ignore"):
        undefined = np.isnan(low) | np.isnan(high)
        is_clear = (q <= ALPHA) & ~undefined
        fell = is_clear & (high < 1)
        rose = is_clear & (low > 1)
        same = (low >= least) & (high <= 1 / least)
        blind = ~(detectable_fall > HALVING)
        words = {
            "not_comparable": is_breaking,
            "fell": fell & (ratio <= least),
            "rose": rose & (ratio >= 1 / least),
            "fell_a_little": fell,
            "rose_a_little": rose,
            "too_few_to_tell": few | undefined,
            "about_the_same": same,
            "varies_too_much": blind & (detectable_by_chance > HALVING),
        }
        words["no_clear_change"] = ~blind
    return np.select(list(words.values()), list(words), "too_few_to_tell")
