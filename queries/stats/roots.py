"""Roots of many monotone curves at once."""

from collections.abc import Callable

import numpy as np

from queries.stats import Array

CLOSE = 1e-11
"""A value this near zero counts as a root; curves are in units of standard errors."""

MOST_STEPS = 200
"""Most iterations. Eight are usual; two shares of 1 with very unequal totals take eighty."""


def root(curve: Callable[[Array], Array], low: Array, high: Array) -> Array:
    """Return, per element, where `curve` crosses zero between low and high.

    The method is false position with a reduced weight of the end that does not move (Anderson &
    Björck 1973). It keeps a bracket, as bisection does, and needs few steps on almost linear
    curves. Where both ends have the same sign the result is meaningless; the caller must discard
    it.
    """
    start, end = low, high
    at_start, at_end = curve(start), curve(end)
    for _ in range(MOST_STEPS):
        with np.errstate(divide="ignore", invalid="ignore"):
            middle = end - at_end * (end - start) / (at_end - at_start)
        # rounding errors must not move a step out of its bracket
        middle = np.clip(middle, np.minimum(start, end), np.maximum(start, end))
        value = curve(middle)
        if not np.any((np.abs(value) > CLOSE) & (middle != start) & (middle != end)):
            break
        stays = np.sign(value) == np.sign(at_end)
        with np.errstate(divide="ignore", invalid="ignore"):
            weight = 1 - value / at_end
        at_start = np.where(stays, at_start * np.where(weight > 0, weight, 0.5), at_end)
        start = np.where(stays, start, end)
        end, at_end = middle, value
    return middle
