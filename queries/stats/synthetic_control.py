"""The synthetic control: one place against a weighted mean of others with the same past."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize

from queries.stats import Array, Table


@dataclass(frozen=True)
class SyntheticControl:
    """A synthetic control. `table` has one row per time: observed, synthetic, gap and is_after.

    `gap` is the mean of observed − synthetic after. `weights` has one value per place, 0 for the
    place itself. `ratios` is RMSPE after ÷ before for every place in turn. `rank` is the rank of
    the place's own ratio from the largest (ties count against it), and p = rank / places.
    """

    table: Table
    gap: float
    weights: Array
    ratios: Array
    rank: int
    p: float
    method: str


def synthetic_control(outcomes: ArrayLike, place: int, after_from: int) -> SyntheticControl:
    """Return the synthetic control of one place (Abadie, Diamond & Hainmueller 2010).

    `outcomes` is places × times without gaps; `place` is a row; times from column `after_from` on
    are after. Weights are at least 0, sum to 1 and depend only on outcomes before. Every other
    place gets its own control from the places without the policy, so that the gap can be ranked.
    Raises ValueError with gaps, with fewer than two other places, or without times on a side.
    """
    y = np.asarray(outcomes, float)
    if not np.isfinite(y).all() or len(y) < 3 or not 2 <= after_from < y.shape[1]:
        raise ValueError("a synthetic control needs two other places and times on both sides")
    own = _weights(y, place, place, after_from)
    ratios = np.array(
        [
            _rmspe_ratio(y, _weights(y, unit, place, after_from), unit, after_from)
            for unit in range(len(y))
        ]
    )
    rank = int((ratios >= ratios[place]).sum())
    synthetic = own @ y
    gap = y[place] - synthetic
    return SyntheticControl(
        table={
            "observed": y[place],
            "synthetic": synthetic,
            "gap": gap,
            "is_after": np.arange(y.shape[1]) >= after_from,
        },
        gap=float(gap[after_from:].mean()),
        weights=own,
        ratios=ratios,
        rank=rank,
        p=rank / len(y),
        method="synthetic control, weights from outcomes before",
    )


def _weights(y: Array, unit: int, place: int, after_from: int) -> Array:
    """Return the simplex weights of one unit; the place with the policy is never a donor."""
    donors = np.array([row for row in range(len(y)) if row not in (unit, place)])
    # a common scale, so that the tolerance of the search does not depend on the unit of measurement
    scale = y[:, :after_from].std() or 1.0
    before, target = y[donors, :after_from] / scale, y[unit, :after_from] / scale

    def loss(w: Array) -> tuple[float, Array]:
        error = w @ before - target
        return float((error**2).mean()), 2 * before @ error / after_from

    solution = optimize.minimize(
        loss,
        np.full(len(donors), 1 / len(donors)),
        jac=True,
        method="SLSQP",
        bounds=[(0, 1)] * len(donors),
        constraints={"type": "eq", "fun": lambda w: w.sum() - 1, "jac": np.ones_like},
        options={"ftol": 1e-12, "maxiter": 1000},
    )
    weights = np.zeros(len(y))
    weights[donors] = np.clip(solution.x, 0, None) / np.clip(solution.x, 0, None).sum()
    return weights


def _rmspe_ratio(y: Array, weights: Array, unit: int, after_from: int) -> float:
    squares = (y[unit] - weights @ y) ** 2
    before, after = squares[:after_from].mean(), squares[after_from:].mean()
    # with a perfect fit before, any difference after gives an infinite ratio
    return float(np.sqrt(after / before)) if before > 0 else (np.inf if after > 0 else 1.0)
