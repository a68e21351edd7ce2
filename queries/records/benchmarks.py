"""What groups are measured against, by race, and the years in which that can be done."""

import datetime as dt
from dataclasses import dataclass

import polars as pl

from queries.grid import exposure
from queries.records.periods import standing_for
from queries.stats.constants import MIN_BENCHMARKS
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import Vintage

YEARS = 5
"""So many of the latest whole years are shown, always the same: a choice would let two tables be
subtracted."""


@dataclass(frozen=True)
class Benchmarks:
    """The years that all benchmarks of events hold, and each benchmark's number by race."""

    years: tuple[int, ...]
    by_race: dict[str, dict[str, float]]

    @property
    def is_enough(self) -> bool:
        """Say whether groups may be set side by side."""
        return len(self.by_race) >= MIN_BENCHMARKS


def years(vintage: Vintage) -> list[int]:
    """Return the latest whole settled years without a gap, oldest first, at most YEARS."""
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
def against(vintage: Vintage) -> Benchmarks:
    """Return what the people of `years` whose race is published are measured against.

    A benchmark of events that holds none of the years is no benchmark for them. Of events it is
    the sum of the years that all such benchmarks hold; of residents their mean, in the middle of
    each year, on a straight line between censuses.
    """
    counts = vintage.ask("benchmarks")
    recorded_years = vintage.ask("person_values", {"field": "race"})["month"].dt.year().unique()
    whole = [year for year in years(vintage) if year in recorded_years]
    by_benchmark = {
        benchmark.id: (benchmark.kind, counts.filter(pl.col("benchmark") == benchmark.id))
        for benchmark in vintage.city.race_benchmarks
    }
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
        elif set(rows["year"]) & set(shared):
            sums = rows.filter(pl.col("year").is_in(shared)).group_by("race").agg(pl.col("n").sum())
            by_race[name] = {race: float(n) for race, n in sums.iter_rows()}
    return Benchmarks(tuple(shared), by_race)
