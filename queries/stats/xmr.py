"""The XmR chart: which of the city's months stand out from its own month-to-month variation."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from queries.stats import Array, Table
from queries.stats.constants import CHART_BASELINE, RUN_LENGTH, TRIAL_POINTS
from queries.stats.icons import icons

REACH = 2.66
"""Limits lie this many mean moving ranges from the mean: 3 / 1.128 (Wheeler 2000)."""

SCREEN = 3.267
"""A moving range of this many means or more is screened out, once, before the limits are set."""

Flags = NDArray[np.bool_]


def xmr(values: ArrayLike, better: str, rebased_at: Sequence[int] = ()) -> Table:
    """Return one row per month: centre, low, high, old_centre, old_low, old_high, is_outside,
    is_run, is_trend, is_two_of_three, is_signal, is_trial, icon and method.

    The first CHART_BASELINE months of each segment set its limits (Wheeler 2000; NHS England,
    *Making data count*). `rebased_at` are positions where a policy came into force, never ones
    chosen from the data; the limits before it stay as old_* over the months of the next segment.
    Missing months are nan and end a run. For the whole city: with few events limits do not hold.
    """
    x = np.asarray(values, float)
    starts = [0, *rebased_at]
    lines = np.full((3, len(x)), np.nan)
    old, is_trial = lines.copy(), np.zeros(len(x), bool)
    flags = np.zeros((4, 2, len(x)), bool)
    for number, (start, stop) in enumerate(zip(starts, [*rebased_at, len(x)], strict=True)):
        part = slice(start, stop)
        lines[:, part], is_trial[part] = _limits(x[part])
        if number:
            old[:, part] = lines[:, [start - 1]]
        flags[..., part] = _rules(x[part], lines[:, part])
    high, low = np.logical_or.reduce(flags, axis=0)
    broken = np.logical_or.reduce(flags, axis=1)
    outside, run, trend, two_of_three = broken
    # a point may break rules on both sides; the first rule in this list decides
    first = flags[broken.argmax(axis=0), 0, np.arange(len(x))]
    return {
        **dict(zip(("centre", "low", "high"), _not_negative(lines), strict=True)),
        **dict(zip(("old_centre", "old_low", "old_high"), _not_negative(old), strict=True)),
        "is_outside": outside,
        "is_run": run,
        "is_trend": trend,
        "is_two_of_three": two_of_three,
        "is_signal": high | low,
        "is_trial": is_trial,
        "icon": icons(first, (high | low) & ~first, better),
        "method": np.where(is_trial, "XmR, trial limits", "XmR"),
    }


def _limits(x: Array) -> tuple[Array, bool]:
    """Return centre, low and high, and whether they rest on too few points."""
    known = x[:CHART_BASELINE]
    known = known[np.isfinite(known)]
    if len(known) < 2:
        return np.full((3, 1), np.nan), True
    ranges = np.abs(np.diff(known))
    kept = ranges[ranges < SCREEN * ranges.mean()]
    reach = REACH * (kept.mean() if len(kept) else 0.0)
    centre = known.mean()
    return np.array([[centre], [centre - reach], [centre + reach]]), len(known) < TRIAL_POINTS


def _rules(x: Array, lines: Array) -> Flags:
    """Return rules × (high, low) × months: outside, run, trend, two of three in the outer third."""
    centre, low, high = lines
    outer = (centre + (high - centre) * 2 / 3, centre + (low - centre) * 2 / 3)
    beyond = (x > outer[0], x < outer[1])
    step = np.diff(x, prepend=np.nan)
    return np.array(
        [
            (x > high, x < low),
            (_in_a_row(x > centre, RUN_LENGTH), _in_a_row(x < centre, RUN_LENGTH)),
            (_in_a_row(step > 0, RUN_LENGTH - 1), _in_a_row(step < 0, RUN_LENGTH - 1)),
            tuple(side & (_sum_of(side, 3) >= 2) for side in beyond),
        ]
    )


def _in_a_row(flags: Flags, length: int) -> Flags:
    """Mark the point that completes so many in a row, and each further one."""
    return np.asarray(_sum_of(flags, length) == length)


def _sum_of(flags: Flags, length: int) -> NDArray[np.int_]:
    """Return how many of each point and those before it, `length` in all, are marked."""
    total = np.cumsum(np.concatenate([np.zeros(length, int), flags]))
    return np.asarray(total[length:] - total[:-length])


def _not_negative(lines: Array) -> Array:
    """Counts and rates cannot be below 0; a line there would only mislead."""
    return np.where(np.isnan(lines), np.nan, np.maximum(lines, 0))
