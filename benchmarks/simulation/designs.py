"""The designs that look at one place at a time: time series, ratio of ratios, panel."""

import numpy as np

from benchmarks.simulation.draws import MONTHS, Cell
from queries.stats import Array
from queries.stats.dispersion import dispersion
from queries.stats.monthly_series import series
from queries.stats.panel import panel
from queries.stats.ratio_of_ratios import ratio_of_ratios
from queries.stats.time_series import LevelChange, level_change

RUNS = {"time series": 1_000, "ratio of ratios": 2_000, "panel": 1_000}
"""Runs of a cell."""


def look(cell: Cell, runs: int, rng: np.random.Generator) -> Cell:
    """Return what the design says where every true ratio is 1."""
    draw = {"time series": _series, "ratio of ratios": _against_others, "panel": _panel}
    low, high = np.asarray(draw[cell["what"]](cell, runs, rng), float)
    is_defined = np.isfinite(low) & ~np.isnan(high)
    covers = ((low <= 1) & (high >= 1))[is_defined]
    return {
        "looks": len(low),
        "defined": float(is_defined.mean()),
        "ratio_covered": float(covers.mean()) if len(covers) else float("nan"),
        "fell": float((high < 1).mean()),
        "rose": float((low > 1).mean()),
    }


def _series(cell: Cell, runs: int, rng: np.random.Generator) -> tuple[list[float], list[float]]:
    months = np.datetime64("2015-01") + np.arange(2 * MONTHS)
    season = np.exp(0.2 * np.sin(2 * np.pi * np.arange(2 * MONTHS) / 12))
    level = np.broadcast_to(cell["events_per_month"] * season, (runs, 2 * MONTHS))
    fits = [
        level_change(
            series(months, counts, 1.0, transition_from=months[MONTHS], after_from=months[MONTHS])
        )
        for counts in _counts(rng, level, cell["dispersion"])
    ]
    limits = [
        (fit.low, fit.high) if isinstance(fit, LevelChange) else (np.nan,) * 2 for fit in fits
    ]
    return [low for low, _ in limits], [high for _, high in limits]


def _against_others(cell: Cell, runs: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """One area against the sum of all others, dispersion the larger of the two groups'."""
    level = np.full((runs, cell["areas"], 2 * MONTHS), cell["events_per_month"])
    counts = _counts(rng, level, cell["dispersion"])
    groups = counts[:, 0], counts[:, 1:].sum(axis=1)
    ones = np.ones((runs, MONTHS))
    dispersions = [
        dispersion((events[:, :MONTHS], ones), (events[:, MONTHS:], ones)) for events in groups
    ]
    phi = np.max(
        [np.where(table["is_overdispersed"], table["phi"], 1.0) for table in dispersions], axis=0
    )
    sides = [
        (events[:, :MONTHS].sum(axis=1), 1, events[:, MONTHS:].sum(axis=1), 1) for events in groups
    ]
    ratios = ratio_of_ratios(sides[0], sides[1], phi)
    return ratios["low"], ratios["high"]


def _panel(cell: Cell, runs: int, rng: np.random.Generator) -> tuple[list[float], list[float]]:
    """Four areas in ten with a policy that did nothing; a coefficient of 0 is a ratio of 1."""
    areas = cell["areas"]
    policy = np.zeros((1, areas, 2 * MONTHS))
    policy[0, : areas * 4 // 10, MONTHS:] = 1
    level = np.full((runs, areas, 2 * MONTHS), cell["events_per_month"])
    tables = [panel(counts, policy) for counts in _counts(rng, level, cell["dispersion"])]
    return [1 + table["low"][0] for table in tables], [1 + table["high"][0] for table in tables]


def _counts(rng: np.random.Generator, mean: Array, phi: float) -> Array:
    """Return counts of variance phi × mean: Poisson, or Poisson around a gamma mean."""
    if phi == 1:
        return rng.poisson(mean).astype(float)
    return rng.poisson(rng.gamma(mean / (phi - 1), phi - 1)).astype(float)
