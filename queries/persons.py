"""Who was involved in incidents with force, and how groups compare: for the whole city only.

By area the numbers would point at single people, so there is no such table.
"""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import polars as pl

from queries import exposure
from queries.catalog import UNKNOWN, Vintage
from queries.disclosure import protect
from queries.errors import NoAnswer
from queries.exposure import Array
from queries.force import totals
from queries.periods import Part, Period, standing_for
from queries.stats import disparity as groups
from queries.stats.constants import CAUTION_EVENTS, MIN_BENCHMARKS
from queries.stats.dispersion import dispersion

FIELDS = ("race", "sex", "age_group")

YEARS = 5
"""So many of the latest whole years are shown, always the same: a choice would let two tables be
subtracted."""

NO_GROUPS = ("other", "multiple", UNKNOWN)
"""Two sources do not mean the same people by these, so they are not compared."""

PEOPLE: dict[str, Any] = {
    "value": pl.String,
    "n": pl.Int64,
    "share": pl.Float64,
    "lowest": pl.Float64,
    "highest": pl.Float64,
    "is_unknown": pl.Boolean,
}


@dataclass(frozen=True)
class Disparities:
    """Groups beside a reference group, against every benchmark the city has.

    `table` has a row per group and benchmark: group, benchmark, incidents, reference_incidents,
    own, reference_own (what they are measured against), ratio, low, high, lowest, highest,
    unknown_share, is_caution, method. `low` and `high` are the 95 % range; `lowest` and `highest`
    what the ratio would be if every incident of unknown race were the reference's, or the group's.
    """

    years: tuple[int, ...]
    reference: str
    table: pl.DataFrame


def years(vintage: Vintage) -> list[int]:
    """Return the latest whole settled years without a gap, oldest first, at most YEARS."""
    first, last = vintage.span(standing_for("force"))
    empty = vintage.gaps(standing_for("force"))

    def is_whole(year: int) -> bool:
        start, end = dt.date(year, 1, 1), dt.date(year, 12, 31)
        return (
            first.replace(day=1) <= start
            and end <= last
            and not any(one <= end and start <= other for one, other in empty)
        )

    return [year for year in range(first.year, last.year + 1) if is_whole(year)][-YEARS:]


@lru_cache(maxsize=64)
def people(vintage: Vintage, field: str) -> pl.DataFrame:
    """Return value, n, share, lowest, highest, is_unknown of the people in all `years` (PEOPLE).

    A person in two incidents counts twice. `lowest` and `highest` are the shares if none, or all,
    of the people of unknown value had this one; nothing is imputed. Unknown stands last. Empty
    where the city does not publish the field or has no whole year. Kept: do not change it.
    """
    held = _held(vintage, field).group_by("value").agg(n=pl.col("persons_n").sum())
    total = held["n"].sum()
    unknown = held.filter(pl.col("value") == UNKNOWN)["n"].sum()
    is_unknown = pl.col("value") == UNKNOWN
    return (
        held.with_columns(
            is_unknown=is_unknown,
            share=pl.col("n") / total,
            lowest=pl.when(~is_unknown).then(pl.col("n") / total),
            highest=pl.when(~is_unknown).then((pl.col("n") + unknown) / total),
        )
        .sort("is_unknown", -pl.col("n"), "value")
        .select(pl.col(name).cast(kind) for name, kind in PEOPLE.items())
    )


@lru_cache(maxsize=64)
def by_year(vintage: Vintage, field: str) -> pl.DataFrame:
    """Return value, year, n, shown: people by value and year under the disclosure rule.

    `shown` is what may be shown; n is null where that is not the number. Raises NoAnswer where a
    table this small cannot be shown at all. Kept: do not change it.
    """
    held = _held(vintage, field)
    order = people(vintage, field)["value"]
    counts = held.group_by("value", "year").agg(n=pl.col("persons_n").sum().cast(pl.Int64))
    ordered = order.to_frame().join(counts, on="value", maintain_order="left_right")
    return protect(
        ordered.sort("year", maintain_order=True), "value", "year", "n", smallest(vintage)
    )


@lru_cache(maxsize=64)
def disparities(vintage: Vintage) -> Disparities:
    """Return how often incidents with force involve each group, beside the largest group.

    Counts are incidents in which someone of the group was involved, of the whole years that every
    benchmark of events holds. Raises NoAnswer with fewer than MIN_BENCHMARKS benchmarks, and
    where no race is published. Kept: do not change it.
    """
    counted = vintage.ask("benchmarks")
    held = _held(vintage, "race")
    if held.is_empty():
        raise NoAnswer("no_race")
    shared, against = _against(vintage, counted, sorted(set(held["year"])))
    if len(against) < MIN_BENCHMARKS:
        raise NoAnswer("few_benchmarks", found=len(against), needed=MIN_BENCHMARKS)
    held = held.filter(pl.col("year").is_in(shared))
    events = dict(held.group_by("value").agg(pl.col("incidents_n").sum()).iter_rows())
    first = next(iter(against.values()))
    known = [
        one
        for one in first
        if one not in NO_GROUPS
        and events.get(one, 0) >= smallest(vintage)
        and all(of.get(one, 0) > 0 for of in against.values())
    ]
    if len(known) < 2:
        raise NoAnswer("few_groups")
    reference = max(known, key=lambda one: first[one])
    months = _monthly(held, shared)
    every = _incidents(vintage, shared)
    rows = [
        row
        for one in sorted(known, key=lambda one: -first[one])
        if one != reference
        for row in _beside(one, reference, events, every, against, months)
    ]
    return Disparities(tuple(shared), reference, pl.DataFrame(rows, nan_to_null=True))


