"""Data quality of a vintage: completeness, freshness, revisions, corrections and rows set aside."""

import datetime as dt
import json
from typing import Any

import numpy as np
import polars as pl

from queries import warehouse
from queries.damage import Damage
from queries.declared import dictionary
from queries.declared.fields import datasets, has_sensitive
from queries.declared.measures import events
from queries.errors import Unreadable
from queries.sql_text import read_sql
from queries.stats.missingness import jumps
from queries.stored.replaced import Replaced, read_replaced
from queries.texts import ANY, as_cells
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import Vintage


def freshness(vintage: Vintage) -> pl.DataFrame:
    """Return one row per dataset: rows, first_on, last_on, settled_to, resolution, retrieved_on.

    Also provisional_months (number of latest months that the source still revises) and rates (false
    where the records are not a fair sample).
    """
    rows = []
    for name, span in vintage.manifest.datasets.items():
        retrieved = [
            source.retrieved_on for source in vintage.city.sources if name in source.datasets
        ]
        rows.append(
            {
                "dataset": name,
                "rows": span.rows,
                "first_on": span.first_on,
                "last_on": span.last_on,
                "settled_to": span.settled_to,
                "retrieved_on": max(retrieved),
                "provisional_months": span.provisional_months,
                "resolution": span.resolution,
                "rates": span.rates,
            }
        )
    return pl.DataFrame(rows)


@once_per_vintage
def months(vintage: Vintage, dataset: str, layer: str) -> pl.DataFrame:
    """Return month, rows, placed_share, late, removed, changed, is_provisional, oldest first.

    `late` counts records of the month that the previous vintage did not have yet. placed_share is
    the share with an area of the layer. A month without records inside the span is a row with 0.
    """
    counts = vintage.ask("placed_months").filter(
        (pl.col("dataset") == dataset) & (pl.col("layer") == layer)
    )
    if counts.is_empty():
        return pl.DataFrame(schema=MONTHS)
    calendar = pl.date_range(counts["month"].min(), counts["month"].max(), "1mo", eager=True)  # type: ignore[arg-type]
    settled = vintage.manifest.datasets[dataset].settled_to
    revised = vintage.ask("revised_months", {"dataset": dataset})
    return (
        pl.DataFrame({"month": calendar})
        .join(counts.select("month", "rows_n", "placed_n"), on="month", how="left")
        .join(revised, on="month", how="left")
        .sort("month")
        .select(
            "month",
            rows=pl.col("rows_n").fill_null(0),
            placed_share=pl.col("placed_n") / pl.col("rows_n"),
            late=pl.col("added").fill_null(0),
            removed=pl.col("removed").fill_null(0),
            changed=pl.col("changed").fill_null(0),
            is_provisional=pl.col("month").dt.month_end() > settled,
        )
    )


MONTHS: dict[str, Any] = {
    "month": pl.Date,
    "rows": pl.Int64,
    "placed_share": pl.Float64,
    "late": pl.Int64,
    "removed": pl.Int64,
    "changed": pl.Int64,
    "is_provisional": pl.Boolean,
}


@once_per_vintage
def fields(vintage: Vintage) -> pl.DataFrame:
    """Return dataset, field, month, rows, filled, share, usual, is_jump, oldest first.

    Fields that the city does not publish at all are left out, and so are months without records.
    queries.stats.missingness defines usual and is_jump.
    """
    coverage = vintage.ask("coverage")
    published = coverage.group_by("dataset", "field").agg(pl.col("filled_n").sum())
    published = published.filter(pl.col("filled_n") > 0).select("dataset", "field")
    filled = coverage.join(published, on=["dataset", "field"], maintain_order="left")
    parts = [
        _with_jumps(part) for part in filled.partition_by("dataset", "field", maintain_order=True)
    ]
    return pl.concat(parts) if parts else pl.DataFrame(schema=FIELDS)


FIELDS: dict[str, Any] = {
    "dataset": pl.String,
    "field": pl.String,
    "month": pl.Date,
    "rows": pl.Int64,
    "filled": pl.Int64,
    "share": pl.Float64,
    "usual": pl.Float64,
    "is_jump": pl.Boolean,
}


def filled_between(
    filled: pl.DataFrame, dataset: str, field: str, period: tuple[dt.date, dt.date]
) -> float | None:
    """Return the share of a period's records with a field filled; `filled` is from fields()."""
    part = filled.filter(
        (pl.col("dataset") == dataset)
        & (pl.col("field") == field)
        & pl.col("month").is_between(period[0].replace(day=1), period[1])
    )
    rows = int(part["rows"].sum())
    return int(part["filled"].sum()) / rows if rows else None


def set_aside(vintage: Vintage) -> pl.DataFrame:
    """Return file, rows_read, fate (kept | set_aside | merged), reason, rows: the accounting."""
    rows = []
    for file in vintage.manifest.files:
        file_columns = {"file": file.file, "source": file.source, "rows_read": file.rows_read}
        rows.append({**file_columns, "fate": "kept", "reason": None, "rows": file.kept})
        for fate, rows_by_reason in (("set_aside", file.set_aside), ("merged", file.merged)):
            rows += [
                {**file_columns, "fate": fate, "reason": reason, "rows": rows}
                for reason, rows in rows_by_reason.items()
            ]
    return pl.DataFrame(rows, schema_overrides={"reason": pl.String})


def unmatched(vintage: Vintage) -> pl.DataFrame:
    """Return layer, place_name, records, is_declared: names that match no area of their layer."""
    return vintage.ask("unmatched_names")


