"""The path of complaints: who complained, how they ended, how long that took, how many are open."""

import polars as pl

from queries.records.periods import Part
from queries.records.shares import with_shares
from queries.stats.survival import share_ended
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import UNKNOWN

SOURCES = ("public", "internal", UNKNOWN)
OUTCOMES = ("sustained", "not_sustained", "unfounded", "exonerated", "other", UNKNOWN)
"""The outcomes of a closed complaint, in the order in which they are told."""

OPEN = "open"
HORIZONS = (30, 90, 180, 365)
"""Days after which it is asked how many complaints are closed."""

CURVE_DAYS = (*range(0, 365, 15), *range(365, 1096, 30))
"""Days at which the share closed is drawn: three years."""


@once_per_vintage
def steps(part: Part) -> pl.DataFrame:
    """Return the path from received to closed: step, kind, public, internal, unknown, n, start.

    One row for received, one per source, one for closed, one per outcome with "open" the last.
    `start` is how many complaints of the same step stand in the rows before: drawn end to end,
    the rows of a step are all complaints. Sources and outcomes without a complaint are left out.
    """
    counts = _outcomes(part)
    is_open = pl.col("disposition") == OPEN
    table = pl.concat(
        [
            _step("received", "all", counts),
            *(_step("source", kind, counts.filter(complaint_source=kind)) for kind in SOURCES),
            _step("closed", "all", counts.filter(~is_open)),
            *(_step("outcome", kind, counts.filter(disposition=kind)) for kind in OUTCOMES),
            # open and the outcomes are the whole again
            _step("outcome", OPEN, counts.filter(is_open)),
        ]
    ).with_columns(start=pl.col("n").cum_sum().over("step") - pl.col("n"))
    is_always = pl.col("kind").is_in(["all", OPEN])
    return table.filter((pl.col("n") > 0) | is_always)


@once_per_vintage
def findings(part: Part) -> pl.DataFrame:
    """Return disposition, n, rate, low, high: every outcome among closed complaints.

    Shares are of the closed complaints whose outcome is known; the row of those whose outcome is
    not known has none. Where the records are no fair sample, or most outcomes are not known, no row
    has a share.
    """
    counts = _outcomes(part).group_by("disposition").agg(pl.col("n").sum())
    table = pl.DataFrame({"disposition": OUTCOMES}).join(counts, on="disposition", how="left")
    table = table.with_columns(pl.col("n").fill_null(0))
    is_known = pl.col("disposition") != UNKNOWN
    return with_shares(table, part, is_known).filter((pl.col("n") > 0) | is_known)


@once_per_vintage
def allegations(part: Part) -> pl.DataFrame:
    """Return allegation, n and one column per finding, the most frequent kind first.

    The unit is the allegation: one complaint may bring several, and one allegation against
    several officers counts for each. The kinds are the city's own words.
    """
    counts = part.vintage.ask("allegation_findings", part.values)
    kinds = counts.group_by("allegation").agg(
        pl.col("n").sum(),
        *(
            pl.col("n").filter(pl.col("finding") == finding).sum().alias(finding)
            for finding in (*OUTCOMES, OPEN)
        ),
    )
    return kinds.sort(["n", "allegation"], descending=[True, False])


def can_be_timed(part: Part) -> bool:
    """Say whether the time to close can be told: closing days exist, and open ones are there."""
    return part.is_fair and part.vintage.publishes("complaints", "closed_on")


@once_per_vintage
def closing(part: Part) -> pl.DataFrame:
    """Return source (all, public, internal, unknown), days, rate, low, high, at_risk, n.

    The share of complaints closed within HORIZONS days of being received, with those still open
    counted for as long as they have been watched (queries.stats.survival). A share that the
    records do not reach yet is null. Sources without a complaint are left out.
    """
    counts = part.vintage.ask("complaint_durations", part.values)
    groups = [("all", counts)]
    groups += [(source, counts.filter(complaint_source=source)) for source in SOURCES]
    return pl.concat(
        [_closed_by(rows, HORIZONS, source) for source, rows in groups if len(rows)]
        or [_closed_by(counts, (), "all")]
    )


@once_per_vintage
def closing_curve(part: Part) -> pl.DataFrame:
    """Return days, rate, low, high, at_risk, n for all complaints at CURVE_DAYS, while known."""
    counts = part.vintage.ask("complaint_durations", part.values)
    return _closed_by(counts, CURVE_DAYS, "all").drop("source").drop_nulls("rate")


@once_per_vintage
def backlog(part: Part) -> pl.DataFrame:
    """Return month, received, closed, open_at_end, is_provisional, oldest first.

    Counts every complaint received since the records begin; older ones that were open then are
    in no file. The months after the last one settled are provisional.
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
