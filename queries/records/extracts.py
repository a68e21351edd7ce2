"""Selected records as a count, a preview and files of exactly the same rows.

One statement serves the count, the preview and every file, so that the screen and the file agree.
data/fields.toml declares the public columns.
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
"""Most records in one file; as CSV about 80 MB, which the server keeps in memory per visitor."""

SHOWN_ROWS = 50
"""Records in the preview."""

AT_ONCE = 50_000
"""Records in one batch while a file is written."""

POINT = ("longitude", "latitude")

FORMS = {
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "geojson": "application/geo+json",
}
"""The formats of a file and their media types."""


def columns(vintage: Vintage, selection: Filter) -> list[str]:
    """Return the selected columns in which the city publishes any value."""
    public = published(vintage, selection.dataset, selection.layer)
    return [column for column in selection.selected_columns if column in public]


@once_per_vintage
def published(vintage: Vintage, name: str, layer: str) -> tuple[str, ...]:
    """Return the public columns of a dataset that have a value in any record, in order."""
    names = [
        column.name for column in dataset(name).columns if not vintage.lacks(name, column.name)
    ]
    counts = ", ".join(f"count({column}) as {column}" for column in names)
    filled = vintage.reader.frame(
        f"{_records(vintage, name)}\nselect {counts} from records", {"layer": layer}
    )
    return tuple(column for column in names if filled[column][0])


@once_per_vintage
def reach(vintage: Vintage, selection: Filter) -> tuple[dt.date, dt.date]:
    """Return the first and last day of the whole dataset, by the filter's column of days."""
    whole = Filter(selection.city, selection.dataset, selection.layer)
    query, bound = _where(
        vintage, whole, f"min({selection.by})::date as first, max({selection.by})::date as last"
    )
    days = vintage.reader.frame(query, bound)
    return days["first"][0], days["last"][0]


@once_per_vintage
def matched(vintage: Vintage, selection: Filter) -> int:
    """Return the number of records that match."""
    query, values = _where(vintage, selection, "count(*) as n")
    return int(vintage.reader.frame(query, values)["n"][0])


@once_per_vintage
def values(vintage: Vintage, selection: Filter, column: str) -> pl.DataFrame:
    """Return value (text; NOT_STATED for empty) and n of one column, most frequent first.

    n counts records that match the filter without its selection in this column. Each value of a
    list counts once per record.
    """
    kind = selection.declared.column(column).kind
    value = f"coalesce(cast({column} as varchar), '{NOT_STATED}')"
    if kind == "list":
        value = f"unnest(list_distinct(string_split({value}, '{JOINED_BY}')))"
    query, bound = _where(vintage, selection.without(column), f"{value} as value")
    grouped = f"select value, count(*) as n from ({query}) as chosen group by value"
    return vintage.reader.frame(f"{grouped}\norder by n desc, value", bound)


@once_per_vintage
def preview(vintage: Vintage, selection: Filter) -> pl.DataFrame:
    """Return the first SHOWN_ROWS records, the beginning of every file."""
    query, bound = statement(vintage, selection)
    return vintage.reader.frame(f"{query}\nlimit {SHOWN_ROWS}", bound)


def statement(vintage: Vintage, selection: Filter) -> tuple[str, Values]:
    """Return the query of the records, oldest first, and its bound values.

    Raises NoAnswer if the city publishes none of the columns.
    """
    return _statement(vintage, selection, columns(vintage, selection))


def written(vintage: Vintage, selection: Filter) -> str:
    """Return the query with its values as literals, as it can run on the vintage's tables."""
    query, bound = statement(vintage, selection)
    return re.sub(r"\$(\w+)", lambda match: literal(bound[match.group(1)]), query)


def csv(vintage: Vintage, selection: Filter) -> Iterator[bytes]:
    """Yield the records as CSV in UTF-8; a value that is not stated is an empty cell.

    Raises NoAnswer, like the other formats, if more than MOST_ROWS records match.
    """
    is_first = True
    for batch in _batches(vintage, selection):
        part = pl.from_arrow(batch)
        assert isinstance(part, pl.DataFrame)  # noqa: S101 - a record batch has columns
        yield as_csv(part, with_header=is_first).encode()
        is_first = False


def as_csv(table: pl.DataFrame, *, with_header: bool = True) -> str:
    """Return a table as CSV in the format of the files."""
    return table.write_csv(include_header=with_header, datetime_format="%Y-%m-%d %H:%M:%S")


