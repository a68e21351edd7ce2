"""What a month usually comes to: its level, the season of the year, and how far months scatter.

Every month is expected from earlier months alone: the level of the LEVEL_MONTHS before it (since
limits last began anew), the season of the city's record so far, the dispersion and the correlation
of how far earlier months lay from what had been expected of them. So a month never sets its own
range, and all months of a record are expected in one pass.

docs/decisions/2026-11-alarm-promise.md gives the reasons and what was checked.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from queries.stats import Array
from queries.stats.constants import (
    CHART_LEAST,
    COMMON_DF,
    LEVEL_MONTHS,
    MOST_CORRELATION,
    SCATTER_MONTHS,
    SEASON_SIZE,
    USUAL_SHARE,
)

YEAR = 12

FAR = 3.0
"""A month this many standard deviations from what was expected counts as no further than this, so
that one event does not move or widen the ranges of the years after it."""

LEAST_SEASON = 0.2
"""No season takes a month below this part of the level."""

MOST_SHARE = 0.9999
"""No share is expected to be all, or a single exception would be impossible."""

HALF_NORMAL = np.pi / 2
"""The variance of a normal deviate over the square of its mean distance from 0."""

FIRST_DISPERSION = 1.25
FIRST_SURPLUS = 0.08
FIRST_CORRELATION = 0.1
"""What a city's months are taken for before any of them is known."""

FIRST_MONTHS = 6.0
"""And as how many months that counts."""


@dataclass(frozen=True)
class MonthlyRows:
    """Events and exposure, rows × consecutive calendar months; nan where a row has no record.

    `first` is the calendar month of the first column, 0 for January. `city` is, per row, the row
    whose season it shares: that of the same measure in the whole city. `starts` is, rows × months,
    the first month whose records may set a month's level. Of shares, events are a part of exposure.
    """

    events: Array
    exposure: Array
    first: int
    city: NDArray[np.int64]
    starts: NDArray[np.int64]
    is_share: NDArray[np.bool_]


@dataclass(frozen=True)
class Usual:
    """What was expected of every month, rows × months; nan where CHART_LEAST months are lacking.

    `mean` and `variance` are those of the month's events; the distribution is negative binomial, of
    shares that of a beta proportion, with the tails of Student's t on `df` degrees of freedom,
    because the variance is estimated: `dispersion` times that of chance alone. `months` is how many
    months set the level, `typical` their mean number of events (of a share: of the rarer side), and
    `before` how many earlier months were expected too, so that their scatter is known.
    `scores`: see `usual`.
    """

    mean: Array
    variance: Array
    df: Array
    dispersion: Array
    months: Array
    before: Array
    typical: Array
    exposure: Array
    is_share: NDArray[np.bool_]
    scores: Array

    def ends(self, at: NDArray[np.int64]) -> tuple[Array, Array]:
        """Return the ends, in whole events, of the range of each row's month `at`.

        USUAL_SHARE of such months lie in it, its ends included.
        """
        rows = np.arange(len(at))
        mean, variance, df, exposure = (
            values[rows, at] for values in (self.mean, self.variance, self.df, self.exposure)
        )
        tail = (1 - USUAL_SHARE) / 2
        with np.errstate(invalid="ignore", divide="ignore"):
            below = special.ndtr(special.stdtrit(df, tail))
            size = mean**2 / (variance - mean)
            odds = size / (size + mean)
            a, b = _beta(mean, variance, exposure)
            low, high = (
                np.where(
                    self.is_share,
                    special.betaincinv(a, b, p) * exposure - 0.5,  # whole numbers have a width of 1
                    special.nbdtrik(p, size, odds),
                )
                for p in (below, 1 - below)
            )
        return np.maximum(np.ceil(low - ROUNDING), 0), np.maximum(np.ceil(high - ROUNDING), 0)


ROUNDING = 1e-6
"""Quantiles that miss a whole number by this are that number."""


