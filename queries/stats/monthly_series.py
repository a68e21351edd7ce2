"""A monthly series of one count around a change: its type, its limits and its checks."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from queries.stats import Array
from queries.stats.constants import PANDEMIC_FROM, SERIES_MOST_MONTHS

Months = NDArray[np.datetime64]
"""Consecutive calendar months."""


@dataclass(frozen=True)
class Series:
    """A count by consecutive calendar month, its exposure, and the transition.

    The transition runs from `transition_from` to before `after_from`; both are equal without a
    transition. Months of the transition and months without exposure are left out of models.
    """

    months: Months
    events: Array
    exposure: Array
    transition_from: np.datetime64
    after_from: np.datetime64

    @property
    def is_after(self) -> NDArray[np.bool_]:
        """Whether each month is after the transition."""
        return np.asarray(self.months >= self.after_from)

    @property
    def is_used(self) -> NDArray[np.bool_]:
        """Whether each month enters the model."""
        is_transition = (self.months >= self.transition_from) & ~self.is_after
        is_known = np.isfinite(self.events) & np.isfinite(self.exposure) & (self.exposure > 0)
        return np.asarray(~is_transition & is_known)


def series(
    months: ArrayLike,
    events: ArrayLike,
    exposure: ArrayLike,
    *,
    transition_from: Any,
    after_from: Any,
) -> Series:
    """Return a Series with at most SERIES_MOST_MONTHS on each side of the transition.

    Raises ValueError if months are not consecutive, dates are out of order or shapes differ.
    """
    when = np.asarray(months, "datetime64[M]")
    if len(when) < 2 or (np.diff(when).astype(int) != 1).any():
        raise ValueError("months must follow each other without a gap: give missing ones as nan")
    first, last = (np.datetime64(day, "M") for day in (transition_from, after_from))
    if first > last:
        raise ValueError(f"the transition starts in {first}, after its end in {last}")
    counts, at_risk = np.broadcast_arrays(np.asarray(events, float), np.asarray(exposure, float))
    if counts.shape != when.shape:
        raise ValueError(f"{len(when)} months, but counts of shape {counts.shape}")
    keeps = (when >= first - SERIES_MOST_MONTHS) & (when < last + SERIES_MOST_MONTHS)
    return Series(when[keeps], counts[keeps], at_risk[keeps], first, last)


def before_pandemic(monthly: Series) -> Series:
    """Return the series up to the month before PANDEMIC_FROM."""
    keeps = monthly.months < np.datetime64(PANDEMIC_FROM)
    return Series(
        monthly.months[keeps],
        monthly.events[keeps],
        monthly.exposure[keeps],
        monthly.transition_from,
        monthly.after_from,
    )
