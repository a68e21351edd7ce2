"""Design-based ranges of survey values, and of their change."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from queries.stats import Array, Table
from queries.stats.constants import ALPHA
from queries.stats.rates import share

NO_RANGE = ("no_n", "no_weights", "no_spread")
"""Why a value has no range: nothing is said of the number of people, of the weights, or, for a
mean, of how far the answers lie apart."""


def ranges(
    value: ArrayLike,
    is_share: ArrayLike,
    scale: tuple[ArrayLike, ArrayLike],
    n: ArrayLike,
    standard_deviation: ArrayLike,
    design_effect: ArrayLike,
    margin: ArrayLike,
    alpha: float = ALPHA,
) -> Table:
    """Return low, high and reason ("" or one of NO_RANGE) of survey values, all of one length.

    All are in the unit of the value; `scale` is its lowest and highest possible value. What is
    unknown is nan. A `margin` given by the source, half of its 95 % range, comes first; the
    range is value ± margin. Otherwise the sample counts as n / design effect people (Kish 1965,
    Survey Sampling, section 8.2). A share has Wilson's range with that many (Franco, Little, Louis
    and Slud 2019, J. Surv. Stat. Methodol. 7:334); a mean has value ± z · standard deviation /
    √(n / design effect). Without a margin or these numbers there is no range (nan): a survey with
    weights is less sure than its n, by how much only its design effect tells.
    """
    values, people, spread, effect, given = (
        np.asarray(column, float)
        for column in (value, n, standard_deviation, design_effect, margin)
    )
    lowest, highest = (np.asarray(end, float) for end in scale)
    shares = np.asarray(is_share, bool)
    z = -special.ndtri(alpha / 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        effective = people / effect
        part = (values - lowest) / (highest - lowest)
        wilson = share(part * effective, effective, alpha=alpha)
        reach = np.where(
            np.isnan(given),
            z * spread / np.sqrt(effective),
            given * z / -special.ndtri(ALPHA / 2),
        )
    by_wilson = shares & np.isnan(given)
    low, high = (
        np.where(by_wilson, lowest + (highest - lowest) * wilson[name], values + sign * reach)
        for name, sign in (("low", -1), ("high", 1))
    )
    return {
        "low": np.clip(low, lowest, highest),
        "high": np.clip(high, lowest, highest),
        "reason": _reasons(shares, people, spread, effect, given),
    }


def _reasons(
    is_share: NDArray[np.bool_], n: Array, spread: Array, effect: Array, margin: Array
) -> NDArray[np.str_]:
    """Return why each value has no range, or ""."""
    return np.select(
        [
            ~np.isnan(margin),
            np.isnan(n),
            np.isnan(effect),
            ~is_share & np.isnan(spread),
        ],
        ["", *NO_RANGE],
        "",
    )


@dataclass(frozen=True)
class Change:
    """The mean value of the periods before and after, and their difference with its range.

    `low` and `high` are nan where a period has no range. `verdict` is "higher" or "lower" if the
    range excludes 0, "no_clear_change" if not, and "" without a range.
    """

    before: float
    after: float
    difference: float
    low: float
    high: float
    verdict: str


def change(before: Table, after: Table, alpha: float = ALPHA) -> Change:
    """Return the change between the periods before and after; both have value, low and high.

    `low` and `high` are ranges of level 1 - alpha of independent samples. The range of the
    difference squares and adds their distances from the values (MOVER: Zou and Donner 2008, Stat.
    Med. 27:1693; for two shares it is Newcombe's 1998 hybrid score interval). Where values of one
    side differ by more than their ranges allow, the range is widened by the root of their scatter
    over its expected size (Birge 1932, Phys. Rev. 40:207). Undefined (nan) without a period.
    """
    sides = (before, after)
    means = [float(np.mean(side["value"])) if side["value"].size else np.nan for side in sides]
    down, up = ([_distance(side, name) for side in sides] for name in ("low", "high"))
    wider = _scatter(sides, -float(special.ndtri(alpha / 2)))
    difference = means[1] - means[0]
    low = difference - wider * float(np.hypot(down[1], up[0]))
    high = difference + wider * float(np.hypot(up[1], down[0]))
    if np.isnan(low) or np.isnan(high):
        verdict = ""
    else:
        verdict = "higher" if low > 0 else "lower" if high < 0 else "no_clear_change"
    return Change(means[0], means[1], difference, low, high, verdict)


def _distance(side: Table, limit: str) -> float:
    """Return how far a limit of the mean of a side's periods lies from it."""
    count = side["value"].size
    return float(np.linalg.norm(side[limit] - side["value"])) / count if count else np.nan


def _scatter(sides: tuple[Table, Table], z: float) -> float:
    """Return by how much more than by sampling the periods of each side vary; 1 or more."""
    squares, freedom = 0.0, 0
    for side in sides:
        if side["value"].size > 1:
            errors = (side["high"] - side["low"]) / (2 * z)
            centre = np.mean(side["value"])
            with np.errstate(divide="ignore", invalid="ignore"):
                squares += float(np.sum(((side["value"] - centre) / errors) ** 2))
            freedom += side["value"].size - 1
    return float(np.sqrt(max(1.0, squares / freedom))) if freedom else 1.0