def parquet(vintage: Vintage, selection: Filter) -> bytes:
    """Return the records as Parquet; the file's metadata has the vintage and the address."""
    batches = _batches(vintage, selection)
    file = io.BytesIO()
    first = next(batches)
    metadata = {"accord_vintage": vintage.vintage, "accord_address": selection.address()}
    schema = first.schema.with_metadata(metadata)
    with pq.ParquetWriter(file, schema) as writer:
        for batch in (first, *batches):
            writer.write_batch(batch.replace_schema_metadata(metadata))
    return file.getvalue()


def geojson(vintage: Vintage, selection: Filter) -> Iterator[bytes]:
    """Yield GeoJSON: a point per record, or areas with counts where no record has a point.

    Points have the city's public precision. A record without a point, and the count of records
    without an area, have a null geometry (RFC 7946, section 3.2).
    """
    features = _points if has_points(vintage, selection) else _areas
    yield b'{"type":"FeatureCollection","features":['
    comma = ""
    for feature in features(vintage, selection):
        yield f"{comma}\n{json.dumps(feature, ensure_ascii=False, default=str)}".encode()
        comma = ","
    yield b"\n]}\n"


def has_points(vintage: Vintage, selection: Filter) -> bool:
    """Return whether the city publishes points for records of the dataset."""
    return set(POINT) <= set(published(vintage, selection.dataset, selection.layer))


def file_name(vintage: Vintage, selection: Filter, form: str) -> str:
    """Return a file's name: city, dataset, period and vintage."""
    days = [str(day) for day in (selection.first, selection.last)]
    period = "all" if days == ["None", "None"] else "_to_".join(days).replace("None", "open")
    return f"accord_{selection.city}_{selection.dataset}_{period}_{vintage.vintage}.{form}"


def _points(vintage: Vintage, selection: Filter) -> Iterator[dict[str, Any]]:
    names = [name for name in columns(vintage, selection) if name not in POINT]
    for batch in _batches(vintage, selection, [*names, *POINT]):
        for row in batch.to_pylist():
            place = [row.pop(name) for name in POINT]
            yield {
                "type": "Feature",
                "geometry": None if None in place else {"type": "Point", "coordinates": place},
                "properties": row,
            }


def _areas(vintage: Vintage, selection: Filter) -> Iterator[dict[str, Any]]:
    query, bound = _where(vintage, selection, "area_id")
    grouped = f"select area_id, count(*) as n from ({query}) as chosen group by area_id"
    counts = dict(vintage.reader.frame(grouped, bound).iter_rows())
    areas = vintage.areas(selection.layer).select("area_id", "name", "geometry").rows()
    for area_id, name, geometry in [*areas, (UNKNOWN, None, None)]:
        if not selection.areas or area_id in selection.areas:
            yield {
                "type": "Feature",
                "geometry": json.loads(geometry) if geometry else None,
                "properties": {"area_id": area_id, "area": name, "n": counts.get(area_id, 0)},
            }


def _batches(
    vintage: Vintage, selection: Filter, names: list[str] | None = None
) -> Iterator[pa.RecordBatch]:
    n = matched(vintage, selection)
    if n > MOST_ROWS:
        raise NoAnswer("extract_too_large", rows=n, most=MOST_ROWS)
    query, bound = _statement(vintage, selection, names or columns(vintage, selection))
    answer = vintage.reader.arrow(query, bound)
    # a file without records still has its columns
    yield from answer.to_batches(AT_ONCE) or [pa.RecordBatch.from_pylist([], answer.schema)]


def _statement(vintage: Vintage, selection: Filter, names: list[str]) -> tuple[str, Values]:
    if not names:
        raise NoAnswer("no_columns")
    query, bound = _where(vintage, selection, ", ".join(names))
    return f"{query}\norder by {', '.join(selection.declared.order)}", bound


def _where(vintage: Vintage, selection: Filter, terms: str) -> tuple[str, Values]:
    for name in (*dict(selection.categories), *dict(selection.limits)):
        if vintage.lacks(selection.dataset, name):
            raise NoAnswer("not_in_vintage", column=name, vintage=vintage.vintage)
    clause, bound = selection.clause()
    query = f"{_records(vintage, selection.dataset)}\nselect {terms}\nfrom records\nwhere {clause}"
    return query, {"layer": selection.layer, **bound}


def _records(vintage: Vintage, name: str) -> str:
    query = read_sql("extracts", name, vintage.lacking).strip()
    return f"with records as (\n{query}\n)"
