"""A published vintage of a few counts, in the tables that pages query, without a build."""

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import duckdb
import polars as pl

from queries.declared.policy import Policy
from queries.stored.reader import Reader
from queries.vintage.answers import Answers
from queries.vintage.catalog import Vintage
from queries.vintage.older import add_lacking
from tests.manifests import made_up

Count = tuple[str, dt.date, str, int]
"""An area's id, a day, an event and how often it happened."""

FILLED = (
    ("force", "is_person_injured"),
    ("calls", "initiated_by"),
    ("calls", "category"),
    ("complaints", "disposition"),
)
"""Dataset and field of what this city publishes, always filled unless a test says otherwise."""


def day(text: str) -> dt.date:
    """Return a day from its ISO date."""
    return dt.date.fromisoformat(text)


def span(first: str, last: str, **more: Any) -> dict[str, Any]:
    """Return a dataset's entry in the manifest, settled to its last day by default."""
    return {
        "first_on": first,
        "last_on": last,
        "settled_to": last,
        "rates": True,
        "resolution": "day",
        "gaps": [],
        **more,
    }


def change(name: str, effective_on: str, **more: Any) -> dict[str, Any]:
    """Return a policy's entry in the register, by default without a change in recording."""
    text = {"en": name, "es": name}
    return {
        "id": name,
        "title": text,
        "effective_on": effective_on,
        "recording": "unchanged",
        "recording_change": text,
        "source": "s",
        **more,
    }


def vintage(
    counts: Iterable[Count] = (),
    *,
    areas: Sequence[tuple[str, str | None, str | None]] = (("a", None, None), ("b", None, None)),
    policies: Sequence[dict[str, Any]] = (),
    coverage: Sequence[tuple[str, str, str, int, int]] = (),
    populations: Sequence[tuple[str, int, int]] = (("a", 2010, 1000), ("b", 2010, 3000)),
    first: str = "2014-01-01",
    last: str = "2021-12-31",
    placing: dict[str, tuple[int, int]] | None = None,
    datasets: dict[str, dict[str, Any]] | None = None,
    **city: Any,
) -> Vintage:
    """Return a vintage of one layer, "area".

    `areas` are id, valid_from and valid_until; `coverage` dataset, field, month, rows and filled;
    `placing` the records with and without an area by dataset (default: nine in ten have one).
    """
    con = duckdb.connect()
    con.execute(
        """
        create table areas (
            layer varchar, area_id varchar, name varchar, population bigint, population_year int,
            valid_from date, valid_until date, longitude double, latitude double, geometry varchar
        );
        create table populations (layer varchar, area_id varchar, year int, n bigint);
        create table policies (policy_id varchar, effective_on date, entry varchar);
        create table daily_counts (
            layer varchar, area_id varchar, day date, event varchar, n bigint
        );
        create table coverage (
            dataset varchar, month date, field varchar, rows_n bigint, filled_n bigint
        );
        """
    )
    filled = [
        (dataset, first[:7] + "-01", field, 100, 100)
        for dataset, field in FILLED
        if (dataset, field) not in {entry[:2] for entry in coverage}
    ]
    rows: dict[str, list[tuple[Any, ...]]] = {
        "areas": [
            ("area", name, name.upper(), None, None, begins, ends, None, None, None)
            for name, begins, ends in areas
        ],
        "populations": [("area", *row) for row in populations],
        "policies": [(entry["id"], entry["effective_on"], json.dumps(entry)) for entry in policies],
        "daily_counts": [("area", *row) for row in counts],
        "coverage": [
            *filled,
            *((dataset, month, field, *n) for dataset, field, month, *n in coverage),
        ],
    }
    for table, values in rows.items():
        if values:
            frame = pl.DataFrame(values, orient="row", infer_schema_length=None)
            con.register("frame", frame)
            con.execute(f"insert into {table} from frame")
            con.unregister("frame")
    add_lacking(con)
    spans = datasets or {name: span(first, last) for name in ("force", "complaints", "calls")}
    shares = dict.fromkeys(spans, (9, 1)) | (placing or {})
    placings = [
        {"dataset": name, "layer": "area", "placed_by": how, "records": n}
        for name, pair in shares.items()
        for how, n in zip(("point", "unplaced"), pair, strict=True)
    ]
    content = {
        "name": "Handmade",
        "is_real": True,
        "layers": [
            {"id": "area", "name": {"en": "area", "es": "área"}, "names": {}}
            | {"population_years": [2010]}
        ],
        "settings": {"response_target_s": None, "high_force_level": None},
        **city,
    }
    manifest = made_up(spans, placings, **content)
    return Vintage(city_id="handmade", vintage="1", manifest=manifest, reader=Reader(con))


def monthly(area: str, event: str, first: str, months: int, n: int, on_day: int = 1) -> list[Count]:
    """Return the same count on one day of each of several consecutive months."""
    index = int(first[:4]) * 12 + int(first[5:7]) - 1
    return [
        (area, dt.date((index + month) // 12, (index + month) % 12 + 1, on_day), event, n)
        for month in range(months)
    ]


def with_register(city: Vintage, *policies: Policy) -> Vintage:
    """Return a city as it is but for its register; the answers of the two are apart."""
    registered = replace(city, answers=Answers())
    registered.__dict__["policies"] = list(policies)
    return registered
