"""The denominators of a comparison between races, and the years for which they are available."""

import datetime as dt
from dataclasses import dataclass

import polars as pl

from queries.grid import exposure
from queries.records import released
from queries.records.periods import standing_for
from queries.stats.constants import MIN_BENCHMARKS
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import Vintage

YEARS = 5
"""Number of latest whole years shown. It is fixed: with a choice of years, a reader could subtract
one table from another."""


@dataclass(frozen=True)
class Benchmarks:
    """Each benchmark's denominator by race, and the years that all benchmarks of events cover."""

    years: tuple[int, ...]
    by_race: dict[str, dict[str, float]]

    @property
    def is_enough(self) -> bool:
        """Return whether there are enough benchmarks to compare groups."""
        return len(self.by_race) >= MIN_BENCHMARKS


def latest_years(vintage: Vintage) -> list[int]:
    """Return the latest whole years without a gap, settled, oldest first, at most YEARS."""
    first, last = vintage.span(standing_for("force"))
    empty = vintage.gaps(standing_for("force"))

    def is_whole(year: int) -> bool:
        start, end = dt.date(year, 1, 1), dt.date(year, 12, 31)
        return (
            first.replace(day=1) <= start
            and end <= last
            and not any(gap_start <= end and start <= gap_end for gap_start, gap_end in empty)
        )

    return [year for year in range(first.year, last.year + 1) if is_whole(year)][-YEARS:]


@once_per_vintage
def race_benchmarks(vintage: Vintage) -> Benchmarks:
    """Return the denominators by race for the years in which the race of people is published.

    A benchmark of events is the sum over the years that all benchmarks of events cover; one
    without any of these years is left out. A benchmark of residents is the mean over the years of
    the population at mid-year, interpolated linearly between censuses. The years of a published
    ratio stay: by other years, its incidents could be subtracted.
    """
    counts = vintage.ask("benchmarks")
    recorded_years = vintage.ask("person_values", {"field": "race"})["month"].dt.year().unique()
    whole = [year for year in latest_years(vintage) if year in recorded_years]
    by_benchmark = {
        benchmark.id: (benchmark.kind, counts.filter(pl.col("benchmark") == benchmark.id))
        for benchmark in vintage.city.race_benchmarks
    }
    published = released.incidents(vintage)
    if published is not None:
        shared = sorted(set(published["month"].dt.year()))
    else:
        shared = list(whole)
        for kind, rows in by_benchmark.values():
            in_years = set(rows["year"]) & set(whole)
            if kind == "events" and in_years:
                shared = [year for year in shared if year in in_years]
    if not shared:
        return Benchmarks((), {})
    by_race: dict[str, dict[str, float]] = {}
    for name, (kind, rows) in by_benchmark.items():
        if kind == "residents":
            races = rows["race"].unique().sort().to_list()
            people_n = exposure.residents(
                rows.rename({"race": "area_id"}), races, [dt.date(year, 7, 1) for year in shared]
            ).mean(axis=1)
            by_race[name] = dict(zip(races, people_n.tolist(), strict=True))
        elif set(shared) <= set(rows["year"]):
            sums = rows.filter(pl.col("year").is_in(shared)).group_by("race").agg(pl.col("n").sum())
            by_race[name] = {race: float(n) for race, n in sums.iter_rows()}
    return Benchmarks(tuple(shared), by_race)
