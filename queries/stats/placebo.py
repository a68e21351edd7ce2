"""Changes where nothing was changed: how often they are as large as the one that is asked about."""

import numpy as np
from numpy.typing import ArrayLike

from queries.stats import Table
from queries.stats.constants import SERIES_MIN_AFTER, SERIES_MIN_BEFORE
from queries.stats.monthly_series import Series
from queries.stats.time_series import NotFitted, level_change


def placebo_dates(given: Series) -> Table:
    """Return month, ratio, low, high, p and method of a level change at every other date.

    Only months before the transition are used, so that none of them can hold the policy. A date
    needs SERIES_MIN_BEFORE months before and SERIES_MIN_AFTER after it; where the model cannot be
    fitted the row is nan and its method says why.
    """
    keeps = given.months < given.transition_from
    months, events, exposure = given.months[keeps], given.events[keeps], given.exposure[keeps]
    dates = months[SERIES_MIN_BEFORE : len(months) - SERIES_MIN_AFTER + 1]
    found = [level_change(Series(months, events, exposure, date, date)) for date in dates]
    numbers = np.array(
        [
            [np.nan] * 4 if isinstance(one, NotFitted) else [one.ratio, one.low, one.high, one.p]
            for one in found
        ]
    ).reshape(-1, 4)
    return {
        "month": dates,
        **dict(zip(("ratio", "low", "high", "p"), numbers.T, strict=True)),
        "method": np.array(
            [one.reason if isinstance(one, NotFitted) else one.method for one in found], dtype=str
        ),
    }


def placebo_rank(ratio: float, placebos: ArrayLike) -> tuple[int, int, float]:
    """Return the rank of a ratio among placebos and itself by size, their number, and the p.

    Placebos are ratios of the same kind at other dates, in areas without the policy, or of
    outcomes that it does not touch; undefined ones (nan) are left out. Rank 1 is the largest
    change, ties count against it; p = rank / number (Abadie, Diamond & Hainmueller 2010). Placebo
    dates share most of their months, so among dates the p describes and does not test.
    """
    others = np.asarray(placebos, float)
    with np.errstate(divide="ignore"):
        sizes = np.abs(np.log(others[~np.isnan(others)]))
        own = abs(float(np.log(ratio)))
    rank = 1 + int((sizes >= own).sum())
    count = 1 + len(sizes)
    return rank, count, rank / count
