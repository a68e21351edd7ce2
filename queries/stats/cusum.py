"""Evidence that may be looked at every month: a two-sided cumulative sum of scores."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from queries.stats import Array
from queries.stats.constants import CUSUM_ALLOWANCE

LIMITS = np.linspace(0.5, 12, 400)
"""Limits whose chances of a false alarm are worked out; others lie between them."""

CORRECTION = 1.166
"""What a sum exceeds its limit by, and falls short of 0 by, when it gets there (Siegmund)."""


EXCESS = {1.05: 0.45, 1.25: 0.9, 1.6: 1.3, 2.2: 2.0, 3.5: 2.2, 7.0: 2.8, 20.0: 4.0}
"""By the dispersion that a row's months are taken to have, how many times as many signals months
without change raise as independent normal scores would: whole numbers raise fewer; a level, a
season and a dispersion that are estimated, and months that follow each other, raise more.

What `python -m benchmarks.alarms excess` draws, rounded up until whole cities keep their promise.
"""


@dataclass(frozen=True)
class Signals:
    """Rows × months: `side` (1 high, −1 low, 0 none); of a signal the month in which what became it
    began (`since`) and that in which it was raised (`raised`), else −1.
    """

    side: NDArray[np.int64]
    since: NDArray[np.int64]
    raised: NDArray[np.int64]

    @property
    def is_new(self) -> NDArray[np.bool_]:
        """Return the months in which a signal was raised."""
        return np.asarray(self.raised == np.arange(self.raised.shape[1]))


def cusum(scores: Array, limits: Array, starts: NDArray[np.int64]) -> Signals:
    """Return the signals of standard normal scores, rows × months, both sides apart.

    A sum grows by what a score exceeds CUSUM_ALLOWANCE by, never falls under 0, and raises a signal
    at its limit (Page 1954, *Biometrika* 41:100; for counts Lucas 1985, *Technometrics* 27:129).
    The signal lasts until a month lies back within CUSUM_ALLOWANCE, or is not judged (nan); both
    sums then begin at 0, as they do where levels begin anew (`starts`).
    """
    count, months = scores.shape
    side, since, raised = np.zeros((count, months), int), *np.full((2, count, months), -1)
    limits = np.broadcast_to(limits, scores.shape)
    sums, began = np.zeros((2, count)), np.zeros((2, count), int)
    current, raised_in = np.zeros((2, count), int)
    for month in range(months):
        score = scores[:, month]
        is_judged = np.isfinite(score)
        if month:
            anew = starts[:, month] != starts[:, month - 1]
            sums[:, anew], current[anew] = 0.0, 0
        steps = np.where(is_judged, np.array([score, -score]), -np.inf) - CUSUM_ALLOWANCE
        is_over = (current != 0) & (np.where(current > 0, steps[0], steps[1]) <= 0)
        sums[:, is_over], current[is_over] = 0.0, 0
        # a month without a verdict neither adds to a sum nor takes from it
        steps = np.where(is_judged, steps, 0.0)
        began = np.where(sums > 0, began, month)
        sums = np.maximum(sums + steps, 0.0)
        reached = (sums >= limits[:, month]) & is_judged & (current == 0)
        is_high = reached[0] & ~(reached[1] & (sums[1] > sums[0]))
        is_new = reached.any(axis=0)
        current = np.where(is_new, np.where(is_high, 1, -1), current)
        raised_in = np.where(is_new, month, raised_in)
        side[:, month] = current
        since[:, month] = np.where(current > 0, began[0], np.where(current < 0, began[1], -1))
        raised[:, month] = np.where(current != 0, raised_in, -1)
    return Signals(side, since, raised)


def limits(chance: Array, dispersion: Array) -> Array:
    """Return the limits at which a row without change raises a signal, of either side, with this
    chance a month: those of independent scores, as corrected by EXCESS.
    """
    corrected = chance / np.interp(np.log(dispersion), np.log([*EXCESS]), [*EXCESS.values()])
    with np.errstate(divide="ignore"):
        return np.interp(-np.log(corrected), -np.log(chance_at(LIMITS)), LIMITS)


def chance_at(limit: Array) -> Array:
    """Return the chance a month that independent scores raise a signal of either side at a limit:
    one over the average run length of Siegmund (1985, *Sequential Analysis*, 2.6).
    """
    reach = 2 * CUSUM_ALLOWANCE * (limit + CORRECTION)
    return np.asarray(4 * CUSUM_ALLOWANCE**2 / (np.exp(reach) - reach - 1))
