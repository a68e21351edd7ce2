"""The transparency card: which elements of its data a city publishes, with the evidence."""

import datetime as dt
import tomllib
from functools import cache
from typing import Any

import polars as pl

from queries.dates import add_months
from queries.declared.fields import Field, datasets, every_field
from queries.paths import ROOT
from queries.quality import reports
from queries.texts import as_cell
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import Vintage
from queries.vintage.cautions import UNCHECKED

UNREADABLE = {"pdf", "html", "none"}
"""Formats that are not machine-readable tables."""


@once_per_vintage
def card(vintage: Vintage) -> pl.DataFrame:
    """Return dataset, element, name, origin, answer, share, evidence.

    answer is yes | partly | no | unknown (not examined) | not_in_vintage (the vintage was built
    before the field was declared). share is the share of records of the latest settled months in
    which the field is filled; null for elements that are not fields. evidence is the pack's note
    on access, or null. Name and evidence are texts (queries.texts.as_cell). origin distinguishes
    elements of Vera's Police Data Transparency Index from Accord's own. data/fields.toml declares
    the elements that are fields, data/transparency.toml the others and the thresholds.
    All elements of a dataset that is not part of the vintage are unknown: files that were not given
    say nothing of the city. Only where the pack declares that it publishes none (`format = "none"`)
    are they no. A field that a drafted pack does not read is unknown as well.
    """
    fields = reports.fields(vintage)
    fresh = {row["dataset"]: row for row in reports.freshness(vintage).to_dicts()}
    rows = []
    for dataset in ("force", "complaints", "calls"):
        for element in elements(dataset):
            rows.append(_row(vintage, dataset, element, fields, fresh.get(dataset)))
    return pl.DataFrame(rows, schema=CARD)


def elements(dataset: str) -> list[dict[str, Any]]:
    """Return the elements of a dataset in order: fields, then access and dates."""
    from_fields = [
        {**field.card, "field": field}
        for field in every_field()
        if field.card and datasets()[field.dataset].of == dataset
    ]
    further = [
        element for element in _declared()["elements"] if element["dataset"] in (dataset, "all")
    ]
    return [*sorted(from_fields, key=lambda element: element["place"]), *further]


CARD: dict[str, Any] = {
    "dataset": pl.String,
    "element": pl.String,
    "name": pl.String,
    "origin": pl.String,
    "answer": pl.String,
    "share": pl.Float64,
    "evidence": pl.String,
}


def _row(
    vintage: Vintage,
    dataset: str,
    element: dict[str, Any],
    fields: pl.DataFrame,
    fresh: dict[str, Any] | None,
) -> dict[str, Any]:
    access = vintage.city.access.get(dataset, {})
    share = None
    if fresh is None:
        answer = "no" if access.get("format") == "none" else "unknown"
    elif "field" in element and vintage.lacks(*element["field"].key):
        answer = "not_in_vintage"
    elif "field" in element:
        share = _share(element["field"], fields, fresh)
        is_read = share > 0 or vintage.city.status not in UNCHECKED
        answer = _by_share(share) if is_read else "unknown"
    elif "span" in element:
        answer = _by_span(element["span"], fresh)
    else:
        answer = _by_access(element["access"], access)
    evidence = access.get("evidence", {}) if "access" in element and fresh is not None else {}
    return {
        "dataset": dataset,
        "element": element["id"],
        "name": as_cell(element["name"]),
        "origin": element["origin"],
        "answer": answer,
        "share": share,
        "evidence": as_cell(evidence),
    }


def _share(field: Field, fields: pl.DataFrame, fresh: dict[str, Any]) -> float:
    """Return the share of records of the latest settled months in which a field is filled."""
    first = add_months(fresh["settled_to"].replace(day=1), 1 - _declared()["thresholds"]["months"])
    period = (first, fresh["settled_to"])
    return reports.filled_between(fields, field.dataset, field.name, period) or 0.0


def _by_share(share: float) -> str:
    limits = _declared()["thresholds"]
    return "yes" if share >= limits["yes"] else "partly" if share >= limits["partly"] else "no"


def _by_span(limit: str, fresh: dict[str, Any]) -> str:
    limits = _declared()["thresholds"]
    if limit == "long_years":
        is_long = add_months(fresh["first_on"], 12 * limits[limit]) <= fresh["last_on"]
        return "yes" if is_long else "partly"
    age: dt.timedelta = fresh["retrieved_on"] - fresh["last_on"]
    if age.days <= limits[limit]:
        return "yes"
    return "partly" if age.days <= limits["late_days"] else "no"


def _by_access(key: str, access: dict[str, Any]) -> str:
    answer = access.get(key)
    if answer is None:
        return "unknown"
    if key == "format":
        return "no" if str(answer).lower() in UNREADABLE else "yes"
    return str(answer)


@cache
def _declared() -> dict[str, Any]:
    return tomllib.loads((ROOT / "data" / "transparency.toml").read_text(encoding="utf-8"))
