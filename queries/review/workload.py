"""Workload and care in a month: who called, who came and how late, who was hurt, what is open.

Each dataset has its own month: the asked one, or its latest settled one before. Every number is
that of the pages Calls for service, Use of force and Complaints for the same months.
"""

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from queries.dates import add_months
from queries.declared.measures import measures
from queries.grid.months import month_grid, settled_months
from queries.records import calls, complaints, force
from queries.records.periods import Part, months_to, standing_for
from queries.review.month import Month
from queries.review.parts import SHIFT_HOURS
from queries.stats.rates import share
from queries.vintage.catalog import UNKNOWN, Vintage

YEAR = 12
CLOSING_MONTHS = 24
"""Months of complaints behind the days to close: in fewer, half of them may still be open."""

LATE_MINUTES = (20, 60)
"""Minutes from call to arrival after which a wait is counted as long, in every city."""

AGES = ((1, "first"), (3, "quarter"), (6, "half_year"), (12, "year"))
"""Months since receipt under which an open complaint has an age."""

OLDER = "older"

ON_TIME = "calls_priority_on_time"
CALLS, FORCE, COMPLAINTS = "calls", "force", "complaints"


WHATS: dict[str, tuple[str, ...]] = {
    CALLS: ("public", "crisis", "other_team", "late_20", "late_60", "late_target"),
    FORCE: ("person", "officer"),
    COMPLAINTS: (),
}
"""By dataset, the shares of a month in display order."""

SCHEMA = {
    "what": pl.String,
    "month": pl.Date,
    "n": pl.Int64,
    "total": pl.Int64,
    "shown": pl.Float64,
    "year_ago_n": pl.Int64,
    "year_ago_total": pl.Int64,
}


def month_part(vintage: Vintage, dataset: str, month: Month) -> Part | None:
    """Return the city's records of a dataset in the month; None if none is settled by then."""
    if dataset not in vintage.manifest.datasets:
        return None
    settled = [day for day in settled_months(vintage, standing_for(dataset)) if day <= month.month]
    if not settled:
        return None
    return Part(vintage, dataset, month.layer, None, months_to(settled[-1]))


def shares(vintage: Vintage, month: Month) -> pl.DataFrame:
    """Return what, month, n, total, rate, low, high, year_ago_n, year_ago_total, year_ago_rate.

    There is a row for each of WHATS that the records tell: a share of the month's records of which
    it is known, beside the same month of the year before (null if that has no records). The rate is
    null where the records are no fair sample.
    """
    rows = [row for dataset in COUNTS for row in _of_month(vintage, dataset, month)]
    table = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    rates = share(table["n"].to_numpy(), table["shown"].to_numpy())
    before = share(
        table["year_ago_n"].cast(pl.Float64).to_numpy(),
        table["year_ago_total"].cast(pl.Float64).to_numpy(),
    )
    return table.with_columns(
        *(pl.Series(name, rates[name]).fill_nan(None) for name in ("rate", "low", "high")),
        year_ago_rate=pl.Series(before["rate"]).fill_nan(None),
    ).drop("shown")


def _of_month(vintage: Vintage, dataset: str, month: Month) -> Iterator[tuple[object, ...]]:
    part = month_part(vintage, dataset, month)
    if part is None:
        return
    first = part.period.first
    before = replace(part, period=months_to(add_months(first, -YEAR)))
    is_before = before.period.first in settled_months(vintage, standing_for(dataset))
    count = COUNTS[dataset]
    year_ago = dict(count(before)) if is_before else {}
    for what, (n, total) in count(part):
        if total:
            shown = float(total if part.is_fair else 0)
            yield what, first, n, total, shown, *year_ago.get(what, (None, None))


def _of_calls(part: Part) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield each share of a month's calls: what, and how many of how many."""
    counts = calls.settled(calls.months(part), part)
    starters = calls.starters(counts, part)
    known = starters.filter(pl.col("initiated_by") != UNKNOWN)
    public = starters.filter(initiated_by="public")
    yield "public", (int(public["n"].sum()), int(known["n"].sum()))
    crisis = calls.crisis_share(counts, part)
    yield "crisis", (int(crisis["n"]), int(crisis["total"]))
    responders = calls.crisis_responders(counts, part)
    answered = responders.filter(pl.col("responder") != UNKNOWN)
    other = responders.filter(responder="alternative")
    yield "other_team", (int(other["n"].sum()), int(answered["n"].sum()))
    steps = calls.response_steps(part, calls.timed_starter(counts))
    for minutes in LATE_MINUTES:
        late = steps.filter(pl.col("from_s") >= minutes * 60)
        yield f"late_{minutes}", (int(late["n"].sum()), int(steps["n"].sum()))
    if part.vintage.lack(measures()[ON_TIME], part.layer) is None:
        grid = month_grid(part.vintage, measures()[ON_TIME], part.layer, part.period.first)
        at = grid.months.index(part.period.first)
        on_time, timed = int(grid.events[0, at]), int(grid.exposure[0, at])
        yield "late_target", (timed - on_time, timed)


def _of_force(part: Part) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield how many of a month's incidents with force hurt a person, and an officer."""
    table = force.breakdown(part)
    for what in ("person", "officer"):
        known = table.filter(pl.col("field") == f"is_{what}_injured", ~pl.col("is_unknown"))
        yield what, (int(known.filter(value="true")["n"].sum()), int(known["n"].sum()))


COUNTS = {CALLS: _of_calls, FORCE: _of_force}
"""By dataset, what yields the shares of a month."""


def ages(part: Part) -> pl.DataFrame:
    """Return age and n of the complaints open at the end of a month, the newest first.

    The age is by whole months since the month of receipt: first (the same month), quarter (one or
    two before), half_year, year, older.
    """
    end = part.period.last
    received = complaints.open_by_month(part)
    old = (end.year - pl.col("month").dt.year()) * YEAR + end.month - pl.col("month").dt.month()
    age = pl.lit(OLDER)
    for months, name in reversed(AGES):
        age = pl.when(old < months).then(pl.lit(name)).otherwise(age)
    counts = received.group_by(age=age).agg(pl.col("n").sum())
    return (
        pl.DataFrame({"age": [*(name for _, name in AGES), OLDER]})
        .join(counts, on="age", how="left", maintain_order="left")
        .with_columns(pl.col("n").fill_null(0))
    )


def closing_part(part: Part) -> Part:
    """Return the complaints of CLOSING_MONTHS up to a month, as far as there are records."""
    months = months_to(part.period.first, CLOSING_MONTHS)
    first = max(months.first, part.span.first_on.replace(day=1))
    return replace(part, period=replace(months, first=first))


def months_of(part: Part) -> int:
    """Return the number of months of a part's period."""
    first, last = part.period.first, part.period.last
    return (last.year - first.year) * YEAR + last.month - first.month + 1


def shifts(part: Part) -> pl.DataFrame:
    """Return weekday (0 Monday), shift and n of a month's incidents with force.

    Shift 0 begins at midnight, and each has six hours; it is null where no hour is published.
    """
    hours = part.vintage.ask("week_hours", {"dataset": part.dataset, **part.values})
    clocked = hours.drop_nulls("hour")
    has_hours = not clocked.filter(pl.col("hour") > 0).is_empty()
    shift = pl.col("hour") // SHIFT_HOURS if has_hours else pl.lit(None, pl.Int32)
    return hours.group_by("weekday", shift=shift).agg(pl.col("n").sum()).sort("weekday", "shift")
