"""Files of selected records as streams: however many there are, few are in memory at a time.

DuckDB writes a file into a pipe, on a connection of its own, so that questions of pages wait for
no file. Calls lie in the order of their files and need no sort; of the others there are few.
"""

import json
from collections.abc import Iterator
from typing import Any

from queries.records import extracts
from queries.records.extracts import POINT
from queries.records.filters import Filter
from queries.sql_text import sql_text
from queries.stored.pipe import pieces
from queries.vintage.catalog import UNKNOWN, Vintage
from queries.vintage.older import add_lacking
from queries.warehouse import open_vintage

FORMS = {
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "geojson": "application/geo+json",
}
"""The formats of a file and their media types."""

POINT_FEATURE = """
    'Feature' as type,
    case
        when longitude is not null and latitude is not null
            then {type: 'Point', coordinates: [longitude, latitude]}
    end as geometry"""
"""The columns of a feature of GeoJSON without its properties."""

POINT_GEOMETRY = """
    *,
    case
        when longitude is not null and latitude is not null
            then cast('POINT(' || longitude || ' ' || latitude || ')' as geometry)
    end as geometry"""
"""The columns of GeoParquet: those of the records, and their point in degrees (OGC:CRS84)."""

MOST_MEMORY_MB = 128
"""Most memory of the database that writes a file that needs no sort."""

IN_ORDER = (
    f"set memory_limit = '{MOST_MEMORY_MB}MB'",
    "set threads = 1",
    "set enable_caching_operators = false",
)
"""How a file is written that needs no sort.

Several threads hold back what is not in turn yet: ten million calls take them a third more
processor time, four times the memory and, beside others, twice as long. Operators with a cache
hold back what a filter leaves of a block, while it is little, and send later blocks before it.
"""

JOINED_IN_ORDER = "set disabled_optimizers = 'join_order,build_side_probe_side'"
"""What keeps the order of rows through the join with places that other layers need."""


def csv(vintage: Vintage, selection: Filter) -> Iterator[bytes]:
    """Yield the records as CSV in UTF-8; a value that is not stated is an empty cell."""
    return _copied(vintage, selection, "format csv, header true")


def parquet(vintage: Vintage, selection: Filter) -> Iterator[bytes]:
    """Yield the records as Parquet; the file's metadata has the vintage and the address."""
    return _copied(vintage, selection, _parquet_form(vintage, selection))


def geoparquet(vintage: Vintage, selection: Filter) -> Iterator[bytes]:
    """Yield the records as GeoParquet 1.0, with the point of each as the last column `geometry`.

    A record without a point has none there. Where the selected columns hold no point, the file is
    that of `parquet`.
    """
    if not has_geometry(vintage, selection):
        return parquet(vintage, selection)
    return _copied(vintage, selection, _parquet_form(vintage, selection), terms=POINT_GEOMETRY)


def has_geometry(vintage: Vintage, selection: Filter) -> bool:
    """Return whether the selected columns hold the point that the city publishes."""
    return set(POINT) <= set(extracts.columns(vintage, selection))


def geojson(vintage: Vintage, selection: Filter) -> Iterator[bytes]:
    """Yield GeoJSON: a point per record, or areas with counts where no record has a point.

    Points have the city's public precision. A record without a point, and the count of records
    without an area, have a null geometry (RFC 7946, section 3.2).
    """
    features = _points if extracts.has_points(vintage, selection) else _areas
    yield b'{"type":"FeatureCollection","features":'
    yield from features(vintage, selection)
    yield b"}\n"


def about_bytes(vintage: Vintage, selection: Filter, form: str) -> int | None:
    """Return how long a file will be, as some of its records tell; None for forms they cannot tell.

    A compressed file is shorter by as much as its records are alike, which a few do not show.
    """
    some = extracts.sampled(vintage, selection)
    if form != "csv" or some.is_empty():
        return None
    n = extracts.matched(vintage, selection)
    rows = len(extracts.as_csv(some, with_header=False).encode())
    header = len(extracts.as_csv(some.clear()).encode())
    return header + round(rows * n / len(some))


MAKERS = {"csv": csv, "parquet": parquet, "geojson": geojson}
"""What makes a file of each form."""


def file_name(vintage: Vintage, selection: Filter, form: str) -> str:
    """Return a file's name: city, dataset, period and vintage."""
    days = [str(day) for day in (selection.first, selection.last)]
    period = "all" if days == ["None", "None"] else "_to_".join(days).replace("None", "open")
    return f"accord_{selection.city}_{selection.dataset}_{period}_{vintage.vintage}.{form}"


def _points(vintage: Vintage, selection: Filter) -> Iterator[bytes]:
    names = [name for name in extracts.columns(vintage, selection) if name not in POINT]
    properties = ", ".join(f"{name}: {name}" for name in names)
    feature = f"{POINT_FEATURE}, {{{properties}}} as properties"
    yield from _copied(vintage, selection, "format json, array true", [*names, *POINT], feature)


def _areas(vintage: Vintage, selection: Filter) -> Iterator[bytes]:
    counts = extracts.area_counts(vintage, selection)
    areas = vintage.areas(selection.layer).select("area_id", "name", "geometry").rows()
    features: list[dict[str, Any]] = [
        {
            "type": "Feature",
            "geometry": json.loads(geometry) if geometry else None,
            "properties": {"area_id": area_id, "area": name, "n": counts.get(area_id, 0)},
        }
        for area_id, name, geometry in [*areas, (UNKNOWN, None, None)]
        if not selection.areas or area_id in selection.areas
    ]
    yield json.dumps(features, ensure_ascii=False).encode()


def _parquet_form(vintage: Vintage, selection: Filter) -> str:
    metadata = {"accord_vintage": vintage.vintage, "accord_address": selection.address()}
    pairs = ", ".join(f"{key}: {sql_text(value)}" for key, value in metadata.items())
    return f"format parquet, compression zstd, kv_metadata {{{pairs}}}"


def _copied(
    vintage: Vintage,
    selection: Filter,
    form: str,
    names: list[str] | None = None,
    terms: str = "*",
) -> Iterator[bytes]:
    """Yield the bytes of a format, as DuckDB copies `terms` of the columns `names` of records."""
    in_order = _lies_in_order(vintage, selection)
    records, bound = extracts.statement(vintage, selection, names, is_sorted=not in_order)
    settings = list(IN_ORDER) if in_order else []
    if in_order and selection.layer != vintage.layer().id:
        settings.append(JOINED_IN_ORDER)

    def write(path: str) -> None:
        permission = f"set allowed_paths = [{sql_text(path)}]"
        reader = open_vintage(vintage.city_id, vintage.vintage, permission, *settings)
        try:
            add_lacking(reader.con)
            copied = f"select {terms} from ({records})"  # noqa: S608 - names are declared
            reader.con.execute(f"copy ({copied}) to {sql_text(path)} ({form})", bound)
        finally:
            reader.close()

    return pieces(write)


def _lies_in_order(vintage: Vintage, selection: Filter) -> bool:
    """Return whether records lie in the order of their files; in older vintages none do."""
    return "stored_area" in selection.declared.order and "coarse_calls" not in vintage.made
