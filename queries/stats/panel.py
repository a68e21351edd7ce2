"""The two-way panel: areas × months with fixed effects for both."""

from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from queries.stats import Array, Table
from queries.stats.constants import ALPHA, MIN_CHANGED, MIN_CLUSTERS, PERMUTATIONS

SEED = 20_240_301
"""Seed of the permutations, so that the same data give the same range."""

CLOSE = 1e-9
"""Relative tolerance within which two numbers count as equal."""


def panel(outcome: ArrayLike, treatments: ArrayLike) -> Table:
    """Return coefficient, standard_error, low, high, p and method, one row per treatment.

    `outcome` is areas × months without gaps, a rate or a count; `treatments` is treatments × areas
    × months, 0 and 1 or a dose. Areas and months have fixed effects; errors are clustered by area.
    With fewer than MIN_CLUSTERS areas, or fewer than MIN_CHANGED areas with or without a change of
    treatment, a single treatment is tested by permuting areas, and standard_error is nan. The
    caller leaves out months of transition. docs/decisions/2026-11-comparison-designs.md gives the
    reasons. Raises ValueError for gaps, for treatments that the fixed effects explain completely,
    and for several treatments with few areas.
    """
    y, d = np.asarray(outcome, float), np.asarray(treatments, float)
    if d.shape[1:] != y.shape or not (np.isfinite(y).all() and np.isfinite(d).all()):
        raise ValueError(
            "a panel needs every area in every month, and treatments of the same shape"
        )
    within = _within(d).reshape(len(d), -1)
    if np.linalg.matrix_rank(within, tol=CLOSE * np.linalg.norm(d)) < len(d):
        raise ValueError("levels of areas and months explain a treatment wholly: nothing is left")
    if not _has_few(d):
        return _clustered(y, d)
    if len(d) > 1:
        raise ValueError("with so few areas only one treatment at a time can be tested")
    return _permuted(y, d[0])


def _has_few(d: Array) -> bool:
    areas = d.shape[1]
    changed = int(np.ptp(d, axis=2).any(axis=0).sum())
    return areas < MIN_CLUSTERS or min(changed, areas - changed or MIN_CHANGED) < MIN_CHANGED


def _clustered(y: Array, d: Array) -> Table:
    """Return the within estimator with errors clustered by area (Liang & Zeger 1986)."""
    within, size = _within(d), len(d)
    flat = within.reshape(size, -1)
    bread = np.linalg.inv(flat @ flat.T)
    b = bread @ flat @ _within(y).ravel()
    residuals = _within(y) - np.tensordot(b, within, 1)
    scores = np.einsum("at,kat->ak", residuals, within)
    areas, months = y.shape
    # fixed effects of areas are nested in the clusters and use no degrees of freedom
    few = areas / (areas - 1) * (y.size - 1) / (y.size - months - size)
    error = np.sqrt(np.diag(bread @ scores.T @ scores @ bread) * few)
    reach = -special.stdtrit(areas - 1, ALPHA / 2) * error
    return {
        "coefficient": b,
        "standard_error": error,
        "low": b - reach,
        "high": b + reach,
        "p": 2 * special.stdtr(areas - 1, -np.abs(b) / error),
        "method": np.full(size, "two-way panel, clustered by area"),
    }


def _permuted(y: Array, d: Array) -> Table:
    """Return the within estimator, tested by assigning the treatment paths to other areas.

    The range contains every change δ for which the real assignment is not among the most extreme
    5 % after δ is subtracted from the outcome. The coefficient of each assignment is linear in δ,
    so it is at least as extreme as the real one between two values of δ in closed form.
    """
    within, outcome = _within(d), _within(y)
    total = (within**2).sum()
    b = float((within * outcome).sum() / total)
    orders, orders_text = _orders(d)
    areas = np.arange(len(d))
    permuted = (within @ outcome.T)[orders, areas].sum(axis=1) / total
    shared = (within @ within.T)[orders, areas].sum(axis=1) / total
    with np.errstate(divide="ignore", invalid="ignore"):
        ends = np.sort(
            [
                np.where(shared > 1 - CLOSE, np.inf, (b - permuted) / (1 - shared)),
                np.where(shared < -1 + CLOSE, -np.inf, (b + permuted) / (1 + shared)),
            ],
            axis=0,
        )
    # the real assignment and its exact mirror are equally extreme for every δ
    always = np.abs(shared) > 1 - CLOSE
    least, most = np.where(always, -np.inf, ends[0]), np.where(always, np.inf, ends[1])
    needed = int(np.ceil(ALPHA * len(orders) - CLOSE)) - 1
    extreme = np.abs(permuted) >= abs(b) - CLOSE * np.abs(permuted).max()
    return {
        "coefficient": np.array([b]),
        "standard_error": np.array([np.nan]),
        "low": np.sort(least)[[needed]],
        "high": np.sort(most)[::-1][[needed]],
        "p": np.array([extreme.mean()]),
        "method": np.array([f"two-way panel, {orders_text}"]),
    }


def _orders(d: Array) -> tuple[NDArray[np.intp], str]:
    """Return assignments × areas, the area whose path each area gets, and their description.

    These are all assignments if there are at most PERMUTATIONS, else a random sample.
    """
    paths, first, path_of_area = np.unique(d, axis=0, return_index=True, return_inverse=True)
    areas, rarer = len(d), int(np.argmin(np.bincount(path_of_area)))
    count = int((path_of_area == rarer).sum())
    if len(paths) == 2 and comb(areas, count) <= PERMUTATIONS:
        members = np.array(list(combinations(range(areas), count)))
        orders = np.full((len(members), areas), first[1 - rarer])
        np.put_along_axis(orders, members, first[rarer], axis=1)
        return orders, f"all {len(orders)} assignments to areas"
    rng = np.random.default_rng(SEED)
    permutations = rng.permuted(np.tile(np.arange(areas), (PERMUTATIONS, 1)), axis=1)
    permutations[0] = np.arange(areas)
    return permutations, f"{PERMUTATIONS} permutations of areas"


def _within(values: Array) -> Array:
    """Return values minus the means of areas and of months, the last two axes."""
    centred = values - values.mean(axis=-1, keepdims=True)
    return np.asarray(centred - centred.mean(axis=-2, keepdims=True))
