"""The simulation study of `make simulate`: coverage, false alarms, power and the second answer."""

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

STRONG = 0.7
"""Correlation of neighbouring months from which the aims are lower."""

STRONG_AIM = 0.90
"""Acceptable coverage at that correlation."""

ANY_NAMED = 0.08
"""Upper limit of the chance that a city without a change has any area that fell or rose."""

ANY_NAMED_STRONG = 0.12
"""Likewise at a correlation of STRONG, and where all areas share a shock."""

ORDINARY = 0.90
"""A date on a steady trend does not stand out in at least so many of its looks."""

POWER = 0.80
"""A true fall that should be seen is called one at least so often."""

LUCK = 2.0
"""A setting misses an aim if it does so by more than as many standard errors of its looks."""

RANGES = {
    "ratio": ("rate", "ratio_covered"),
    "ratio_of_shares": ("share", "ratio_covered"),
    "rate": ("rate", "rate_covered"),
    "share": ("share", "rate_covered"),
    "steadied": ("rate", "steadied_covered"),
    "extreme": ("rate", "extreme_covered"),
    "series": ("time series", "ratio_covered"),
    "ratio_of_ratios": ("ratio of ratios", "ratio_covered"),
    "panel": ("panel", "ratio_covered"),
}
"""By kind of range: what was simulated, and the column with its coverage."""

COMPARED = ("rate", "share")
"""The simulations of the comparison, with verdicts; other designs analyse one place at a time."""

SHOCKS = ("shared shocks", "one spell")
"""The scenarios in which all areas share what happens."""

Place = pl.Enum(["narrow", "within", "wide"])


@dataclass(frozen=True)
class Study:
    """The study's seed and day; `cells` has one row per setting, in the order of the file."""

    seed: int
    made_on: dt.date
    months_each_side: int
    cells: pl.DataFrame


@dataclass(frozen=True)
class Goal:
    """What was to be reached, `at_least` or at most `aim`, and what came out.

    `average` and `worst` are over `settings`; `missed` is how many miss by more than LUCK.
    """

    id: str
    aim: float
    at_least: bool
    average: float
    worst: float
    settings: int
    missed: int

    @property
    def is_reached(self) -> bool:
        """Whether the average keeps the aim and no setting misses it by more than luck."""
        within = self.average >= self.aim if self.at_least else self.average <= self.aim
        return within and not self.missed


@cache
def study() -> Study:
    """Return the whole study. The tables are shared: do not change them."""
    path = ROOT / "queries" / "stats" / "simulation_study.toml"
    content: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    cells = pl.DataFrame(content.pop("cells"), infer_schema_length=None)
    return Study(cells=cells, **content)


@cache
def coverage() -> pl.DataFrame:
    """Return one row per range and setting: range, events_per_month, alpha, correlation,
    dispersion, areas, scenario, ratio, looks, covered (share of ranges that contain the true value)
    and place (narrow | within | wide, relative to AIM, or to STRONG_AIM where months are that
    correlated). The table is shared: do not change it.
    """
    settings = (
        *("events_per_month", "alpha", "correlation", "dispersion"),
        *("areas", "scenario", "ratio", "looks"),
    )
    parts = [
        study()
        .cells.filter(pl.col("what") == simulated, pl.col(column).is_not_null())
        .select(pl.lit(name).alias("range"), *settings, covered=column)
        for name, (simulated, column) in RANGES.items()
    ]
    low, high = AIM
    is_strong = pl.col("correlation").fill_null(0) >= STRONG
    return pl.concat(parts).with_columns(
        place=pl.when(pl.col("covered") < pl.when(is_strong).then(STRONG_AIM).otherwise(low))
        .then(pl.lit("narrow"))
        .when(pl.col("covered") > high)
        .then(pl.lit("wide"))
        .otherwise(pl.lit("within"))
        .cast(Place)
    )


def summary() -> pl.DataFrame:
    """Return one row per range: settings, average, lowest, highest, narrow, wide (numbers of
    settings outside the aim) and lowest_events, lowest_alpha, lowest_correlation,
    lowest_dispersion, lowest_scenario (the setting with the lowest coverage).
    """
    worst = pl.col("covered").arg_min()
    return (
        coverage()
        .group_by("range", maintain_order=True)
        .agg(
            settings=pl.len(),
            average=pl.col("covered").mean(),
            lowest=pl.col("covered").min(),
            highest=pl.col("covered").max(),
            narrow=(pl.col("place") == "narrow").sum(),
            wide=(pl.col("place") == "wide").sum(),
            lowest_events=pl.col("events_per_month").get(worst),
            lowest_alpha=pl.col("alpha").get(worst),
            lowest_correlation=pl.col("correlation").get(worst),
            lowest_dispersion=pl.col("dispersion").get(worst),
            lowest_scenario=pl.col("scenario").get(worst),
        )
    )


