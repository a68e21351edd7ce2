"""Complaints: their sources, outcomes, time to close and backlog."""

from dataclasses import replace

import polars as pl

from queries.declared.sensitive import least_of
from queries.records.periods import Part, periods_of
from queries.records.shares import with_shares
from queries.stats.survival import share_ended, time_ended
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import UNKNOWN

SOURCES = ("public", "internal", UNKNOWN)
OUTCOMES = ("sustained", "not_sustained", "unfounded", "exonerated", "other", UNKNOWN)
"""The outcomes of a closed complaint, in display order."""

OPEN = "open"
HORIZONS = (30, 90, 180, 365)
"""Days after receipt for which the share closed is given."""

PARTS = (0.5, 0.9)
"""The parts of complaints for which the days to close are given: half, and nine in ten."""

CURVE_DAYS = (*range(0, 365, 15), *range(365, 1096, 30))
"""Days at which the curve of the share closed is drawn, up to three years."""


@once_per_vintage
def steps(part: Part) -> pl.DataFrame:
    """Return the steps from received to closed: step, kind, public, internal, unknown, n, start.

    There is one row for received, one per source, one for closed and one per outcome; the last is
    "open". `start` is the sum of n over the earlier rows of the same step, where its bar begins, so
    that the bars of a step add up to all complaints. Sources and outcomes without a complaint are
    left out.
    """
    counts = _outcomes(part)
    is_open = pl.col("disposition") == OPEN
    table = pl.concat(
        [
            _step("received", "all", counts),
            *(_step("source", kind, counts.filter(complaint_source=kind)) for kind in SOURCES),
            _step("closed", "all", counts.filter(~is_open)),
            *(_step("outcome", kind, counts.filter(disposition=kind)) for kind in OUTCOMES),
            # outcomes and open complaints add up to all complaints
            _step("outcome", OPEN, counts.filter(is_open)),
        ]
    ).with_columns(start=pl.col("n").cum_sum().over("step") - pl.col("n"))
    is_always = pl.col("kind").is_in(["all", OPEN])
    return table.filter((pl.col("n") > 0) | is_always)


@once_per_vintage
def findings(part: Part) -> pl.DataFrame:
    """Return disposition, n, rate, low, high: the outcomes of closed complaints.

    The denominator of a share is the closed complaints with a known outcome; the row of unknown
    outcomes has no share. No row has a share if the records are not a fair sample or if most
    outcomes are unknown.
    """
    counts = _outcomes(part).group_by("disposition").agg(pl.col("n").sum())
    table = pl.DataFrame({"disposition": OUTCOMES}).join(counts, on="disposition", how="left")
    table = table.with_columns(pl.col("n").fill_null(0))
    is_known = pl.col("disposition") != UNKNOWN
    return with_shares(table, part, is_known).filter((pl.col("n") > 0) | is_known)


@once_per_vintage
def allegations(part: Part) -> pl.DataFrame:
    """Return allegation, n, rate and one column per finding, the most frequent kind first.

    The unit is the allegation. A complaint may have several, and an allegation against several
    officers counts once for each of them. The kinds are in the city's own words. Of one area, a
    kind that data/sensitive.toml names is left out while it has fewer allegations than that asks.
    The rate is the share of the allegations whose kind is known and listed here.
    """
    counts = part.vintage.ask("allegation_findings", part.values)
    kinds = counts.group_by("allegation").agg(
        pl.col("n").sum(),
        *(
            pl.col("n").filter(pl.col("finding") == finding).sum().alias(finding)
            for finding in (*OUTCOMES, OPEN)
        ),
    )
    if part.area_id is not None:
        least = [least_of(kind) or 0 for kind in kinds["allegation"]]
        kinds = kinds.filter(pl.col("n") >= pl.Series(least, dtype=pl.Int64))
    shares = with_shares(kinds, part, pl.col("allegation") != UNKNOWN).drop("low", "high")
    return shares.sort(["n", "allegation"], descending=[True, False])


def why_not_timed(part: Part) -> str | None:
    """Return why time to close cannot be estimated: not_fair, no_days, no_received; None: it can.

    Complaints without a known day received are left out; if they are most, the rest is no sample.
    """
    if not part.is_fair:
        return "not_fair"
    if not part.vintage.publishes("complaints", "closed_on"):
        return "no_days"
    n, unknown = watched(part)
    return "no_received" if n and unknown * 2 > n else None


def of_all_time(part: Part) -> Part:
    """Return the part without its period: the backlog counts whatever came in before."""
    periods = {period.id: period for period in periods_of(part.vintage, part.dataset)}
    return replace(part, period=periods["all"])


