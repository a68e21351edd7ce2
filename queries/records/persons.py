"""The people involved in incidents with force, and disparities between groups, citywide only.

Every count of people is a row of a table that `queries.records.disclosure` protects.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from queries.errors import NoAnswer
from queries.records import benchmarks, disclosure, released
from queries.records.benchmarks import latest_years
from queries.records.force import totals
from queries.records.periods import Part, Period
from queries.stats import Array
from queries.stats import disparity as groups
from queries.stats.constants import CAUTION_EVENTS, MIN_BENCHMARKS
from queries.stats.dispersion import dispersion
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import UNKNOWN, Vintage

FIELDS = tuple(disclosure.ATTRIBUTES["persons"])

NO_GROUPS = ("other", "multiple", UNKNOWN)
"""Values that two sources may define differently; they are not compared."""

PEOPLE: dict[str, Any] = {
    "value": pl.String,
    "n": pl.Int64,
    "shown": pl.String,
    "share": pl.Float64,
    "lowest": pl.Float64,
    "highest": pl.Float64,
    "is_unknown": pl.Boolean,
}


@dataclass(frozen=True)
class Disparities:
    """Rates of groups as ratios to the rate of a reference group, for every benchmark of the city.

    `table` has one row per group and benchmark: group, benchmark, incidents, reference_incidents,
    own, reference_own (the two denominators), ratio, low, high, lowest, highest, unknown_share,
    is_caution, method. `low` and `high` are the 95 % range. `lowest` and `highest` are the ratio if
    every incident of unknown race involved the reference group, or the group itself.
    """

    years: tuple[int, ...]
    reference: str
    table: pl.DataFrame


@once_per_vintage
def people(vintage: Vintage, field: str) -> pl.DataFrame:
    """Return the columns of PEOPLE for the people in incidents of `latest_years`.

    A person in two incidents counts twice. `shown` is the text that may be shown; for a suppressed
    cell the numbers are null. `lowest` and `highest` are the shares if none, or all, of the people
    of unknown value had this value; nothing is imputed. Suppressed cells come after the others, and
    unknown is the last row. The table is empty where the city does not publish the field or has no
    whole year of it. Raises NoAnswer where the counts are too few to be protected.
    """
    if field not in disclosure.attributes(vintage, "persons") or not latest_years(vintage):
        return pl.DataFrame(schema=PEOPLE)
    table = disclosure.protected_table(vintage, "persons", field, "is_latest")
    table = table.filter((pl.col("part") == "true") & (pl.col("shown") != "0"))
    is_unknown = pl.col("value") == UNKNOWN
    unknown = table.filter(is_unknown)["n"].sum()
    all_months = vintage.ask("person_values", {"field": field})
    is_latest = pl.col("month").dt.year().is_in(latest_years(vintage))
    total = all_months.filter(is_latest)["persons_n"].sum()
    return (
        table.with_columns(
            is_unknown=is_unknown,
            share=pl.col("n") / total,
            lowest=pl.when(~is_unknown).then(pl.col("n") / total),
            highest=pl.when(~is_unknown).then((pl.col("n") + unknown) / total),
        )
        .sort("is_unknown", -pl.col("n"), "value", nulls_last=True)
        .select(pl.col(name).cast(kind) for name, kind in PEOPLE.items())
    )


@once_per_vintage
def by_year(vintage: Vintage, field: str) -> pl.DataFrame:
    """Return value, year, n, shown: people by value and year under the disclosure rule.

    The rows are those of `latest_years` in the table by year on Get the data. Raises NoAnswer where
    the counts are too few to be protected.
    """
    order = people(vintage, field).select("value")
    table = disclosure.counts(vintage, "persons", field, "year")
    table = table.select("value", pl.col("part").cast(pl.Int32).alias("year"), "n", "shown")
    table = table.filter(pl.col("year").is_in(latest_years(vintage)))
    return order.join(table, on="value", maintain_order="left_right")


@once_per_vintage
def disparities(vintage: Vintage) -> Disparities:
    """Return each group's rate of incidents with force as a ratio to the largest group's rate.

    The numerator is incidents that involved someone of the group, in the whole years that every
    benchmark of events covers. A group whose people in these years are suppressed is left out,
    because its incidents would reveal them. Raises NoAnswer with fewer than MIN_BENCHMARKS
    benchmarks, where no race is published, and where a count of these years would reveal a
    suppressed cell of another table.
    """
    published = released.incidents(vintage)
    months_by_race = vintage.ask("person_values", {"field": "race"}).drop("persons_n")
    if published is not None:
        months_by_race = published
    months_by_race = months_by_race.with_columns(year=pl.col("month").dt.year())
    if months_by_race.filter(pl.col("year").is_in(latest_years(vintage))).is_empty():
        raise NoAnswer("no_race")
    denominators = benchmarks.race_benchmarks(vintage)
    shared, against = denominators.years, denominators.by_race
    if not denominators.is_enough:
        raise NoAnswer("few_benchmarks", found=len(against), needed=MIN_BENCHMARKS)
    months_by_race = months_by_race.filter(pl.col("year").is_in(shared))
    events = dict(months_by_race.group_by("value").agg(pl.col("incidents_n").sum()).iter_rows())
    shown_races = _shown_races(vintage)
    largest = next(iter(against.values()))
    races = [
        race
        for race in largest
        if race in shown_races
        and race not in NO_GROUPS
        and events.get(race, 0) >= smallest(vintage)
        and all(by_race.get(race, 0) > 0 for by_race in against.values())
    ]
    if len(races) < 2:
        raise NoAnswer("few_groups")
    reference = max(races, key=lambda race: largest[race])
    months = _monthly(months_by_race, shared)
    incidents_n = incidents(vintage, shared) if published is None else int(published["total_n"][0])
    rows = [
        row
        for race in sorted(races, key=lambda race: -largest[race])
        if race != reference
        for row in _beside(race, reference, events, incidents_n, against, months)
    ]
    return Disparities(shared, reference, pl.DataFrame(rows, nan_to_null=True))


def smallest(vintage: Vintage) -> int:
    """Return the city's smallest cell: smaller counts of people are suppressed."""
    return vintage.city.smallest_cell