def by_months() -> pl.DataFrame:
    """Return one row per scenario and correlation of months, for rates where nothing changed:
    city_covered, areas_covered, steadied_covered, extreme_covered (averages over the settings) and
    any_named_30, any_named_80: the chance that a city of so many areas has any of them called
    fallen or risen. A trend is a change, so that it has no false alarms.
    """
    size = pl.col("areas")
    return (
        _compared()
        .filter(pl.col("what") == "rate", pl.col("ratio") == 1, pl.col("stands_out").is_null())
        .group_by("scenario", "correlation", maintain_order=True)
        .agg(
            city_covered=pl.col("ratio_covered").filter(size == 1).mean(),
            areas_covered=pl.col("ratio_covered").filter(size > 1).mean(),
            steadied_covered=pl.col("steadied_covered").mean(),
            extreme_covered=pl.col("extreme_covered").mean(),
            any_named_30=pl.col("any_named").filter(size == 30).mean(),
            any_named_80=pl.col("any_named").filter(size == 80).mean(),
        )
        .sort("scenario", "correlation", descending=[True, False], maintain_order=True)
    )


def chances() -> pl.Series:
    """Return, per setting without a change, the chance that a city of areas has any of them named.

    With shocks that all areas share as well as without.
    """
    return _compared().filter(pl.col("areas") > 1)["any_named"].drop_nulls()


@cache
def goals() -> list[Goal]:
    """Return every goal of the comparison beside what came out."""
    is_strong, is_city = pl.col("correlation") >= STRONG, pl.col("areas") == 1
    is_steady, is_trend = pl.col("ratio") == 1, pl.col("scenario") == "trending"
    is_shock = pl.col("scenario").is_in(SHOCKS)
    false = is_steady & ~is_city & ~is_trend
    fall = (pl.col("ratio") == 0.7) & pl.col("stands_out").is_null()
    return [
        _goal("covered", "ratio_covered", ~is_trend & ~is_strong, AIM[0]),
        _goal("covered_strong", "ratio_covered", ~is_trend & is_strong, STRONG_AIM),
        _goal("any_named", "any_named", false & ~is_shock & ~is_strong, ANY_NAMED),
        _goal("any_named_strong", "any_named", false & ~is_shock & is_strong, ANY_NAMED_STRONG),
        _goal("any_named_shock", "any_named", false & is_shock, ANY_NAMED_STRONG),
        _goal("ordinary", "does_not_stand_out", is_trend, ORDINARY),
        _goal(
            "fall",
            "called",
            fall & (pl.col("events_per_month") == 10) & (pl.col("alpha") == 0),
            POWER,
        ),
        _goal("small_fall", "called", pl.col("ratio") == 0.9, POWER),
    ]


def second_answers() -> pl.DataFrame:
    """Return one row per setting with a second answer: the settings and the shares of answers."""
    return _compared().filter(pl.col("stands_out").is_not_null())


def false_alarms() -> pl.DataFrame:
    """Return what, settings, highest and luck of the designs without verdicts, nothing changed.

    `highest` is the largest share of ranges that exclude no change, over all settings. `luck` is
    two standard errors of a share of ALPHA at the number of looks.
    """
    return (
        study()
        .cells.filter(~pl.col("what").is_in(COMPARED))
        .group_by("what", maintain_order=True)
        .agg(
            settings=pl.len(),
            highest=(pl.col("fell") + pl.col("rose")).max(),
            luck=2 * (ALPHA * (1 - ALPHA) / pl.col("looks").min()).sqrt(),
        )
    )


def _compared() -> pl.DataFrame:
    return study().cells.filter(pl.col("what").is_in(COMPARED))


def _goal(name: str, column: str, chosen: pl.Expr, aim: float) -> Goal:
    cells = _compared().filter(chosen, pl.col(column).is_not_null())
    # a chance of a whole city rests on its cities, not on their areas
    looks = cells["looks"] / cells["areas"] if column == "any_named" else cells["looks"]
    at_least = column != "any_named"
    short = (aim - cells[column]) if at_least else (cells[column] - aim)
    return Goal(
        id=name,
        aim=aim,
        at_least=at_least,
        average=float(cells[column].mean()),  # type: ignore[arg-type]
        worst=float(cells[column].min() if at_least else cells[column].max()),  # type: ignore[arg-type]
        settings=len(cells),
        missed=int((short > LUCK * (aim * (1 - aim) / looks).sqrt()).sum()),
    )
