"""Roots of monotone curves, many at once."""

from collections.abc import Callable

import numpy as np

from queries.stats import Array

CLOSE = 1e-11
"""A value this near zero counts as a root; curves are in units of standard errors."""

NARROW = 4e-16
"""A bracket this narrow, as a share of its ends, cannot be divided further."""

STEPS_BY_CHORD = 16
"""From this step on every other step halves the bracket. Eight steps are usual."""

MOST_STEPS = 200
"""Most iterations: enough to halve a bracket ninety times."""


def root(curve: Callable[[Array], Array], low: Array, high: Array) -> Array:
    """Return, per element, where `curve` crosses zero between low and high.

    The method is false position with a reduced weight of the end that does not move (Anderson &
    Björck 1973). It keeps a bracket, as bisection does, and needs few steps on almost linear
    curves; on strongly bent ones every other step is one of bisection. Where both ends have the
    same sign the result is meaningless; the caller must discard it. Raises ArithmeticError if a
    root between ends of different signs is not found.
    """
    start, end = low, high
    at_start, at_end = curve(start), curve(end)
    middle = end
    is_done = ~(np.sign(at_start) * np.sign(at_end) <= 0)
    for step in range(MOST_STEPS):
        width = end - start
        with np.errstate(divide="ignore", invalid="ignore"):
            chord = end - at_end * width / (at_end - at_start)
        is_halved = ~np.isfinite(chord) | (step >= STEPS_BY_CHORD and step % 2 == 1)
        chord = np.where(is_halved, start + width / 2, chord)
        # a step away from both ends, so that a bracket around the root becomes narrow
        narrow = NARROW * (np.abs(start) + np.abs(end))
        inside = np.clip(chord, np.minimum(start, end) + narrow, np.maximum(start, end) - narrow)
        middle = np.where(is_done, middle, inside)
        value = curve(middle)
        is_narrow = (np.abs(width) <= 2 * narrow) & ~np.isnan(value)
        is_done = is_done | (np.abs(value) <= CLOSE) | is_narrow
        if is_done.all():
            return middle
        stays = np.sign(value) == np.sign(at_end)
        with np.errstate(divide="ignore", invalid="ignore"):
            weight = 1 - value / at_end
        at_start = np.where(stays, at_start * np.where(weight > 0, weight, 0.5), at_end)
        start = np.where(stays, start, end)
        end, at_end = middle, value
    raise ArithmeticError(
        f"no root after {MOST_STEPS} steps in {(~is_done).sum()} of {is_done.size}"
    )