def _shown_races(vintage: Vintage) -> set[str]:
    """Return the races whose count in the years compared is not suppressed."""
    try:
        table = disclosure.protected_table(vintage, "persons", "race", "is_compared")
    except NoAnswer as reason:
        raise NoAnswer("counts_would_tell") from reason
    return set(table.filter((pl.col("part") == "true") & pl.col("n").is_not_null())["value"])


def incidents(vintage: Vintage, shared: tuple[int, ...]) -> int:
    """Return the number of all incidents in the years."""
    layer = vintage.layer().id
    spans = [Period("year", dt.date(year, 1, 1), dt.date(year, 12, 31)) for year in shared]
    return sum(totals(Part(vintage, "force", layer, None, span)).incidents for span in spans)


def _monthly(
    counts_by_race: pl.DataFrame, shared: tuple[int, ...]
) -> dict[str, tuple[Array, Array]]:
    """Return each group's incidents by month and the length of each month in days, 1 × months."""
    calendar = pl.concat(
        pl.date_range(dt.date(year, 1, 1), dt.date(year, 12, 1), "1mo", eager=True)
        for year in shared
    )
    days = calendar.dt.days_in_month().to_numpy().astype(float)[np.newaxis]
    by_group = {}
    for (value,), rows in counts_by_race.group_by("value"):
        counts = pl.DataFrame({"month": calendar}).join(
            rows.select("month", "incidents_n"), on="month", how="left", maintain_order="left"
        )
        events = counts["incidents_n"].fill_null(0).to_numpy().astype(float)[np.newaxis]
        by_group[str(value)] = (events, days)
    return by_group


def _beside(
    group: str,
    reference: str,
    events: dict[str, int],
    incidents: int,
    against: dict[str, dict[str, float]],
    months: dict[str, tuple[Array, Array]],
) -> list[dict[str, Any]]:
    """Return one group's rows, one per benchmark."""
    # seasons that both groups share count as scatter too, so the range is rather too wide
    spread = dispersion(months[reference], months[group])
    phi = float(spread["phi"][0]) if spread["is_overdispersed"][0] else 1.0
    pairs = {name: (benchmark[group], benchmark[reference]) for name, benchmark in against.items()}
    ratios = groups.disparity(events[group], events[reference], pairs, phi)
    group_n, reference_n = np.array(list(pairs.values())).T
    bounds = groups.unknown_bounds(
        events[group],
        group_n,
        events[reference],
        reference_n,
        events.get(UNKNOWN, 0),
        incidents,
    )
    return [
        {
            "group": group,
            "benchmark": name,
            "incidents": events[group],
            "reference_incidents": events[reference],
            "own": group_n[row],
            "reference_own": reference_n[row],
            **{key: float(ratios[key][row]) for key in ("ratio", "low", "high")},
            **{key: float(bounds[key][row]) for key in ("lowest", "highest", "unknown_share")},
            "is_caution": min(events[group], events[reference]) < CAUTION_EVENTS,
            "method": str(ratios["method"][row]),
        }
        for row, name in enumerate(pairs)
    ]
