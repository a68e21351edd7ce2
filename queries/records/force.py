"""Incidents with force by kind, reason, injury and other fields, one field at a time."""

from dataclasses import dataclass
from typing import Any

import polars as pl

from queries.declared.fields import fields
from queries.records.periods import Part
from queries.stats.rates import share
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import UNKNOWN, Vintage

SECTIONS: dict[str, tuple[str, ...]] = {
    section: tuple(
        field.name
        for field in sorted(fields("force"), key=lambda field: field.place)
        if field.section == section
    )
    for section in ("kind", "why", "hurt", "calm", "after")
}
"""The sections of the page and the fields of each."""

MEASURES: dict[str, tuple[str, ...]] = {
    "kind": ("force_high_level", "firearm_pointed_per_calls"),
    "why": (),
    "hurt": ("force_person_injured", "force_officer_injured"),
    "calm": ("force_deescalation",),
    "after": (),
}
"""By section, the measures of data/measures.toml that compare it before and after a policy."""

LISTS = tuple(field.name for field in fields("force") if field.may_be_none)
"""Fields in which an empty list can mean "none": an incident without an entry is not unknown."""

BREAKDOWN: dict[str, Any] = {
    "field": pl.String,
    "value": pl.String,
    "n": pl.Int64,
    "total": pl.Int64,
    "share": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "is_unknown": pl.Boolean,
    "is_caution": pl.Boolean,
}


@dataclass(frozen=True)
class Totals:
    """Counts of a period's incidents; people and officers are None where not published.

    `is_part` is true if only some of the records state how many people or officers there were.
    """

    incidents: int
    persons: int | None
    officers: int | None
    rows: int
    is_part: bool


@once_per_vintage
def totals(part: Part) -> Totals:
    """Return the numbers of incidents, people, officers and rows in a part of the records."""
    row = part.vintage.ask("force_totals", part.values).row(0, named=True)
    incidents = int(row["incidents_n"])
    published_n = (row["persons_published_n"], row["officers_published_n"])
    return Totals(
        incidents=incidents,
        persons=row["persons_n"],
        officers=row["officers_n"],
        rows=int(row["rows_n"]),
        is_part=any(0 < n < incidents for n in published_n),
    )


@once_per_vintage
def breakdown(part: Part) -> pl.DataFrame:
    """Return field, value, n, total, share, low, high, is_unknown, is_caution (BREAKDOWN).

    n counts incidents, the most frequent value first and unknown last. The denominator of a share
    is the incidents in which the field is known; for LISTS, and for the row `unknown`, all
    incidents. The range is Wilson's. A field that is unknown in the whole period has no rows (see
    `published`).
    """
    values = part.vintage.ask("force_values", part.values)
    incidents = totals(part).incidents
    fields = (
        values.group_by("field")
        .agg(n_unknown=pl.col("n").filter(pl.col("value") == UNKNOWN).sum())
        .filter(pl.col("n_unknown") < incidents)
    )
    is_of_all = pl.col("field").is_in(LISTS) | pl.col("is_unknown")
    counts = (
        values.join(fields, on="field", maintain_order="left")
        .with_columns(is_unknown=pl.col("value") == UNKNOWN)
        .with_columns(
            total=pl.when(is_of_all).then(incidents).otherwise(incidents - pl.col("n_unknown"))
        )
        .sort("field", "is_unknown", maintain_order=True)
    )
    shares = share(counts["n"].to_numpy(), counts["total"].to_numpy())
    return counts.with_columns(
        share=pl.Series(shares["rate"]),
        low=pl.Series(shares["low"]),
        high=pl.Series(shares["high"]),
        is_caution=pl.Series(shares["is_caution"]),
    ).select(pl.col(name).cast(kind) for name, kind in BREAKDOWN.items())


def published(vintage: Vintage) -> set[str]:
    """Return the fields of force that the city publishes in any month."""
    return set(vintage.ask("force_fields")["field"])
