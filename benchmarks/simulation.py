"""`make simulate`: how often ranges hold the truth and verdicts speak without a change.

Draws cities whose truth is known, at the counts that real neighborhoods have, asks them what the
pages ask, and writes the answers to queries/stats/simulation_study.toml. The same seed gives the
same file; every cell has its own stream, so that one can be run again alone.
"""

import argparse
import datetime as dt
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track

from queries.stats import Array
from queries.stats.comparison import compare_periods
from queries.stats.dispersion import dispersion
from queries.stats.monthly_series import series
from queries.stats.multiplicity import q_values
from queries.stats.panel import panel
from queries.stats.ratio_of_ratios import ratio_of_ratios
from queries.stats.time_series import LevelChange, level_change
from queries.stats.verdicts import verdicts

STUDY = Path(__file__).parents[1] / "queries" / "stats" / "simulation_study.toml"

SEED = 20_261_124

MONTHS = 24
"""On each side, as the pages take them."""

EVENTS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
"""Events a month in an area; city-wide series have CITY_EVENTS."""

CITY_EVENTS = (10.0, 30.0, 100.0)

DISPERSIONS = (1.0, 1.5, 2.0, 3.0)
"""Variance of a month's count over that of a Poisson (or binomial) one."""

SHARE = 0.1
"""The true share where a measure is one."""

LOOKS = 24_000
"""Areas looked at in each cell of the comparison, whole cities of them."""

RUNS = {"time series": 1_000, "ratio of ratios": 2_000, "panel": 1_000}
"""Runs of the designs that look at one place at a time."""

Cell = dict[str, Any]


def cells() -> Iterator[Cell]:
    """Yield the settings of every cell."""
    for kind in ("rate", "share"):
        for events in EVENTS:
            for phi in DISPERSIONS:
                # a share of so few cannot scatter so much
                if kind == "share" and phi >= max(events / SHARE, 1.5):
                    continue
                for areas in (30, 80):
                    for scenario in ("nothing changed", "half of areas halved"):
                        yield {
                            "what": kind,
                            "events_per_month": events,
                            "dispersion": phi,
                            "areas": areas,
                            "scenario": scenario,
                        }
    for design, levels, counts in (
        ("time series", CITY_EVENTS, (1,)),
        ("ratio of ratios", EVENTS, (30,)),
        ("panel", EVENTS[2:], (10, 30)),
    ):
        for events in levels:
            for phi in DISPERSIONS:
                for areas in counts:
                    yield {
                        "what": design,
                        "events_per_month": events,
                        "dispersion": phi,
                        "areas": areas,
                        "scenario": "nothing changed",
                    }


def run(cell: Cell, looks: float = 1.0, stream: int = 0) -> Cell:
    """Return the cell with what was found; `looks` scales how many are drawn.

    `ratio_covered` is the share of looks with a range whose range holds the true ratio,
    `rate_covered` likewise of the rate before, `defined` the share with a range at all. `fell`
    and `rose` are the shares of unchanged areas that were called so.
    """
    keys = "\n".join(f"{name}={cell[name]}" for name in sorted(cell))
    rng = np.random.default_rng([SEED, stream, *keys.encode()])
    if cell["what"] in ("rate", "share"):
        results = _compared(cell, round(LOOKS * looks / cell["areas"]), rng)
    else:
        draw = {"time series": _series, "ratio of ratios": _against_others, "panel": _panel}
        limits = draw[cell["what"]](cell, round(RUNS[cell["what"]] * looks), rng)
        results = _coverage(*np.asarray(limits, float))
    return cell | {name: round(value, 4) for name, value in results.items()}


def _coverage(low: Array, high: Array) -> Cell:
    """Return what was found where every true ratio is 1."""
    is_defined = np.isfinite(low) & ~np.isnan(high)
    return {
        "looks": len(low),
        "defined": float(is_defined.mean()),
        "ratio_covered": _mean((low <= 1) & (high >= 1), is_defined),
        "fell": float((high < 1).mean()),
        "rose": float((low > 1).mean()),
    }


def _compared(cell: Cell, cities: int, rng: np.random.Generator) -> Cell:
    kind, areas, phi = cell["what"], cell["areas"], cell["dispersion"]
    shape = (cities, areas, MONTHS)
    is_changed = np.zeros((cities, areas), bool)
    if cell["scenario"] != "nothing changed":
        is_changed[:, ::2] = True
    ratio = np.where(is_changed, 0.5, 1.0)
    level = np.full(shape, cell["events_per_month"])
    total = np.ones(shape) if kind == "rate" else np.round(level / SHARE)
    before, after = (
        _counts(rng, level * change, phi)
        if kind == "rate"
        else _shares(rng, total, SHARE * change, phi)
        for change in (np.ones(shape), ratio[..., None])
    )
    x0, n0, x1, n1 = (values.reshape(-1, MONTHS) for values in (before, total, after, total))
    a, b, c, d = (values.sum(axis=1) for values in (x0, n0, x1, n1))
    comparison = compare_periods(a, b, c, d, (x0, n0), (x1, n1), kind=kind)
    q = np.concatenate([q_values(city) for city in comparison["p"].reshape(cities, areas)])
    verdict_words = verdicts(
        a,
        c,
        comparison["ratio_low"],
        comparison["ratio_high"],
        comparison["p"],
        q,
        comparison["detectable_fall"],
        is_breaking=np.zeros(len(q), bool),
    )
    truth, unchanged = ratio.ravel(), ~is_changed.ravel()
    rate = SHARE if kind == "share" else cell["events_per_month"]
    is_defined = np.isfinite(comparison["ratio_low"])
    covers = (comparison["ratio_low"] <= truth) & (truth <= comparison["ratio_high"])
    return {
        "looks": len(q),
        "defined": float(is_defined.mean()),
        "ratio_covered": _mean(covers, is_defined),
        "rate_covered": float(
            ((comparison["before_low"] <= rate) & (rate <= comparison["before_high"])).mean()
        ),
        "fell": float((verdict_words == "fell")[unchanged].mean()),
        "rose": float((verdict_words == "rose")[unchanged].mean()),
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


def _shares(rng: np.random.Generator, total: Array, share: Array, phi: float) -> Array:
    """Return counts of phi × binomial variance: binomial, or binomial around a beta share."""
    p = np.broadcast_to(share, total.shape)
    if phi > 1:
        precision = (total - 1) / (phi - 1) - 1
        p = rng.beta(p * precision, (1 - p) * precision)
    return rng.binomial(total.astype(int), p).astype(float)


def _mean(flags: NDArray[np.bool_], is_defined: NDArray[np.bool_]) -> float:
    return float(flags[is_defined].mean()) if is_defined.any() else float("nan")


def read(path: Path = STUDY) -> dict[str, Any]:
    """Return the study as written: seed, made_on and its cells."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _write(results: list[Cell], path: Path) -> None:
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


def main() -> None:
    """Run every cell and write the study."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.simulation")
    parser.add_argument("--to", type=Path, default=STUDY, help="where to write the study")
    path = parser.parse_args().to
    console = Console()
    results = [run(cell) for cell in track(list(cells()), "Simulating", console=console)]
    _write(results, path)
    console.print(f"{len(results)} cells written to {path.name}")


if __name__ == "__main__":
    main()
