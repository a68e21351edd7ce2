"""Records that a visitor takes away: counted, looked at, and as files of exactly what is shown.

One statement serves the count, the first rows and every file, so what is on the screen is what is
in the file. What may leave is declared in data/fields.toml.
"""

import datetime as dt
import io
import json
import re
from collections.abc import Iterator
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from queries.errors import NoAnswer
from queries.records.filters import JOINED_BY, NOT_STATED, Filter, Values, dataset, literal
from queries.sql_text import read_sql
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import UNKNOWN, Vintage

MOST_ROWS = 500_000
"""Records in one file; as CSV some 80 MB, which the server holds for each visitor."""

SHOWN_ROWS = 50
"""Records shown before a file is taken."""

AT_ONCE = 50_000
"""Records read at a time while a file is written."""

POINT = ("longitude", "latitude")

FORMS = {
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "geojson": "application/geo+json",
}
"""The forms of a file, and what a browser is told of each."""


def columns(vintage: Vintage, wanted: Filter) -> list[str]:
    """Return the columns of a file: those chosen, if the city publishes anything in them."""
    held = published(vintage, wanted.dataset, wanted.layer)
    return [one for one in wanted.chosen if one in held]


@once_per_vintage
def published(vintage: Vintage, name: str, layer: str) -> tuple[str, ...]:
    """Return the public columns of a dataset that hold a value in any record, in order."""
    names = [one.name for one in dataset(name).columns if not vintage.lacks(name, one.name)]
    counts = ", ".join(f"count({one}) as {one}" for one in names)
    found = _ask(
        vintage, f"{_records(vintage, name)}\nselect {counts} from records", {"layer": layer}
    )
    return tuple(one for one in names if found[one][0])


@once_per_vintage
def reach(vintage: Vintage, wanted: Filter) -> tuple[dt.date, dt.date]:
    """Return the first and the last day of the whole dataset, by the filter's day."""
    whole = Filter(wanted.city, wanted.dataset, wanted.layer)
    query, bound = _where(
        vintage, whole, f"min({wanted.by})::date as first, max({wanted.by})::date as last"
    )
    found = _ask(vintage, query, bound)
    return found["first"][0], found["last"][0]


@once_per_vintage
def matched(vintage: Vintage, wanted: Filter) -> int:
    """Return how many records fit."""
    query, values = _where(vintage, wanted, "count(*) as n")
    return int(_ask(vintage, query, values)["n"][0])


@once_per_vintage
def values(vintage: Vintage, wanted: Filter, column: str) -> pl.DataFrame:
    """Return value (text; NOT_STATED where there is none) and n, most frequent first.

    Counted are the records that fit all but the filter's own choice of this column's values. In a
    list every kind counts once a record.
    """
    kind = wanted.held.column(column).kind
    shown = f"coalesce(cast({column} as varchar), '{NOT_STATED}')"
    if kind == "list":
        shown = f"unnest(list_distinct(string_split({shown}, '{JOINED_BY}')))"
    query, bound = _where(vintage, wanted.without(column), f"{shown} as value")
    counted = f"select value, count(*) as n from ({query}) as chosen group by value"
    return _ask(vintage, f"{counted}\norder by n desc, value", bound)


@once_per_vintage
def preview(vintage: Vintage, wanted: Filter) -> pl.DataFrame:
    """Return the first SHOWN_ROWS records, as every file begins."""
    query, bound = statement(vintage, wanted)
    return _ask(vintage, f"{query}\nlimit {SHOWN_ROWS}", bound)


def statement(vintage: Vintage, wanted: Filter) -> tuple[str, Values]:
    """Return the one query behind the records, oldest first, and the values bound in it.

    Raises NoAnswer if the city publishes none of the columns.
    """
    return _statement(vintage, wanted, columns(vintage, wanted))


def written(vintage: Vintage, wanted: Filter) -> str:
    """Return the query with its values written out, as it runs on the vintage's tables."""
    query, bound = statement(vintage, wanted)
    return re.sub(r"\$(\w+)", lambda found: literal(bound[found.group(1)]), query)


def csv(vintage: Vintage, wanted: Filter) -> Iterator[bytes]:
    """Yield the records as CSV in UTF-8; empty cells are values that are not stated.

    Like the other forms, raises NoAnswer if more than MOST_ROWS records fit.
    """
    is_first = True
    for batch in _batches(vintage, wanted):
        part = pl.from_arrow(batch)
        assert isinstance(part, pl.DataFrame)  # noqa: S101 - a record batch has columns
        yield as_csv(part, with_header=is_first).encode()
        is_first = False


def as_csv(table: pl.DataFrame, *, with_header: bool = True) -> str:
    """Return a table as the files write it."""
    return table.write_csv(include_header=with_header, datetime_format="%Y-%m-%d %H:%M:%S")


