"""Where many falling or rising curves cross zero, all at once."""

from collections.abc import Callable

import numpy as np

from queries.stats import Array

CLOSE = 1e-11
"""A value this near zero is a root; the curves are in standard errors."""

MOST_STEPS = 200
"""Eight are usual; two shares of 1 from very unlike totals take eighty."""


def root(curve: Callable[[Array], Array], low: Array, high: Array) -> Array:
    """Return, per element, where `curve` crosses zero between low and high.

    False position, with the end that stays put weighed down (Anderson & Björck 1973): it keeps
    its bracket like bisection, and on nearly straight curves needs few steps. Where the ends do
    not differ in sign the answer means nothing, and it is the caller's to leave it out.
    """
    start, end = low, high
    at_start, at_end = curve(start), curve(end)
    for _ in range(MOST_STEPS):
        with np.errstate(divide="ignore", invalid="ignore"):
            middle = end - at_end * (end - start) / (at_end - at_start)
        # rounding must not carry a step out of its bracket
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