def usual(rows: MonthlyRows) -> Usual:
    """Return what was expected of every month, and how far it lay from that (`scores`).

    `scores` are standard normal, and independent from month to month, while nothing changes: each
    month's chance of fewer events (half of that of as many added) in its distribution, as a normal
    deviate (Quesenberry 1991, *Journal of Quality Technology* 23:296), less what the month before
    lets expect.
    """
    is_known = np.isfinite(rows.events) & np.isfinite(rows.exposure) & (rows.exposure > 0)
    x = np.where(is_known, rows.events, 0.0)
    n = np.where(is_known, rows.exposure, 0.0)
    plain = _expected(rows, x, x, n, is_known)
    reach = FAR * np.sqrt(plain.variance)
    near = np.where(np.isfinite(reach), np.clip(x, plain.mean - reach, plain.mean + reach), x)
    expected = _expected(rows, x, near, n, is_known)
    scores = _scores(x, n, expected.mean, expected.variance, expected.df, rows.is_share)
    return Usual(
        **expected._asdict(),
        before=_before(np.isfinite(expected.mean).astype(float)),
        exposure=n,
        is_share=rows.is_share,
        scores=_independent(scores, _correlation(rows, scores)),
    )


class _Expected(NamedTuple):
    """As in Usual."""

    mean: Array
    variance: Array
    df: Array
    dispersion: Array
    months: Array
    typical: Array


