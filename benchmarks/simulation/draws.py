"""Made-up months whose truth is known.

Counts are Poisson (shares: binomial) around an intensity that itself goes up and down. Its
logarithm is a first-order autoregression, so that months of mean m have variance m + alpha·m² and a
good or bad spell outlasts the month by the given correlation.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from queries.stats import Array

MONTHS = 24
"""On each side, as the pages take them."""

SHARE = 0.1
"""The true share where a measure is one."""

SEASON = 0.3
"""Half of the swing of a year, on the log scale, where months are seasonal."""

YEARLY = 0.9
"""What is left of the level after a year where it is trending."""

COMMON = 0.5
"""The part of the ups and downs that all areas share where a shock is shared."""

SPELL = (6, 1.3)
"""Months of the spell that all areas share, and how high it is."""

Cell = dict[str, Any]


def windows(months: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which months of a record are before and which after a change in its middle."""
    at = np.arange(months) - months // 2
    return (at >= -MONTHS) & (at < 0), (at >= 0) & (at < MONTHS)


def levels(cell: Cell) -> Array:
    """Return the true level of every area and month: season, trend and change, without chance.

    With a change every second area changes, from the middle of the record on; a city alone does.
    """
    months = cell["record_months"]
    at = np.arange(months) - months // 2
    level = np.full((cell["areas"], months), float(cell["events_per_month"]))
    if cell["scenario"] == "seasonal":
        level *= np.exp(SEASON * np.sin(2 * np.pi * at / 12))
    if cell["scenario"] == "trending":
        level *= YEARLY ** (at / 12)
    level[::2, at >= 0] *= cell["ratio"]
    return level


def counts(rng: np.random.Generator, cell: Cell, cities: int) -> tuple[Array, Array]:
    """Return events and exposure of so many cities, cities × areas × months."""
    level = levels(cell)
    shape = (cities, *level.shape)
    mean = level * _ups_and_downs(rng, cell, shape)
    if cell["scenario"] == "one spell":
        mean = mean * _spells(rng, cell["record_months"], cities)
    if cell["what"] == "rate":
        return rng.poisson(mean).astype(float), np.ones(shape)
    total = np.full(shape, round(cell["events_per_month"] / SHARE))
    return rng.binomial(total, np.clip(mean / total, 0, 1)).astype(float), total.astype(float)


def _ups_and_downs(rng: np.random.Generator, cell: Cell, shape: tuple[int, int, int]) -> Array:
    """Return lognormal factors of mean 1 and variance alpha."""
    if not cell["alpha"]:
        return np.ones(shape)
    wave = _autoregression(rng, cell["correlation"], shape)
    if cell["scenario"] == "shared shocks":
        common = _autoregression(rng, cell["correlation"], (shape[0], 1, shape[2]))
        wave = np.sqrt(1 - COMMON) * wave + np.sqrt(COMMON) * common
    size = np.sqrt(np.log1p(cell["alpha"]))
    return np.asarray(np.exp(size * wave - size**2 / 2), float)


def _autoregression(
    rng: np.random.Generator, correlation: float, shape: tuple[int, int, int]
) -> Array:
    wave = rng.normal(size=shape)
    for month in range(1, shape[2]):
        wave[..., month] *= np.sqrt(1 - correlation**2)
        wave[..., month] += correlation * wave[..., month - 1]
    return wave


def _spells(rng: np.random.Generator, months: int, cities: int) -> Array:
    """Return the factors of one spell in each city, at any time inside the two windows."""
    length, height = SPELL
    first = months // 2 - MONTHS + rng.integers(2 * MONTHS - length + 1, size=(cities, 1, 1))
    at = np.arange(months)
    return np.where((at >= first) & (at < first + length), height, 1.0)
