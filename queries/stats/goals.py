"""Where a measure stands on the way to an agreed goal."""

import numpy as np

MET, ON_COURSE, OFF_COURSE = "met", "on_course", "off_course"
CANNOT_TELL, CANNOT_KNOW = "cannot_tell_yet", "cannot_be_known"
GOAL_STATES = (MET, ON_COURSE, OFF_COURSE, CANNOT_TELL, CANNOT_KNOW)


def due_ratio(target: float, elapsed: float) -> float:
    """Return the ratio that an even pace would have reached, `elapsed` (0 to 1) of the way there.

    The pace is even on the log scale: each month takes the same part of what is left.
    """
    return float(target ** np.clip(elapsed, 0.0, 1.0))


def goal_state(
    ratio: float, low: float, high: float, *, target: float, due: float, is_over: bool
) -> str:
    """Return one of GOAL_STATES but CANNOT_KNOW, from a ratio to the time before and its range.

    `target` is the ratio agreed (under 1 for a fall, over 1 for a rise), `due` the ratio that is
    due by now. Met: the count has reached the target, and chance alone does not explain that it
    moved. On course: likewise for what is due. Off course: the whole range falls short of what is
    due. Otherwise nobody can tell; when the time `is_over` nothing is on course any more.
    """
    if not np.isfinite(ratio):
        return CANNOT_TELL
    if target > 1:  # a rise is the fall of the inverse
        low, high = (1 / end if end > 0 else np.inf for end in (high, low))
        ratio, target, due = 1 / ratio if ratio > 0 else np.inf, 1 / target, 1 / due
    has_moved = high < 1
    if has_moved and ratio <= target:
        return MET
    if low > (target if is_over else due):
        return OFF_COURSE
    if has_moved and ratio <= due and not is_over:
        return ON_COURSE
    return CANNOT_TELL
