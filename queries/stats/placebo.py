"""Placebo tests: the change at other dates, in areas without the policy, and its rank."""

from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import ArrayLike

from queries.stats import Array, Table
from queries.stats.constants import PLACEBO_GROUPS, SERIES_MIN_AFTER, SERIES_MIN_BEFORE
from queries.stats.monthly_series import Series
from queries.stats.time_series import NotFitted, level_change

SEED = 20_240_302
"""Seed of the sampled groups, so that the same data give the same groups."""


def placebo_dates(monthly: Series) -> Table:
    """Return month, ratio, low, high, p and method of a level change at every other date.

    Only months before the transition are used, so that the policy cannot affect them. A date
    needs SERIES_MIN_BEFORE months before and SERIES_MIN_AFTER after it; where the model cannot be
    fitted the row is nan and its method says why.
    """
    keeps = monthly.months < monthly.transition_from
    months, events, exposure = monthly.months[keeps], monthly.events[keeps], monthly.exposure[keeps]
    dates = months[SERIES_MIN_BEFORE : len(months) - SERIES_MIN_AFTER + 1]
    results = [level_change(Series(months, events, exposure, date, date)) for date in dates]
    numbers = np.array(
        [
            [np.nan] * 4
            if isinstance(result, NotFitted)
            else [result.ratio, result.low, result.high, result.p]
            for result in results
        ]
    ).reshape(-1, 4)
    return {
        "month": dates,
        **dict(zip(("ratio", "low", "high", "p"), numbers.T, strict=True)),
        "method": np.array(
            [
                result.reason if isinstance(result, NotFitted) else result.method
                for result in results
            ],
            dtype=str,
        ),
    }


def placebo_rank(ratio: float, placebos: ArrayLike) -> tuple[int, int, float]:
    """Return the rank of a ratio among placebos and itself by size, their number, and the p.

    Placebos are ratios of the same kind at other dates, in areas without the policy, or of
    outcomes that the policy does not affect; undefined ones (nan) are left out. Rank 1 is the
    largest change; ties count against it. p = rank / number (Abadie, Diamond & Hainmueller 2010).
    Placebo dates share most of their months, so for dates p is descriptive and not a test.
    """
    placebo_ratios = np.asarray(placebos, float)
    with np.errstate(divide="ignore"):
        sizes = np.abs(np.log(placebo_ratios[~np.isnan(placebo_ratios)]))
        own = abs(float(np.log(ratio)))
    rank = 1 + int((sizes >= own).sum())
    count = 1 + len(sizes)
    return rank, count, rank / count


def placebo_groups(
    before_events: Array,
    before_exposure: Array,
    after_events: Array,
    after_exposure: Array,
    size: int,
) -> Array:
    """Return the ratio of ratios of each placebo group of places against the rest.

    The arrays have one value per place without the policy. A group has `size` places, or half of
    all places if that is fewer. All groups are used if there are at most PLACEBO_GROUPS, else a
    seeded sample of that many. The result is empty with fewer than two places; a ratio without
    events is nan.
    """
    places = len(before_events)
    size = min(size, places // 2)
    if size < 1:
        return np.empty(0)
    if comb(places, size) <= PLACEBO_GROUPS:
        members = np.array(list(combinations(range(places), size)))
    else:
        rng = np.random.default_rng(SEED)
        orders = rng.permuted(np.tile(np.arange(places), (PLACEBO_GROUPS, 1)), axis=1)
        members = orders[:, :size]
    is_in = np.zeros((len(members), places))
    np.put_along_axis(is_in, members, 1, axis=1)
    x10, n10, x11, n11, x00, n00, x01, n01 = (
        side @ counts
        for side in (is_in, 1 - is_in)
        for counts in (before_events, before_exposure, after_events, after_exposure)
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((x11 / n11) / (x10 / n10) / ((x01 / n01) / (x00 / n00)))
