"""The simulation study of `make simulate`: coverage of ranges and false alarms of verdicts."""

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

import polars as pl

from queries.paths import ROOT
from queries.stats.constants import ALPHA

AIM = (0.93, 0.98)
"""Acceptable coverage of a 95 % range; a range with more coverage is wider than needed."""

FALSE_ALARMS = 0.05
"""Upper limit of the share of unchanged areas that get the verdict fell or rose."""

RANGES = {
    "ratio": ("rate", "ratio_covered"),
    "ratio_of_shares": ("share", "ratio_covered"),
    "rate": ("rate", "rate_covered"),
    "share": ("share", "rate_covered"),
    "series": ("time series", "ratio_covered"),
    "ratio_of_ratios": ("ratio of ratios", "ratio_covered"),
    "panel": ("panel", "ratio_covered"),
}
"""By kind of range: what was simulated, and the column with its coverage."""

VERDICTS = ("rate", "share")
"""The simulations with verdicts; the other designs analyse one place at a time."""

Place = pl.Enum(["narrow", "within", "wide"])


@dataclass(frozen=True)
class Study:
    """The study's seed and day; `cells` has one row per setting, in the order of the file."""

    seed: int
    made_on: dt.date
    months_each_side: int
    cells: pl.DataFrame


@cache
def study() -> Study:
    """Return the whole study. The tables are shared: do not change them."""
    path = ROOT / "queries" / "stats" / "simulation_study.toml"
    content: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    cells = pl.DataFrame(content.pop("cells"), infer_schema_length=None)
    return Study(cells=cells, **content)


@cache
def coverage() -> pl.DataFrame:
    """Return one row per range and setting: range, events_per_month, dispersion, areas, scenario,
    looks, covered (share of ranges that contain the true value) and place (narrow | within | wide,
    relative to AIM). The table is shared: do not change it.
    """
    settings = ("events_per_month", "dispersion", "areas", "scenario", "looks")
    parts = [
        study()
        .cells.filter(pl.col("what") == simulated)
        .select(pl.lit(name).alias("range"), *settings, covered=column)
        for name, (simulated, column) in RANGES.items()
    ]
    low, high = AIM
    return pl.concat(parts).with_columns(
        place=pl.when(pl.col("covered") < low)
        .then(pl.lit("narrow"))
        .when(pl.col("covered") > high)
        .then(pl.lit("wide"))
        .otherwise(pl.lit("within"))
        .cast(Place)
    )


def summary() -> pl.DataFrame:
    """Return one row per range: settings, lowest, highest, narrow, wide (numbers of settings
    outside AIM) and lowest_events, lowest_dispersion (the setting with the lowest coverage).
    """
    worst = pl.col("covered").arg_min()
    return (
        coverage()
        .group_by("range", maintain_order=True)
        .agg(
            settings=pl.len(),
            lowest=pl.col("covered").min(),
            highest=pl.col("covered").max(),
            narrow=(pl.col("place") == "narrow").sum(),
            wide=(pl.col("place") == "wide").sum(),
            lowest_events=pl.col("events_per_month").get(worst),
            lowest_dispersion=pl.col("dispersion").get(worst),
        )
    )


def false_alarms() -> pl.DataFrame:
    """Return what, has_verdict, settings, highest and luck for places without any change.

    `highest` is the largest share of false alarms over all settings: verdicts fell or rose, or, for
    designs without verdicts, ranges that exclude no change. `luck` is two standard errors of a
    share of ALPHA at the number of looks.
    """
    wrong = pl.col("fell") + pl.col("rose")
    return (
        study()
        .cells.group_by("what", maintain_order=True)
        .agg(
            settings=pl.len(),
            highest=wrong.max(),
            luck=2 * (ALPHA * (1 - ALPHA) / pl.col("looks").min()).sqrt(),
        )
        .with_columns(has_verdict=pl.col("what").is_in(VERDICTS))
    )
