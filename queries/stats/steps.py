"""Steps of a colour scale: equal shares of the values in each, with edges that can be read."""

from math import floor, log10

import numpy as np
import numpy.typing as npt


def quantile_steps(values: npt.NDArray[np.float64], count: int) -> list[float]:
    """Return the inner edges of `count` steps, rising, each rounded to two digits.

    Each step holds about as many values. Where values spread over several powers of ten, equal
    stretches would leave all but a few areas in the first step. Edges that would be equal, or that
    lie outside the values, are left out.
    """
    known = values[np.isfinite(values)]
    if not len(known):
        return []
    edges = np.quantile(known, np.arange(1, count) / count)
    low, high = known.min(), known.max()
    rounded = {_two_digits(float(edge)) for edge in edges}
    return sorted(edge for edge in rounded if low < edge < high)


def _two_digits(value: float) -> float:
    if value == 0:
        return 0.0
    return round(value, 1 - floor(log10(abs(value))))
