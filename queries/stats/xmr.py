"""The XmR chart: months that stand out from the month-to-month variation."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from queries.stats import Array, Table
from queries.stats.constants import CHART_BASELINE, RUN_LENGTH, TRIAL_POINTS
from queries.stats.icons import icons

REACH = 2.66
"""Limits lie this many mean moving ranges from the mean: 3 / 1.128 (Wheeler 2000)."""

SCREEN = 3.267
"""Moving ranges of this many means or more are screened out once before the limits are set."""

RULES = ("outside", "run", "trend", "two_of_three")
"""The rules of a signal, in order of precedence."""

Flags = NDArray[np.bool_]


def xmr(values: ArrayLike, better: str, baseline: int = CHART_BASELINE) -> Table:
    """Return one row per month: centre, low, high, is_outside, is_run, is_trend, is_two_of_three,
    is_signal, rule, is_trial, icon and method; with series × months, for each series separately.

    The first `baseline` months set the limits (Wheeler 2000; NHS England, *Making data count*).
    Missing months are nan and end a run; the moving ranges beside them are unknown. rule is the
    first broken rule and its side, such as run_low, or empty. The chart is for the whole city; its
    limits are not valid with few events.
    """
    x = np.asarray(values, float)
    lines, points_n = _limits(x[..., :baseline])
    flags = _rules(x, lines)
    high, low = np.logical_or.reduce(flags, axis=0)
    broken = np.logical_or.reduce(flags, axis=1)
    outside, run, trend, two_of_three = broken
    # a point may break rules on both sides; the first rule in this list decides
    first = broken.argmax(axis=0)[None]
    is_high = np.take_along_axis(flags[:, 0], first, axis=0)[0]
    is_low = (high | low) & ~is_high
    is_trial = np.broadcast_to(points_n < TRIAL_POINTS, x.shape)
    sides = [np.where(is_high, f"{name}_high", f"{name}_low") for name in RULES]
    centre, lower, upper = np.broadcast_to(_not_negative(lines), (3, *x.shape))
    return {
        "centre": centre,
        "low": lower,
        "high": upper,
        "is_outside": outside,
        "is_run": run,
        "is_trend": trend,
        "is_two_of_three": two_of_three,
        "is_signal": high | low,
        "rule": np.select(list(broken), sides, ""),
        "is_trial": is_trial,
        "icon": icons(is_high, is_low, better),
        "method": np.where(is_trial, "XmR, trial limits", "XmR"),
    }


def _limits(first: Array) -> tuple[Array, NDArray[np.int_]]:
    """Return centre, low and high of each series, and the number of points that set them."""
    ranges = np.abs(np.diff(first, axis=-1))
    typical = _mean(ranges)
    screened = np.where(ranges < SCREEN * typical, ranges, np.nan)
    # if all months are equal, every range is 0 and none is below the screen
    reach = np.where(np.isnan(typical), np.nan, REACH * np.nan_to_num(_mean(screened)))
    centre = np.where(np.isnan(typical), np.nan, _mean(first))
    points_n = np.isfinite(first).sum(axis=-1, keepdims=True)
    return np.array([centre, centre - reach, centre + reach]), points_n


def _mean(values: Array) -> Array:
    """Return the mean of finite values along the last axis; nan without any."""
    is_known = np.isfinite(values)
    total = np.where(is_known, values, 0.0).sum(axis=-1, keepdims=True)
    count = is_known.sum(axis=-1, keepdims=True)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _rules(x: Array, lines: Array) -> Flags:
    """Return the broken rules: RULES × (high, low) × the shape of x."""
    centre, low, high = lines
    outer = (centre + (high - centre) * 2 / 3, centre + (low - centre) * 2 / 3)
    beyond = (x > outer[0], x < outer[1])
    step = np.diff(x, axis=-1, prepend=np.nan)
    return np.array(
        [
            (x > high, x < low),
            (_in_a_row(x > centre, RUN_LENGTH), _in_a_row(x < centre, RUN_LENGTH)),
            (_in_a_row(step > 0, RUN_LENGTH - 1), _in_a_row(step < 0, RUN_LENGTH - 1)),
            tuple(side & (_sum_of(side, 3) >= 2) for side in beyond),
        ]
    )


def _in_a_row(flags: Flags, length: int) -> Flags:
    """Return whether each point is the last of `length` marked points in a row."""
    return np.asarray(_sum_of(flags, length) == length)


def _sum_of(flags: Flags, length: int) -> NDArray[np.int_]:
    """Return the number of marked points among each point and the `length` − 1 before it."""
    before = np.zeros((*flags.shape[:-1], length), int)
    total = np.cumsum(np.concatenate([before, flags], axis=-1), axis=-1)
    return np.asarray(total[..., length:] - total[..., :-length])


def _not_negative(lines: Array) -> Array:
    """Return the lines with a minimum of 0, because counts and rates cannot be negative."""
    return np.where(np.isnan(lines), np.nan, np.maximum(lines, 0))
