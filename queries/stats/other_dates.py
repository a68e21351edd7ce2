"""Whether a date stands out: the same comparison at every other date that the record allows.

Ordinary years change too. A change around a date says something of that date only if the change
around other dates is seldom as large.
"""

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from scipy import special

from queries.stats import Array
from queries.stats.constants import ALPHA, HIGH_BEFORE, RANK_DATES, STAND_OUT_WINDOWS
from queries.stats.months import Record


@dataclass(frozen=True)
class OtherDates:
    """The change at other dates. `starts`: columns of the record at which the after window of a
    date begins. `ratios`: rows × dates. Per row: `own` (the ratio at the date itself), `as_large`
    (dates with a change in the same direction at least as large), `low` and `high` (ratios that
    ordinary years give 19 times in 20), `p`, and `answer`: stands_out, does_not_stand_out or
    too_short. `independent` is the number of windows side by side that the other dates rest on.
    """

    starts: NDArray[np.int64]
    ratios: Array
    own: Array
    as_large: NDArray[np.int64]
    low: Array
    high: Array
    independent: int
    p: Array
    answer: NDArray[np.str_]


def other_dates(record: Record, city_ratio: float | None = None) -> OtherDates:
    """Return the change of every row at the date of the record's windows and at all other dates.

    `city_ratio` is the first row's ratio as it is shown, by days; without it, and for other rows,
    the date's own change is found like that of the others: by months, with half an event added.

    The windows of another date have the same lengths and the same distance, hold only months of
    record, and share none with the windows of the date itself. The date stands out if its log ratio
    is further from the mean of the others than a t quantile allows, and, from RANK_DATES dates on,
    if no more than one date in twenty changed as much. Neighbouring dates share nearly all of their
    months, so the t quantile has one degree of freedom less than there are windows side by side.
    """
    starts, weights, independent = _dates(record)
    own = _log_ratios(record, _own_weights(record))[:, 0]
    if city_ratio and np.isfinite(city_ratio):
        own[0] = np.log(city_ratio)
    ratios = _log_ratios(record, weights)
    count = len(starts)
    rows = len(own)
    if independent < STAND_OUT_WINDOWS:
        nothing = np.full(rows, np.nan)
        return OtherDates(
            starts,
            np.exp(ratios),
            np.exp(own),
            _as_large(ratios, own),
            nothing,
            nothing,
            independent,
            nothing,
            np.full(rows, "too_short"),
        )
    mean = ratios.mean(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = ratios.std(axis=1) * np.sqrt(
            independent / (independent - 1) * (1 + 1 / independent)
        )
        # where all other dates changed alike, any other change is infinitely far from them
        t = np.where(own == mean, 0.0, (own - mean) / spread)
        p = 2 * special.stdtr(independent - 1, -np.abs(t))
        reach = special.stdtrit(independent - 1, 1 - ALPHA / 2) * spread
    as_large = _as_large(ratios, own)
    is_rare = (as_large <= ALPHA * (count + 1)) | (count < RANK_DATES)
    answer = np.select(
        [~np.isfinite(own) | ~np.isfinite(p), (p <= ALPHA) & is_rare],
        ["too_short", "stands_out"],
        "does_not_stand_out",
    )
    return OtherDates(
        starts,
        np.exp(ratios),
        np.exp(own),
        as_large,
        np.exp(mean - reach),
        np.exp(mean + reach),
        independent,
        p,
        answer,
    )


def is_high_before(record: Record) -> bool:
    """Return whether the city's before window is among the highest tenth of the record's windows of
    its length. What is unusually high is likely to be lower afterwards whatever is done.

    The first row is the city. Only windows that share no month with the after window count; under
    STAND_OUT_WINDOWS side by side nothing is unusual.
    """
    length = int(record.is_before.sum())
    is_free = record.is_known[0] & ~record.is_after
    if not length or is_free.sum() < STAND_OUT_WINDOWS * length:
        return False
    events = sliding_window_view(np.where(is_free, record.events[0], np.nan), length).sum(axis=1)
    risk = sliding_window_view(np.where(is_free, record.exposure[0], np.nan), length).sum(axis=1)
    own = int(np.flatnonzero(record.is_before)[0])
    rates = events / risk
    return bool((rates[np.isfinite(rates)] < rates[own]).mean() >= HIGH_BEFORE)


def _own_weights(record: Record) -> Array:
    return np.array([record.is_after.astype(float) - record.is_before.astype(float)])


def _dates(record: Record) -> tuple[NDArray[np.int64], Array, int]:
    """Return where the after window of each other date begins; its windows as dates × months, −1
    before, 1 after, 0 elsewhere; and how many windows fit side by side into the months of a date.
    """
    own = _own_weights(record)[0]
    at = np.flatnonzero(own)
    if not (own > 0).any() or not (own < 0).any():
        return np.zeros(0, int), np.zeros((0, len(own))), 0
    shape = own[at[0] : at[-1] + 1]
    months, length = len(own), at[-1] + 1 - at[0]
    is_own = (np.arange(months) >= at[0]) & (np.arange(months) <= at[-1])
    is_free = record.is_known.any(axis=0) & ~is_own
    fits = sliding_window_view(is_free, length).all(axis=1)
    first = np.flatnonzero(fits)
    weights = np.zeros((len(first), months))
    for date, column in enumerate(first):
        weights[date, column : column + length] = shape
    is_in_date = np.zeros(months, bool)
    for column in first:
        is_in_date[column : column + length] = True
    ends = np.flatnonzero(np.diff(np.concatenate([[0], is_in_date.astype(int), [0]])))
    window = max(int((shape > 0).sum()), int((shape < 0).sum()))
    side_by_side = int((np.diff(ends)[::2] // window).sum())
    return first + int(np.flatnonzero(shape > 0)[0]), weights, side_by_side


def _log_ratios(record: Record, weights: Array) -> Array:
    """Return log ratios of the rates, rows × dates, with half an event added to each window."""
    # a month without anything to count among, as no closed complaint, is nothing of nothing
    known = np.isfinite(record.events) & np.isfinite(record.exposure)
    events = np.where(known, record.events, 0.0)
    exposure = np.where(known, record.exposure, 0.0)
    is_after, is_before = (weights > 0).astype(float).T, (weights < 0).astype(float).T
    with np.errstate(divide="ignore", invalid="ignore"):
        after = np.log((events @ is_after + 0.5) / (exposure @ is_after))
        before = np.log((events @ is_before + 0.5) / (exposure @ is_before))
        # a row that was not recorded all through a window has no ratio there
        unknown = (~known).astype(float) @ np.abs(weights).T
        change = after - before
        return np.where((unknown > 0) | ~np.isfinite(change), np.nan, change)


def _as_large(ratios: Array, own: Array) -> NDArray[np.int64]:
    """Return how many changes have the direction of a row's own and are at least as large."""
    direction = np.where(own < 0, -1.0, 1.0)
    with np.errstate(invalid="ignore"):
        return np.asarray((ratios * direction[:, None] >= (own * direction)[:, None]).sum(axis=1))