def maps(vintage: Vintage) -> pl.DataFrame:
    """Return layer, file, valid_from, valid_until, areas, repaired: the maps of areas."""
    return pl.DataFrame(list(vintage.manifest.maps), infer_schema_length=None)


def unmapped_calls(vintage: Vintage) -> pl.DataFrame:
    """Return call_type, calls and share (of all calls) of types without a category, largest first.

    These are types that the pack does not list. A listed type that fits no category is `other`.
    """
    types = vintage.ask("call_types")
    total = pl.col("n").sum()
    return (
        types.with_columns(share=pl.col("n") / total)
        .filter(pl.col("category") == "unknown")
        .select("call_type", calls="n", share="share")
    )


def corrections(vintage: Vintage) -> pl.DataFrame:
    """Return correction_id, dataset, action, rows_expected, rows_n, holds, reason, status.

    Reason and status are texts (queries.texts.as_cells); a pack may give one status for all
    languages.
    """
    rows = vintage.ask("corrections")
    entries = [json.loads(entry) for entry in rows["entry"]]
    states = [entry["status"] for entry in entries]
    return rows.drop("entry").with_columns(
        reason=as_cells(entry["reason"] for entry in entries),
        status=as_cells({ANY: state} if isinstance(state, str) else state for state in states),
        holds=pl.col("rows_expected") == pl.col("rows_n"),
    )


def revisions(vintage: Vintage) -> pl.DataFrame:
    """Return dataset, kind, field, records, months, text: changes since the previous vintage.

    The previous vintage is `previous` in the manifest. text (queries.texts.as_cells) is the pack's
    explanation of the change, null where there is none yet.
    """
    changes = (
        vintage.ask("revisions")
        .group_by("dataset", "kind", "field", maintain_order=True)
        .agg(
            pl.col("records").sum(),
            months=pl.len(),
            first_month=pl.col("month").min(),
            last_month=pl.col("month").max(),
        )
    )
    notes = vintage.ask("revision_notes")
    explained = notes.select("dataset", what="field").with_columns(
        text=as_cells(json.loads(entry)["text"] for entry in notes["entry"])
    )
    return (
        changes.with_columns(what=pl.coalesce("field", "kind"))
        .join(explained, on=["dataset", "what"], how="left", maintain_order="left")
        .drop("what")
    )


def revision_records(vintage: Vintage, dataset: str) -> pl.DataFrame:
    """Return the records behind the revisions: month, record_id, kind, field, before, now.

    Records that leave without their number (data/sensitive.toml) are left out; of a removed one
    nothing but number and month is told.
    """
    revised = vintage.ask("revision_records", {"dataset": dataset})
    if revised.is_empty() or not has_sensitive(dataset):
        return revised
    key = datasets()[dataset].id
    records = read_sql("extracts", dataset, vintage.lacking)
    changed = "select record_id from revision_records where dataset = $dataset"
    numbered = vintage.reader.frame(
        f"with records as ({records})\nselect {key} as record_id from records\n"
        f"where {key} in ({changed})",
        {"dataset": dataset, "layer": vintage.layer().id},
    )
    is_numbered = pl.col("record_id").is_in(numbered["record_id"].implode())
    return revised.filter(is_numbered | (pl.col("kind") == "removed"))


def reconciliation(vintage: Vintage) -> pl.DataFrame:
    """Return the department's published totals and ours, with source and explanation.

    Columns: dataset, event, first_on, last_on, published, ours, difference, source, link,
    text (queries.texts.as_cells; null where the difference is not explained).
    """
    totals = vintage.ask("reconciliation", {"layer": vintage.layer().id})
    entries = [json.loads(entry) for entry in totals["entry"]]
    return totals.drop("entry").with_columns(
        pl.Series(
            "dataset", [events()[event].dataset for event in totals["event"]], dtype=pl.String
        ),
        pl.Series("source", [entry["source"] for entry in entries], dtype=pl.String),
        pl.Series("link", [entry.get("link") for entry in entries], dtype=pl.String),
        text=as_cells(entry.get("explained") for entry in entries),
        difference=pl.col("ours") - pl.col("published"),
    )


def replaced(vintage: Vintage) -> Replaced | None:
    """Return which published mistake the vintage puts right, and why; None for most.

    Raises Unreadable if the declaration is damaged.
    """
    result = read_replaced(warehouse.city_folder(vintage.city_id) / vintage.vintage)
    if isinstance(result, Damage):
        raise Unreadable(vintage.city_id, result)
    return result


def checks(vintage: Vintage) -> pl.DataFrame:
    """Return name, severity, rule, rows: the build's checks and their failing rows."""
    results = warehouse.checks(vintage.city_id, vintage.vintage)
    return pl.DataFrame([{key: result[key] for key in CHECK_COLUMNS} for result in results])


CHECK_COLUMNS = ("name", "severity", "rule", "rows")


def _with_jumps(part: pl.DataFrame) -> pl.DataFrame:
    shares = jumps(
        part["rows_n"].to_numpy().astype(float), part["filled_n"].to_numpy().astype(float)
    )
    ripens = dictionary.is_ripening(part["field"][0])
    return part.select(
        "dataset",
        "field",
        "month",
        rows=pl.col("rows_n").cast(pl.Int64),
        filled=pl.col("filled_n").cast(pl.Int64),
        share=pl.Series(shares["share"]),
        usual=pl.Series(shares["usual"]).fill_nan(None),
        is_jump=pl.Series(np.zeros(len(part), dtype=bool) if ripens else shares["is_jump"]),
    )
