"""The simulation study, as `make simulate` wrote it: do ranges hold the truth, do verdicts lie?"""

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

import polars as pl

from queries.paths import ROOT
from queries.stats.constants import ALPHA

AIM = (0.93, 0.98)
"""A 95 % range should hold the truth this often; more is safe but wider than it must be."""

FALSE_ALARMS = 0.05
"""Under this share of looks at unchanged areas may be called fell or rose."""

RANGES = {
    "ratio": ("rate", "ratio_covered"),
    "ratio_of_shares": ("share", "ratio_covered"),
    "rate": ("rate", "rate_covered"),
    "share": ("share", "rate_covered"),
    "series": ("time series", "ratio_covered"),
    "ratio_of_ratios": ("ratio of ratios", "ratio_covered"),
    "panel": ("panel", "ratio_covered"),
}
"""Every kind of range by the id of its method: what was simulated, and the column that says so."""

VERDICTS = ("rate", "share")
"""What gets a verdict; the other designs look at one place at a time."""

Place = pl.Enum(["narrow", "within", "wide"])


@dataclass(frozen=True)
class Study:
    """When and how the study was made; `cells` has one row per setting, as the file has them."""

    seed: int
    made_on: dt.date
    months_each_side: int
    cells: pl.DataFrame


@cache
def study() -> Study:
    """Return the whole study. Shared: do not change what it holds."""
    path = ROOT / "queries" / "stats" / "simulation_study.toml"
    content: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    cells = pl.DataFrame(content.pop("cells"), infer_schema_length=None)
    return Study(cells=cells, **content)


@cache
def coverage() -> pl.DataFrame:
    """Return one row per range and setting: range, events_per_month, dispersion, areas, scenario,
    looks, covered (share of ranges that hold the truth) and place (narrow | within | wide of AIM).
    Shared: do not change what it holds.
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
    """Return one row per range: settings, lowest, highest, narrow, wide (how many settings lie
    outside AIM) and lowest_events, lowest_dispersion (the setting of the lowest).
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
    """Return what, has_verdict, settings, highest and luck: looks at places where nothing changed.

    Of verdicts `highest` is the largest share called fell or rose; of the designs without one, the
    largest share of ranges that leave out no change. `luck` is two standard errors of a share of
    ALPHA among so many looks.
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
