"""The share ended by a time, and the time by which a share has, with open cases censored.

Kaplan and Meier 1958, Journal of the American Statistical Association 53:457.
"""

import numpy as np
from numpy.typing import ArrayLike

from queries.stats import Table
from queries.stats.constants import ALPHA
from queries.stats.rates import share

ROUNDING = 1e-12
"""By so much a product of shares may miss what it is."""


def share_ended(
    duration: ArrayLike,
    is_ended: ArrayLike,
    n: ArrayLike,
    at: ArrayLike,
    alpha: float = ALPHA,
) -> Table:
    """Return rate, low, high, variance, at_risk and method: the share ended by each time `at`.

    Row i stands for n[i] cases that ended at duration[i], or were censored there (is_ended false).
    A case censored at the time of another's end is still at risk at that time. The share is one
    minus the product-limit estimate; its variance is Greenwood's. The limits are Wilson's for the
    number of complete records with the same variance (Rothman 1978); without censoring they are
    Wilson's own. `at_risk` is the number of cases at risk just before the time. Beyond the longest
    observed time the share is undefined (nan), unless all cases have ended.
    """
    time, counts = np.asarray(duration, float), np.asarray(n, float)
    ended = np.where(np.asarray(is_ended, bool), counts, 0.0)
    times = np.atleast_1d(np.asarray(at, float))
    steps, place = np.unique(time, return_inverse=True)
    deaths = np.bincount(place, weights=ended, minlength=len(steps))
    leaving = np.bincount(place, weights=counts, minlength=len(steps))
    going = np.cumsum(leaving[::-1])[::-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        lasting = np.cumprod(1 - deaths / going)
        scatter = np.cumsum(deaths / (going * (going - deaths)))
    # index 0 is before the first step: no case has ended, all are at risk
    index = np.searchsorted(steps, times, side="right")
    remaining = np.append(1.0, lasting)[index]
    variance = remaining**2 * np.append(0.0, np.nan_to_num(scatter, posinf=0.0))[index]
    at_risk = np.append(going, 0.0)[np.searchsorted(steps, times, side="left")]
    # if none or all have ended the variance is 0, and the limits use the number of observed cases
    bare = np.where(remaining > 0, at_risk, ended.sum())
    with np.errstate(divide="ignore", invalid="ignore"):
        complete = np.where(variance > 0, remaining * (1 - remaining) / variance, bare)
    wilson = share((1 - remaining) * complete, complete, alpha=alpha)
    is_known = (times <= time.max(initial=-np.inf)) | (remaining == 0)
    columns = {
        "rate": 1 - remaining,
        "low": wilson["low"],
        "high": wilson["high"],
        "variance": variance,
    }
    return {
        **{name: np.where(is_known, values, np.nan) for name, values in columns.items()},
        "at_risk": at_risk,
        "method": np.full(times.shape, "Kaplan-Meier, Rothman-Wilson"),
    }


def time_ended(
    duration: ArrayLike, is_ended: ArrayLike, n: ArrayLike, part: float, alpha: float = ALPHA
) -> tuple[float, float, float]:
    """Return the time by which a part of the cases has ended, and its limits; nan if not reached.

    Cases are given as to `share_ended`. The time is the first at which the share ended is `part`;
    its limits are the first times at which the upper and the lower limit of that share are (the
    test inverted, Brookmeyer and Crowley 1982, Biometrics 38:29). So many cases may be open that
    the time, or only its upper limit, is not reached.
    """
    times = np.unique(np.asarray(duration, float))
    curve = share_ended(duration, is_ended, n, times, alpha)
    first = [
        times[reached][0] if (reached := curve[name] >= part - ROUNDING).any() else np.nan
        for name in ("rate", "high", "low")
    ]
    return float(first[0]), float(first[1]), float(first[2])
