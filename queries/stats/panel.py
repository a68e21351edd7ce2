"""Many areas over many months: the change where the policy came, against areas and months alike."""

from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from queries.stats import Array, Table
from queries.stats.constants import ALPHA, MIN_CHANGED, MIN_CLUSTERS, PERMUTATIONS

SEED = 20_240_301
"""Of the permutations: the same data give the same range every time."""

CLOSE = 1e-9
"""Numbers this near each other, relative to the largest, are the same one."""


def panel(outcome: ArrayLike, treatments: ArrayLike) -> Table:
    """Return coefficient, standard_error, low, high, p and method, one row per treatment.

    `outcome` is areas × months without gaps, a rate or a count; `treatments` is treatments × areas
    × months, 0 and 1 or a dose. Every area and every month has its own level; errors are clustered
    by area. With under MIN_CLUSTERS areas, or under MIN_CHANGED that a policy reached or did not,
    one treatment is tested by permuting areas, and standard_error is nan. Leave months of
    transition out before. docs/decisions/2026-11-comparison-designs.md has the reasons. Raises
    ValueError on gaps, on treatments that levels of areas and months explain wholly, and on
    several treatments of few areas.
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
    """The within estimator, errors clustered by area (Liang & Zeger 1986), t on areas − 1 df."""
    within, size = _within(d), len(d)
    flat = within.reshape(size, -1)
    bread = np.linalg.inv(flat @ flat.T)
    b = bread @ flat @ _within(y).ravel()
    residuals = _within(y) - np.tensordot(b, within, 1)
    scores = np.einsum("at,kat->ak", residuals, within)
    areas, months = y.shape
    # levels of areas are nested in the clusters and cost no degrees of freedom
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
    """The within estimator with the policy's paths given to other areas.

    The range holds every change δ that, taken off the outcome, leaves the real assignment among
    the 95 % less extreme ones. The coefficient of any assignment falls in a straight line with δ,
    so each assignment is at least as extreme between two points that can be written down.
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
    # the real order, and its exact mirror, are as extreme as themselves whatever is taken off
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
    """Return assignments × areas: whose path each area gets; all of them where they are few."""
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
    """Take the means of areas and of months off: the last two axes."""
    centred = values - values.mean(axis=-1, keepdims=True)
    return np.asarray(centred - centred.mean(axis=-2, keepdims=True))