def _expected(
    rows: MonthlyRows, x: Array, near: Array, n: Array, is_known: NDArray[np.bool_]
) -> _Expected:
    """Return what is expected of every month where months came to `x`, and count as `near` for the
    level and the season of later ones.
    """
    season, season_variance, leverage = _season(rows, near, n, is_known)
    waves = _waves(rows.first, x.shape[1])
    begin = level_starts(rows.starts)
    events, months = summed(near, begin), summed(is_known.astype(float), begin)
    total = summed(n, begin)
    shaped = total + sum(
        season[..., wave] * summed(n * waves[:, wave], begin) for wave in range(waves.shape[1])
    )
    is_share = rows.is_share[:, None]
    has = is_known & (months >= CHART_LEAST) & (events > 0) & (shaped > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        swing = np.maximum(1 + (season * waves).sum(axis=2), LEAST_SEASON)
        mean = np.where(has, events / shaped * n * swing, np.nan)
        mean = np.where(is_share, np.minimum(mean, n * MOST_SHARE), mean)
        p = np.where(is_share, mean / n, 0.0)
        chance = mean * (1 - p) * (1 + mean / events)
        of_season = mean**2 * season_variance
        rarer = np.where(is_share, np.minimum(events, total - events), events) / months
    dispersion, df = _dispersion(rows, x, mean, chance, of_season, leverage)
    return _Expected(
        mean, dispersion * chance + of_season, df, dispersion, months, np.where(has, rarer, np.nan)
    )


def level_starts(starts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the first of the months whose level each month is held against."""
    return np.maximum(starts, np.arange(starts.shape[-1]) - LEVEL_MONTHS)


def _waves(first: int, months: int) -> Array:
    """Return two pairs of harmonics of the year, months × 4."""
    angle = 2 * np.pi * ((first + np.arange(months)) % YEAR) / YEAR
    return np.array([np.sin(angle), np.cos(angle), np.sin(2 * angle), np.cos(2 * angle)]).T


def summed(values: Array, begin: NDArray[np.int64]) -> Array:
    """Return, for every month, the sum of the months from `begin` to the one before it."""
    total = np.concatenate([np.zeros((len(values), 1)), np.cumsum(values, axis=1)], axis=1)
    begin = np.broadcast_to(begin, values.shape)
    return np.asarray(total[:, :-1] - np.take_along_axis(total, begin, axis=1))


def _season(
    rows: MonthlyRows, x: Array, n: Array, is_known: NDArray[np.bool_]
) -> tuple[Array, Array, Array]:
    """Return the coefficients of the season that the months before each month let expect (rows ×
    months × 4), the relative variance it adds to that month, and its leverage.

    A month's rate over that of the twelve months that end with it, less 1, is regressed on two
    pairs of harmonics, which are drawn towards none as by a ridge: a season of SEASON_SIZE is
    usual. All rows of a measure have the season of the city.
    """
    cities, of_row = np.unique(rows.city, return_inverse=True)
    months = x.shape[1]
    waves = _waves(rows.first, months)
    year = np.arange(months) + 1 - YEAR  # the first of the twelve months that end with a month
    whole = (rows.starts[cities] <= year) & (year >= 0)

    def of_year(values: Array) -> Array:
        total = np.concatenate([np.zeros((len(values), 1)), np.cumsum(values, axis=1)], axis=1)
        return np.asarray(total[:, 1:] - total[:, np.maximum(year, 0)])

    at, exposed, known = x[cities], n[cities], is_known[cities]
    whole &= of_year(known.astype(float)) == YEAR
    with np.errstate(divide="ignore", invalid="ignore"):
        swing = at / exposed / (of_year(at) / of_year(exposed)) - 1
    whole &= np.isfinite(swing)
    swing = np.where(whole, swing, 0.0)
    pair = whole & np.roll(whole, 1, axis=1)
    pair[:, 0] = False
    squares = np.where(pair, (swing - np.roll(swing, 1, axis=1)) ** 2 / 2, 0.0)
    # before months are known to differ, chance alone has them differ
    seen = np.maximum(_before(at), 1) / np.maximum(_before(known.astype(float)), 1)
    noise = (FIRST_MONTHS * FIRST_DISPERSION / seen + _before(squares)) / (
        FIRST_MONTHS + _before(pair.astype(float))
    )
    products = waves[:, :, None] * waves[:, None, :]
    squared = _before(whole[..., None, None] * products)
    crossed = _before((whole * swing)[..., None] * waves)
    ridge = (noise / SEASON_SIZE**2)[..., None, None] * np.eye(waves.shape[1])
    inverse = np.linalg.inv(squared + ridge)
    season = np.einsum("ctij,ctj->cti", inverse, crossed)
    leverage = np.einsum("ti,ctij,tj->ct", waves, inverse, waves)
    return season[of_row], (leverage * noise)[of_row], leverage[of_row]


def _before(values: Array) -> Array:
    """Return, for every month (axis 1), the sum of all months before it."""
    total = np.cumsum(values, axis=1)
    return np.asarray(total - values)


def _dispersion(
    rows: MonthlyRows, x: Array, mean: Array, chance: Array, of_season: Array, leverage: Array
) -> tuple[Array, Array]:
    """Return how many times the variance of chance alone earlier months had, and as how many
    degrees of freedom it is known.
    """
    is_used = np.isfinite(mean)
    weight = np.where(is_used, 1 / (1 + leverage), 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        square = np.where(is_used, (x - mean) ** 2 / chance, 0.0)
        seasonal = np.where(is_used, of_season / chance, 0.0)
        usual_size = np.where(is_used, FIRST_DISPERSION + (FIRST_SURPLUS * mean) ** 2 / chance, 1)
    # what is far is told by the mean distance, which one month moves less than its square
    distance, _ = _drawn(rows, weight * np.sqrt(square), weight, np.sqrt(usual_size / HALF_NORMAL))
    most = FAR**2 * np.maximum(HALF_NORMAL * distance**2, 1)
    capped = np.minimum(square, most) - seasonal
    dispersion, df = _drawn(rows, weight * capped, weight, usual_size)
    return np.maximum(dispersion, 1.0), df


def _drawn(
    rows: MonthlyRows, values: Array, weight: Array, first: ArrayLike
) -> tuple[Array, Array]:
    """Return the mean of earlier values, drawn towards that of all areas of a measure, and its
    weight. The city's is drawn towards `first`, as are all areas together.
    """
    begin = np.maximum(np.arange(values.shape[1]) - SCATTER_MONTHS, 0)
    total, weights = summed(values, begin), summed(weight, begin)
    is_area = rows.city != np.arange(len(values))
    first = np.broadcast_to(first, values.shape)
    common = np.zeros((2, *values.shape))
    for sums, values_of in zip(common, (total, weights), strict=True):
        np.add.at(sums, rows.city[is_area], values_of[is_area])
    pooled, months = common[:, rows.city]
    prior = (pooled + FIRST_MONTHS * first) / (months + FIRST_MONTHS)
    prior = np.where(is_area[:, None], prior, first)
    own = np.where(is_area, COMMON_DF, FIRST_MONTHS)[:, None]
    return (total + own * prior) / (weights + own), weights + own


def _beta(mean: Array, variance: Array, exposure: Array) -> tuple[Array, Array]:
    """Return the parameters of the beta distribution of a share with these moments."""
    p = mean / exposure
    size = np.maximum(mean * (exposure - mean) / variance - 1, 0.5)
    return p * size, (1 - p) * size


def _scores(
    x: Array, n: Array, mean: Array, variance: Array, df: Array, is_share: NDArray[np.bool_]
) -> Array:
    """Return every month's normal deviate; nan where nothing was expected."""
    lower, upper = np.full(x.shape, np.nan), np.full(x.shape, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        for is_kind, tails in ((~is_share, _tails_of_counts), (is_share, _tails_of_shares)):
            at = is_kind[:, None] & np.isfinite(mean)
            lower[at], upper[at] = tails(x[at], n[at], mean[at], variance[at])
        smaller = np.clip(np.minimum(lower, upper), SMALLEST, 0.5)
        # the variance is estimated: Student's tails are further out
        reach = -special.ndtri(np.maximum(special.stdtr(df, special.ndtri(smaller)), SMALLEST))
    return np.asarray(np.where(upper < lower, reach, -reach))


SMALLEST = 1e-300
"""A chance so small stands for every smaller one."""


def _tails_of_counts(x: Array, _: Array, mean: Array, variance: Array) -> tuple[Array, Array]:
    """Return the chances of fewer and of more events, half of that of as many in both."""
    size = mean**2 / (variance - mean)
    odds = size / (size + mean)
    fewer = np.where(x > 0, special.betainc(size, np.maximum(x, 1), odds), 0.0)
    no_more = special.betainc(size, x + 1, odds)
    no_fewer = np.where(x > 0, special.betainc(np.maximum(x, 1), size, 1 - odds), 1.0)
    more = special.betainc(x + 1, size, 1 - odds)
    return (fewer + no_more) / 2, (no_fewer + more) / 2


def _tails_of_shares(x: Array, n: Array, mean: Array, variance: Array) -> tuple[Array, Array]:
    """Return the same of events that are a part of `n`."""
    a, b = _beta(mean, variance, n)
    low, high = (np.clip((x + side) / n, 0, 1) for side in (-0.5, 0.5))
    lower = (special.betainc(a, b, low) + special.betainc(a, b, high)) / 2
    upper = (special.betainc(b, a, 1 - low) + special.betainc(b, a, 1 - high)) / 2
    return lower, upper


def _correlation(rows: MonthlyRows, scores: Array) -> Array:
    """Return how much of a month's score the next one repeats, by the months before."""
    z = np.clip(scores, -FAR, FAR)
    pair = np.isfinite(z)
    pair[:, 1:] &= np.isfinite(z[:, :-1])
    pair[:, 0] = False
    last = np.where(pair, np.roll(z, 1, axis=1), 0.0)
    z = np.where(pair, z, 0.0)
    total, _ = _drawn(rows, z * last, (z**2 + last**2) / 2, FIRST_CORRELATION)
    return np.clip(total, 0.0, MOST_CORRELATION)


def _independent(scores: Array, correlation: Array) -> Array:
    """Return the scores less what the month before lets expect, again of variance 1."""
    last = np.roll(np.nan_to_num(np.clip(scores, -FAR, FAR)), 1, axis=1)
    last[:, 0] = 0.0
    return np.asarray((scores - correlation * last) / np.sqrt(1 - correlation**2))