def smallest(vintage: Vintage) -> int:
    """Return the city's smallest cell: what is below it is not shown of a group in a year."""
    return int(vintage.city["smallest_cell"])


def _held(vintage: Vintage, field: str) -> pl.DataFrame:
    values = vintage.ask("person_values", {"field": field})
    return values.with_columns(year=pl.col("month").dt.year()).filter(
        pl.col("year").is_in(years(vintage))
    )


def _against(
    vintage: Vintage, counted: pl.DataFrame, whole: list[int]
) -> tuple[list[int], dict[str, dict[str, float]]]:
    """Return the years that all benchmarks of events hold, and every benchmark's number by race.

    A benchmark of events that holds none of the years is no benchmark for them. Of events it is
    the sum of those years; of residents their mean, in the middle of each year, on a straight
    line between censuses.
    """
    parts = {
        str(one["id"]): (str(one["kind"]), counted.filter(pl.col("benchmark") == one["id"]))
        for one in vintage.city["race_benchmarks"]
    }
    shared = list(whole)
    for kind, part in parts.values():
        in_years = set(part["year"]) & set(whole)
        if kind == "events" and in_years:
            shared = [year for year in shared if year in in_years]
    found: dict[str, dict[str, float]] = {}
    for name, (kind, part) in parts.items():
        if kind == "residents":
            races = part["race"].unique().sort().to_list()
            people_n = exposure.residents(
                part.rename({"race": "area_id"}), races, [dt.date(year, 7, 1) for year in shared]
            ).mean(axis=1)
            found[name] = dict(zip(races, people_n.tolist(), strict=True))
        elif set(part["year"]) & set(shared):
            sums = part.filter(pl.col("year").is_in(shared)).group_by("race").agg(pl.col("n").sum())
            found[name] = {race: float(n) for race, n in sums.iter_rows()}
    return shared, found


def _incidents(vintage: Vintage, shared: list[int]) -> int:
    """Return all incidents of the years, whoever was involved."""
    layer = str(vintage.layer()["id"])
    spans = [Period("year", dt.date(year, 1, 1), dt.date(year, 12, 31)) for year in shared]
    return sum(totals(Part(vintage, "force", layer, None, one)).incidents for one in spans)


def _monthly(held: pl.DataFrame, shared: list[int]) -> dict[str, tuple[Array, Array]]:
    """Return each group's incidents by month, and the months' days, both 1 × months."""
    every = pl.concat(
        pl.date_range(dt.date(year, 1, 1), dt.date(year, 12, 1), "1mo", eager=True)
        for year in shared
    )
    days = every.dt.days_in_month().to_numpy().astype(float)[np.newaxis]
    found = {}
    for (value,), part in held.group_by("value"):
        counts = pl.DataFrame({"month": every}).join(
            part.select("month", "incidents_n"), on="month", how="left", maintain_order="left"
        )
        events = counts["incidents_n"].fill_null(0).to_numpy().astype(float)[np.newaxis]
        found[str(value)] = (events, days)
    return found


def _beside(
    one: str,
    reference: str,
    events: dict[str, int],
    every: int,
    against: dict[str, dict[str, float]],
    months: dict[str, tuple[Array, Array]],
) -> list[dict[str, Any]]:
    """Return one group's rows, one per benchmark."""
    # seasons that both groups share widen the range too: it errs on the side of "not sure"
    spread = dispersion(months[reference], months[one])
    phi = float(spread["phi"][0]) if spread["is_overdispersed"][0] else 1.0
    pairs = {name: (of[one], of[reference]) for name, of in against.items()}
    made = groups.disparity(events[one], events[reference], pairs, phi)
    own, other = np.array(list(pairs.values())).T
    bounds = groups.unknown_bounds(
        events[one],
        own,
        events[reference],
        other,
        events.get(UNKNOWN, 0),
        every,
    )
    return [
        {
            "group": one,
            "benchmark": name,
            "incidents": events[one],
            "reference_incidents": events[reference],
            "own": own[row],
            "reference_own": other[row],
            **{key: float(made[key][row]) for key in ("ratio", "low", "high")},
            **{key: float(bounds[key][row]) for key in ("lowest", "highest", "unknown_share")},
            "is_caution": min(events[one], events[reference]) < CAUTION_EVENTS,
            "method": str(made["method"][row]),
        }
        for row, name in enumerate(pairs)
    ]
