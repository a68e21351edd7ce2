"""The settings of the study, and one of them run."""

import datetime as dt
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.simulation import comparisons, designs
from benchmarks.simulation.comparisons import CITIES, LONG
from benchmarks.simulation.designs import RUNS
from benchmarks.simulation.draws import MONTHS, Cell

STUDY = Path(__file__).parents[2] / "queries" / "stats" / "simulation_study.toml"

SEED = 20_261_124

RECORD = 96
"""Months of record, the windows in the middle."""

AREAS = {1: (10.0, 100.0, 400.0), 30: (0.5, 2.0, 10.0), 80: (0.5, 2.0, 10.0)}
"""Events a month, by number of areas; 1 is the whole city."""

SCATTERED = tuple((alpha, rho) for alpha in (0.3, 1.0) for rho in (0.0, 0.3, 0.5, 0.7))
"""alpha (the variance of a month of mean m is m + alpha·m²) and correlation of months."""

CHANCE = (0.0, 0.0)
"""Months that vary by chance alone."""

EVENTS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
"""Events a month in an area, for the designs that look at one place."""

CITY_EVENTS = (10.0, 30.0, 100.0)

DISPERSIONS = (1.0, 1.5, 2.0, 3.0)
"""Variance of a month's count over that of a Poisson one, likewise."""

FALL = 0.7
SMALL_FALL = 0.9


def cells() -> Iterator[Cell]:
    """Yield the settings of every cell."""
    yield from _comparisons()
    for design, levels, sizes in (
        ("time series", CITY_EVENTS, (1,)),
        ("ratio of ratios", EVENTS, (30,)),
        ("panel", EVENTS[2:], (10, 30)),
    ):
        for events in levels:
            for phi in DISPERSIONS:
                for areas in sizes:
                    yield {
                        "what": design,
                        "events_per_month": events,
                        "dispersion": phi,
                        "areas": areas,
                        "scenario": "nothing changed",
                    }


def _comparisons() -> Iterator[Cell]:
    half = (0.3, 0.5)
    plain = (CHANCE, half)
    for areas, levels in AREAS.items():
        for events in levels:
            for scatter in (CHANCE, *SCATTERED):
                yield _cell(areas, events, scatter)
            for scatter in plain:
                yield _cell(areas, events, scatter, "seasonal")
            for scatter in (CHANCE, (0.3, 0.3), half, (0.3, 0.7)):
                yield _cell(areas, events, scatter, ratio=FALL)
            if areas < 80:
                for scatter in plain:
                    yield _cell(areas, events, scatter, "trending")
                    yield _cell(areas, events, scatter, what="share")
            if areas > 1:
                for scatter in (half, (0.3, 0.7)):
                    yield _cell(areas, events, scatter, "shared shocks")
                yield _cell(areas, events, CHANCE, "one spell")
    yield _cell(1, 400.0, CHANCE, "seasonal", ratio=SMALL_FALL)
    for events in (10.0, 400.0):
        for scatter in (CHANCE, half, (0.3, 0.7)):
            for scenario, ratio in (("steady", 1.0), ("trending", 1.0), ("steady", FALL)):
                yield _cell(1, events, scatter, scenario, ratio=ratio, record_months=LONG)


def _cell(
    areas: int,
    events: float,
    scatter: tuple[float, float],
    scenario: str = "steady",
    *,
    what: str = "rate",
    ratio: float = 1.0,
    record_months: int = RECORD,
) -> Cell:
    return {
        "what": what,
        "events_per_month": events,
        "alpha": scatter[0],
        "correlation": scatter[1],
        "areas": areas,
        "scenario": scenario,
        "ratio": ratio,
        "record_months": record_months,
    }


def run(cell: Cell, looks: float = 1.0, stream: int = 0) -> Cell:
    """Return the cell with its answers; `looks` scales how many are drawn.

    Every cell has its own stream of random numbers, so that one can be run again alone. The answers
    are told in comparisons.look and designs.look.
    """
    keys = "\n".join(f"{name}={cell[name]}" for name in sorted(cell))
    rng = np.random.default_rng([SEED, stream, *keys.encode()])
    if cell["what"] in RUNS:
        answers = designs.look(cell, round(RUNS[cell["what"]] * looks), rng)
    else:
        answers = comparisons.look(cell, round(CITIES[cell["areas"]] * looks), rng)
    return cell | {name: round(value, 4) for name, value in answers.items()}


def read(path: Path = STUDY) -> dict[str, Any]:
    """Return the study as written: seed, made_on and its cells."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def write(results: list[Cell], path: Path) -> None:
    """Write the study."""
    lines = [
        "# Written by `make simulate`. Not to be edited by hand.",
        f"seed = {SEED}",
        f"made_on = {dt.datetime.now(dt.UTC).date()}",
        f"months_each_side = {MONTHS}",
        "",
        "cells = [",
        *(f"    {{ {', '.join(map(_toml, cell.items()))} }}," for cell in results),
        "]",
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _toml(item: tuple[str, Any]) -> str:
    name, value = item
    return f'{name} = "{value}"' if isinstance(value, str) else f"{name} = {value}"
