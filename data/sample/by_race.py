"""population_by_race.csv and arrests.csv: benchmarks for force by race."""

from pathlib import Path

import numpy as np
import polars as pl

from data.sample.draw import Floats, Ints
from data.sample.rates import Sample

CENSUSES = (2010, 2020)
ALIKE = 30.0
"""Similarity of the neighborhoods: larger numbers move them closer to the city's shares."""

RACES = {
    "black": "Black or African American",
    "white": "White",
    "latino": "Hispanic or Latino",
    "asian": "Asian",
    "native_american": "American Indian or Alaska Native",
    "other": "Other Race",
    "unknown": "Not Known",
}
"""The portal's words for races; force.csv uses them since formats_change_on."""


def write_benchmarks(folder: Path, sample: Sample) -> None:
    """Write residents by neighborhood, census and race, and arrests by year and race.

    The residents of a neighborhood add up to those in population.csv and do not
    depend on the seed.
    """
    note, spec = sample.plan["note"], sample.plan["by_race"]
    residents, areas = spec["residents"], sample.plan["neighborhoods"]
    mix = np.random.default_rng(0).dirichlet(_shares(residents) * ALIKE, len(areas))
    rows = [
        {
            "NBHD_ID": area["id"],
            "YEAR": census,
            "RACE": RACES[race],
            "RESIDENTS": count,
        }
        for area, shares in zip(areas, mix, strict=True)
        for census in CENSUSES
        for race, count in zip(
            residents, _split(area["residents"][str(census)], shares), strict=True
        )
    ]
    pl.DataFrame(rows).with_columns(DATA_NOTE=pl.lit(note)).write_csv(
        folder / "population_by_race.csv"
    )
    rng = np.random.default_rng([sample.seed, 4])
    first, last = sample.plan["first_day"].year, sample.plan["last_day"].year
    years = np.arange(first, last + 1)
    arrests = rng.multinomial(
        rng.poisson(spec["arrests_per_year"], years.size), _shares(spec["arrests"])
    )
    pl.DataFrame(
        {
            "YEAR": np.repeat(years, len(spec["arrests"])),
            "RACE": [RACES[race] for race in spec["arrests"]] * years.size,
            "ARRESTS": arrests.ravel(),
        }
    ).with_columns(DATA_NOTE=pl.lit(note)).write_csv(folder / "arrests.csv")


def _shares(weights: dict[str, int]) -> Floats:
    shares: Floats = np.array(list(weights.values()), dtype=float)
    shares /= shares.sum()
    return shares


def _split(total: int, shares: Floats) -> Ints:
    """Return whole numbers that add up to `total`, by largest remainder."""
    exact = total * shares
    whole = exact.astype(np.int64)
    whole[np.argsort(whole - exact, kind="stable")[: total - whole.sum()]] += 1
    return whole
