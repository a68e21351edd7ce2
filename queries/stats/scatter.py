"""How much months scatter, how long a good or bad spell lasts, and what both do to a range.

A month's count varies more than chance alone would have it (dispersion), and the surplus outlives
the month (correlation). In units of the standard deviation that chance alone would give, a month's
residual is white noise of variance 1 plus a first-order autoregression of variance s: a dispersion
of 1 + s, of which only s is correlated from month to month, as ρ to the power of the months
between. Both are judged by restricted likelihood (Patterson & Thompson 1971, *Biometrika* 58:545),
which allows for the season, trend and level that the same months had to give, and both are averaged
over what the record leaves possible instead of being taken at their likeliest.

docs/decisions/2026-11-ordinary-years.md gives the reasons.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import special

from queries.stats import Array
from queries.stats.constants import ALPHA, COMMON_DF
from queries.stats.months import Record
from queries.stats.seasons import design, expected_counts

CORRELATIONS = np.linspace(0, 0.9, 10)
"""Correlations of neighbouring months that are weighed; before any record all are alike likely."""

SURPLUSES = np.concatenate([[0.0], 0.05 * 1.6 ** np.arange(22)])
"""Variances beyond chance that are weighed, from none to six hundred times that of chance."""

_PRIOR = np.log(np.gradient(np.log1p(SURPLUSES))) - 0.5 * np.log1p(SURPLUSES)
"""Large surpluses are less likely before any record, so that a short one does not decide alone."""


@dataclass(frozen=True)
class Scatter:
    """`inflation`: per row, the variance of the windows' log ratio over that of independent Poisson
    (or binomial) months. `dispersion`: per row, that of a single month. `correlation`: of
    neighbouring months beyond chance, one for all rows. `months` of record.
    """

    inflation: Array
    dispersion: Array
    correlation: float
    months: int


def scatter(record: Record) -> Scatter:
    """Return the scatter of the rows of a record, whose correlation is common to them.

    A row's dispersion is drawn towards that of all rows as if COMMON_DF more months of them were
    its own. A single row stands alone.
    """
    likelihood, df = _likelihoods(record)
    prior = np.broadcast_to(_PRIOR, likelihood.shape[:1] + _PRIOR.shape)
    if len(df) > 1 and df.sum():
        prior = prior + COMMON_DF * likelihood.sum(axis=1) / df.sum()
    prior = prior - special.logsumexp(prior, axis=1, keepdims=True)
    joint = likelihood + prior[:, None]
    by_correlation = special.logsumexp(joint, axis=2)
    total = by_correlation.sum(axis=1)
    weight = np.exp(total - special.logsumexp(total))
    weights = np.exp(joint - by_correlation[..., None]) * weight[:, None, None]
    inflation = 1 + SURPLUSES * _surplus_inflation(record.is_before, record.is_after)[:, None]
    return Scatter(
        inflation=_averaged(weights.transpose(1, 0, 2).reshape(len(df), -1), inflation.ravel()),
        dispersion=1 + (weights.sum(axis=0) * SURPLUSES).sum(axis=1),
        correlation=float(weight @ CORRELATIONS),
        months=int(record.is_known.any(axis=0).sum()),
    )


def _likelihoods(record: Record) -> tuple[Array, Array]:
    """Return log likelihoods, correlations × rows × surpluses, and the rows' degrees of freedom."""
    expected = expected_counts(record)
    known = record.is_known & (expected > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        chance = expected * (1 - expected / record.exposure) if record.is_share else expected
        residuals = np.where(known & (chance > 0), (record.events - expected) / np.sqrt(chance), 0)
    likelihood = np.zeros((len(CORRELATIONS), len(known), len(SURPLUSES)))
    df = np.zeros(len(known))
    # a row that is off the map in some months has a design of its own; a month on the map without
    # exposure is one whose residual is 0
    patterns, members = np.unique(np.isfinite(record.events), axis=0, return_inverse=True)
    for number, pattern in enumerate(patterns):
        if not pattern.any():
            continue
        rows = members.ravel() == number
        spectra, rotations = _spectrum(
            pattern.tobytes(), record.is_since.tobytes(), int(record.first)
        )
        df[rows] = len(spectra[0])
        part = residuals[rows][:, pattern]
        for index, (spectrum, rotation) in enumerate(zip(spectra, rotations, strict=True)):
            variance = 1 + np.outer(SURPLUSES, spectrum)
            squares = (part @ rotation) ** 2
            likelihood[index, rows] = -0.5 * (
                np.log(variance).sum(axis=1) + squares @ (1 / variance).T
            )
    # rows without any event say nothing of their scatter
    is_silent = ~known.any(axis=1)
    likelihood[:, is_silent], df[is_silent] = 0.0, 0.0
    return likelihood, df


@lru_cache(maxsize=64)
def _spectrum(known: bytes, since: bytes, first: int) -> tuple[list[Array], list[Array]]:
    """Return, per correlation, the variances of an autoregression in the directions that the level
    leaves free, and those directions, months × directions. Kept: many measures have these months.
    """
    is_known = np.frombuffer(known, bool)
    at = np.flatnonzero(is_known)
    terms = design((first + at) % 12, np.frombuffer(since, bool)[at])
    basis, sizes, _ = np.linalg.svd(terms, full_matrices=True)
    free = basis[:, int((sizes > 1e-8 * sizes[0]).sum()) :]
    spectra, rotations = [], []
    for correlation in CORRELATIONS:
        size, rotation = np.linalg.eigh(free.T @ autoregression(correlation, at) @ free)
        spectra.append(size)
        rotations.append(free @ rotation)
    return spectra, rotations


def autoregression(correlation: float, at: NDArray[np.int64]) -> Array:
    """Return the correlations of the months `at` (numbers of months) with each other."""
    apart = np.abs(np.subtract.outer(at, at))
    return np.asarray(correlation**apart, float)


def _surplus_inflation(is_before: NDArray[np.bool_], is_after: NDArray[np.bool_]) -> Array:
    """Return, per correlation, how much more a difference of the windows' means varies than that
    of independent months of the same variance; what both windows share is allowed for.
    """
    difference = is_after / max(is_after.sum(), 1) - is_before / max(is_before.sum(), 1)
    at = np.arange(len(difference))
    varied = [
        difference @ autoregression(correlation, at) @ difference for correlation in CORRELATIONS
    ]
    return np.asarray(np.array(varied) / max(float(difference @ difference), 1e-12))


def _averaged(weights: Array, inflation: Array) -> Array:
    """Return, per row of weights, the one inflation whose range is that of the weighted ones.

    The range is that of a log ratio of variance 1 when nothing is inflated.
    """
    z = -float(special.ndtri(ALPHA / 2))
    low = np.full(len(weights), z)
    high = np.full(len(weights), z * np.sqrt(inflation.max()))
    for _ in range(50):
        middle = (low + high) / 2
        beyond = (weights * special.ndtr(-middle[:, None] / np.sqrt(inflation))).sum(axis=1)
        low = np.where(beyond > ALPHA / 2, middle, low)
        high = np.where(beyond > ALPHA / 2, high, middle)
    return np.asarray((high / z) ** 2)