def parquet(vintage: Vintage, wanted: Filter) -> bytes:
    """Return the records as Parquet, with the city, vintage and address that they came from."""
    batches = _batches(vintage, wanted)
    made = io.BytesIO()
    first = next(batches)
    said = {"accord_vintage": vintage.vintage, "accord_address": wanted.address()}
    schema = first.schema.with_metadata(said)
    with pq.ParquetWriter(made, schema) as writer:
        for batch in (first, *batches):
            writer.write_batch(batch.replace_schema_metadata(said))
    return made.getvalue()


def geojson(vintage: Vintage, wanted: Filter) -> Iterator[bytes]:
    """Yield the records as GeoJSON points, or, where none has a point, areas with their counts.

    Points have the city's public precision. A record without one, and the count of records without
    an area, have no geometry, which the format allows (RFC 7946, section 3.2).
    """
    features = _points if has_points(vintage, wanted) else _areas
    yield b'{"type":"FeatureCollection","features":['
    comma = ""
    for one in features(vintage, wanted):
        yield f"{comma}\n{json.dumps(one, ensure_ascii=False, default=str)}".encode()
        comma = ","
    yield b"\n]}\n"


def has_points(vintage: Vintage, wanted: Filter) -> bool:
    """Say whether the city publishes a point for records of the dataset."""
    return set(POINT) <= set(published(vintage, wanted.dataset, wanted.layer))


def file_name(vintage: Vintage, wanted: Filter, form: str) -> str:
    """Return a file's name: city, dataset, period and vintage."""
    days = [str(one) for one in (wanted.first, wanted.last)]
    period = "all" if days == ["None", "None"] else "_to_".join(days).replace("None", "open")
    return f"accord_{wanted.city}_{wanted.dataset}_{period}_{vintage.vintage}.{form}"


def _points(vintage: Vintage, wanted: Filter) -> Iterator[dict[str, Any]]:
    shown = [one for one in columns(vintage, wanted) if one not in POINT]
    for batch in _batches(vintage, wanted, [*shown, *POINT]):
        for row in batch.to_pylist():
            place = [row.pop(one) for one in POINT]
            yield {
                "type": "Feature",
                "geometry": None if None in place else {"type": "Point", "coordinates": place},
                "properties": row,
            }


def _areas(vintage: Vintage, wanted: Filter) -> Iterator[dict[str, Any]]:
    query, bound = _where(vintage, wanted, "area_id")
    counted = f"select area_id, count(*) as n from ({query}) as chosen group by area_id"
    counts = dict(_ask(vintage, counted, bound).iter_rows())
    areas = vintage.areas(wanted.layer).select("area_id", "name", "geometry").rows()
    for area_id, name, drawn in [*areas, (UNKNOWN, None, None)]:
        if not wanted.areas or area_id in wanted.areas:
            yield {
                "type": "Feature",
                "geometry": json.loads(drawn) if drawn else None,
                "properties": {"area_id": area_id, "area": name, "n": counts.get(area_id, 0)},
            }


def _batches(
    vintage: Vintage, wanted: Filter, shown: list[str] | None = None
) -> Iterator[pa.RecordBatch]:
    n = matched(vintage, wanted)
    if n > MOST_ROWS:
        raise NoAnswer("extract_too_large", rows=n, most=MOST_ROWS)
    query, bound = _statement(vintage, wanted, shown or columns(vintage, wanted))
    with vintage.lock:
        answer = vintage.con.sql(query, params=bound).to_arrow_table()
    # a file without records still has its columns
    yield from answer.to_batches(AT_ONCE) or [pa.RecordBatch.from_pylist([], answer.schema)]


def _statement(vintage: Vintage, wanted: Filter, shown: list[str]) -> tuple[str, Values]:
    if not shown:
        raise NoAnswer("no_columns")
    query, bound = _where(vintage, wanted, ", ".join(shown))
    return f"{query}\norder by {', '.join(wanted.held.order)}", bound


def _where(vintage: Vintage, wanted: Filter, shown: str) -> tuple[str, Values]:
    clause, bound = wanted.clause()
    query = f"{_records(vintage, wanted.dataset)}\nselect {shown}\nfrom records\nwhere {clause}"
    return query, {"layer": wanted.layer, **bound}


def _records(vintage: Vintage, name: str) -> str:
    query = read_sql("extracts", name, vintage.lacking).strip()
    return f"with records as (\n{query}\n)"


def _ask(vintage: Vintage, query: str, bound: Values) -> pl.DataFrame:
    with vintage.lock:
        found: pl.DataFrame = vintage.con.sql(query, params=bound).pl()
    return found