@once_per_vintage
def watched(part: Part) -> tuple[int, int]:
    """Return the part's complaints, closed or open, and those whose day received is not known.

    Not among them are closed complaints without a day of closing.
    """
    counts = part.vintage.ask("complaint_durations", part.values)
    return int(counts["n"].sum()), int(counts.filter(pl.col("days").is_null())["n"].sum())


@once_per_vintage
def closing(part: Part) -> pl.DataFrame:
    """Return source (all, public, internal, unknown), days, rate, low, high, at_risk, n.

    The rate is the share of complaints closed within HORIZONS days of receipt. Open complaints are
    censored at the end of the records (queries.stats.survival). A share beyond the longest observed
    time is null. Sources without a complaint are left out.
    """
    counts = _known_durations(part)
    groups = [("all", counts)]
    groups += [(source, counts.filter(complaint_source=source)) for source in SOURCES]
    return pl.concat(
        [_closed_by(rows, HORIZONS, source) for source, rows in groups if len(rows)]
        or [_closed_by(counts, (), "all")]
    )


@once_per_vintage
def closing_curve(part: Part) -> pl.DataFrame:
    """Return days, rate, low, high, at_risk, n at CURVE_DAYS, as far as the rate is defined."""
    counts = _known_durations(part)
    return _closed_by(counts, CURVE_DAYS, "all").drop("source").drop_nulls("rate")


@once_per_vintage
def days_to_close(part: Part) -> pl.DataFrame:
    """Return part (PARTS), days, low, high, n: the days by which that part of complaints is closed.

    Open complaints are censored at the end of the records, as in `closing`. Days are null where so
    many are open that they are not reached yet.
    """
    counts = _known_durations(part)
    durations = (counts["days"], counts["is_closed"], counts["n"])
    rows = [(ended, *time_ended(*durations, ended)) for ended in PARTS] if len(counts) else []
    return pl.DataFrame(
        rows,
        schema=dict.fromkeys(("part", "days", "low", "high"), pl.Float64),
        orient="row",
    ).with_columns(pl.col(pl.Float64).fill_nan(None), n=pl.lit(int(counts["n"].sum()), pl.Int64))


@once_per_vintage
def open_by_month(part: Part) -> pl.DataFrame:
    """Return month (received) and n of the complaints open at the end of the part's last month.

    They add up to `open_at_end` of that month in `backlog`.
    """
    values = {"layer": part.layer, "area_id": part.area_id, "last": part.period.last}
    return part.vintage.ask("complaint_open", values)


@once_per_vintage
def backlog(part: Part) -> pl.DataFrame:
    """Return month, received, closed, open_at_end, is_provisional, oldest first.

    The backlog counts complaints received since the records begin; complaints that were open before
    are in no file, and those whose day received is not known are left out. Months after the last
    settled month are provisional.
    """
    moved = part.vintage.ask("complaint_backlog", {"layer": part.layer, "area_id": part.area_id})
    table = moved.with_columns(open_at_end=(pl.col("received") - pl.col("closed")).cum_sum())
    return (
        part.months.join_asof(
            table.select("month", "open_at_end"), on="month", check_sortedness=False
        )
        .join(moved, on="month", how="left", maintain_order="left")
        .select(
            "month",
            pl.col("received", "closed", "open_at_end").fill_null(0),
            "is_provisional",
        )
    )


def _known_durations(part: Part) -> pl.DataFrame:
    return part.vintage.ask("complaint_durations", part.values).drop_nulls("days")


def _outcomes(part: Part) -> pl.DataFrame:
    return part.vintage.ask("complaint_outcomes", part.values)


def _step(step: str, kind: str, counts: pl.DataFrame) -> pl.DataFrame:
    by_source = {
        source: int(counts.filter(complaint_source=source)["n"].sum()) for source in SOURCES
    }
    row = {"step": step, "kind": kind, **by_source, "n": sum(by_source.values())}
    return pl.DataFrame([row])


def _closed_by(counts: pl.DataFrame, days: tuple[int, ...], source: str) -> pl.DataFrame:
    shares = share_ended(counts["days"], counts["is_closed"], counts["n"], days)
    return pl.DataFrame(
        {
            "source": [source] * len(days),
            "days": list(days),
            **{name: shares[name] for name in ("rate", "low", "high")},
            "at_risk": shares["at_risk"].astype(int),
            "n": [int(counts["n"].sum())] * len(days),
        },
        schema_overrides={"source": pl.String, "days": pl.Int64},
    ).with_columns(pl.col(pl.Float64).fill_nan(None))
