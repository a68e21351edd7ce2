"""The manifest: the files, sources, datasets and maps of a vintage."""

import datetime as dt
import hashlib
from dataclasses import asdict, replace
from typing import Any

import duckdb

from data.areas import AreaMap
from data.config import City, staging_file
from data.sql import run_sql
from data.undecided import guesses_left
from queries.declared.fields import staged
from queries.paths import ROOT, SQL
from queries.warehouse import FORMAT, manifest

GAP_RECORDS = 10
"""If a usual month has this many records, a month without any has probability 1 in 20,000."""

DESCRIBING = {
    "agreements",
    "city.toml",
    "mappings.toml",
    "notes.toml",
    "plans",
    "policies.toml",
    "questions.toml",
    "revisions.toml",
}
"""What in a pack decides nothing of how a row is read, and city.toml, which is read."""


def describe(
    con: duckdb.DuckDBPyConnection,
    city: City,
    whole: City,
    files: list[dict[str, Any]],
    maps: list[AreaMap],
    previous: str | None,
) -> dict[str, Any]:
    """Return the manifest of the tables of a build as plain data, without its name and number.

    `whole` is the city with its absent sources; `previous` is the vintage published before.
    """
    read_as = _fingerprint(whole)
    return {
        "format": FORMAT,
        "previous": previous,
        "built_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "read_as": read_as,
        "is_read_as_before": previous is None or manifest(city.id, previous).read_as == read_as,
        "city": _public_pack(city),
        "files": files,
        "absent": _absent(whole, city),
        "datasets": _spans(con, city),
        "placed": _records_placed(con),
        "maps": [
            {
                "layer": area_map.layer,
                "file": area_map.file,
                "valid_from": area_map.valid_from,
                "valid_until": area_map.valid_until,
                "areas": len(area_map.frame),
                "repaired": area_map.repaired,
            }
            for area_map in maps
        ],
    }


def _fingerprint(city: City) -> str:
    """Return a hash of the pack and the SQL, which decide how raw rows become records.

    A record can differ between two vintages because the source changed, or because these did. Left
    out are the day of retrieval, the licence, and what the pack says about records (DESCRIBING).
    """
    sources = tuple(
        replace(source, retrieved_on=dt.date.min, licence=None) for source in city.sources
    )
    hashed = hashlib.sha256(repr(replace(city, sources=sources)).encode())
    pack = [
        path
        for path in city.folder.rglob("*.*")
        if DESCRIBING.isdisjoint(path.relative_to(city.folder).parts)
        and not path.name.startswith(".")  # being written at this moment, or an editor's own
    ]
    files = [*pack, *staging_file(city.id, "*").parent.glob("*.sql")]
    shared = ("*.sql", "staging/*.sql", "steps/*.sql", "core/*.sql", "marts/*.sql")
    files += [path for pattern in shared for path in SQL.glob(pattern)]
    files.append(ROOT / "data" / "recodes.csv")
    for path in sorted(files):
        hashed.update(path.name.encode() + path.read_bytes())
    return hashed.hexdigest()


def _absent(whole: City, city: City) -> list[dict[str, Any]]:
    """Return the sources of the pack that the build did not read: absent or replaced."""
    read_here = {source.id for source in city.sources}
    return [
        {
            "source": source.id,
            "file": source.file,
            "origin": source.origin,
            "datasets": list(source.staging),
        }
        for source in whole.sources
        if source.id not in read_here
    ]


def _public_pack(city: City) -> dict[str, Any]:
    """Return the parts of the pack that the pages and researchers need, as plain data."""
    return {
        "id": city.id,
        "name": city.name,
        "name_in": city.name_in,
        "state": city.state,
        "time_zone": city.time_zone,
        "is_real": city.is_real,
        "status": city.status,
        "guesses": sum(guesses_left(city).values()),
        "reviewed": city.reviewed,
        "complaint_process": asdict(city.complaint_process) if city.complaint_process else None,
        "access": city.access,
        "spoiled_files": city.spoiled_files,
        "units": city.units,
        "cautions": city.cautions,
        "complaint_days": city.complaint_days,
        "settings": {
            "high_force_level": city.high_force_level,
            "response_priority": city.response_target.get("priority"),
            "response_target_s": city.response_target.get("seconds"),
            "false_alarms_a_year": city.false_alarms_a_year,
        },
        "smallest_cell": city.smallest_cell,
        "public_decimals": city.public_decimals,
        "layers": [
            {
                "id": layer.id,
                "name": layer.name,
                "names": layer.names,
                "population_years": [population.year for population in layer.population],
            }
            for layer in city.layers
        ],
        "race_benchmarks": [
            {
                "id": benchmark.id,
                "kind": benchmark.kind,
                "name": benchmark.name,
                "per": benchmark.per,
            }
            for benchmark in city.race_benchmarks
        ],
        "sources": [
            {
                "id": source.id,
                "origin": source.origin,
                "retrieved_on": source.retrieved_on,
                "datasets": list(source.staging),
                "notes": source.notes,
                "licence": source.licence,
            }
            for source in city.sources
        ],
    }


def _spans(con: duckdb.DuckDBPyConnection, city: City) -> dict[str, Any]:
    """Return per dataset its rows, its first, last and settled day, and its limitations.

    The settled day is the last day before the provisional months of city.toml. If the dates of a
    source are months, the last day is the end of its last month. `gaps` are months without
    records; `rates` says whether rates may be calculated.
    """
    spans = {}
    for dataset, table, day in (
        ("force", "force_incidents", "occurred_on"),
        ("complaints", "complaints", "counted_on"),
        ("calls", "calls", "received_at::date"),
    ):
        delivering = [source for source in city.sources if dataset in source.staging]
        is_monthly = any(source.resolution == "month" for source in delivering)
        last = f"last_day(max({day}))" if is_monthly else f"max({day})"
        months = city.provisional_months.get(dataset, 0)
        row = con.execute(
            f"""
            select
                count(*), min({day}), {last},
                least(
                    {last},
                    (date_trunc('month', max({day})) + to_months({1 - months}))::date - 1
                ),
            from core.{table}
            """
        ).fetchone()
        # a source without records of its own does not restrict rates
        sources = con.execute(
            f"select distinct source from {staged(dataset)} "
            "where set_aside is null and not is_superseded"
        ).fetchall()
        without_rates = [
            source for source in delivering if not source.rates and (source.id,) in sources
        ]
        if row and row[0]:
            spans[dataset] = {
                "rows": row[0],
                "first_on": row[1],
                "last_on": row[2],
                "settled_to": row[3],
                "resolution": "month" if is_monthly else "day",
                "provisional_months": months,
                "gaps": _gaps(con, dataset),
                "rates": not without_rates,
                "rates_reason": without_rates[0].rates_reason if without_rates else None,
            }
    return spans


def _gaps(con: duckdb.DuckDBPyConnection, dataset: str) -> list[dict[str, Any]]:
    """Return the periods of whole months without records that are not chance, as from and to.

    If a usual month has GAP_RECORDS or more, a month without records was not recorded.
    """
    gaps = run_sql(con, "steps/record_gaps", dataset=dataset, gap_records=GAP_RECORDS).fetchall()
    return [{"from": first, "to": last} for first, last in gaps]


def _records_placed(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Return the records of each dataset and layer placed by point, by field, or not placed."""
    counts = run_sql(con, "steps/records_placed").fetchall()
    return [
        {"dataset": dataset, "layer": layer, "placed_by": placed_by, "records": n}
        for dataset, layer, placed_by, n in counts
    ]
