"""Tables behind an API (Socrata, ArcGIS): counted, read page by page, written as text.

The loaders of openpolicedata build the requests. This module checks each page, which they do not:
the number of rows must be as announced, and no page may repeat another. One page is in memory at a
time. The description of an ArcGIS layer (types and key of its columns) is requested here, because
the library reads it but does not return it.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import requests

from data.formats import named, quoted
from data.portals.asking import Aside, Fault, OnRetry, ask
from data.portals.catalogue import Entry, library

PAGE_ROWS = 20_000
"""Rows per page; an ArcGIS layer may have a lower limit, which then applies."""


@dataclass(frozen=True)
class Shape:
    """A table's columns in the portal's order, its columns of instants, and its unique key."""

    columns: tuple[str, ...]
    instants: tuple[str, ...] = ()
    key: str | None = None


class NotByYear(Aside):
    """The library cannot select the rows of a year from this table."""


class _MoreColumns(Aside):
    """A page has columns that are missing in the portal's description of the table."""


def count(
    entry: Entry, subject: str, on_retry: OnRetry, year: int | None = None, where: str = ""
) -> int:
    """Return the number of rows the portal announces: of a year, of a condition, or of the table.

    Each call uses a new loader, because a loader caches its counts. Raises NotByYear if the
    library cannot select the rows of a year.
    """

    def call() -> int:
        try:
            return int(_loader(entry).get_count(date=year, opt_filter=where or None))
        except (NotImplementedError, AttributeError, ValueError) as error:
            if isinstance(error, NotImplementedError) or "find date" in str(error):
                raise NotByYear(str(error)) from error
            raise

    return ask(f"the number of rows of {subject}", entry.address, call, on_retry)


def outside(entry: Entry, first: int, last: int) -> str:
    """Return the Socrata condition for rows without a date or outside the years given."""
    day = entry.date_field
    return f"({day} IS NULL OR {day} < '{first}-01-01' OR {day} > '{last}-12-31T23:59:59.999')"


def describe(entry: Entry, subject: str, on_retry: OnRetry) -> Shape:
    """Return the table's columns as the portal describes them."""
    read_shape = _describe_socrata if entry.kind == "Socrata" else _describe_arcgis
    return ask(f"the columns of {subject}", entry.address, lambda: read_shape(entry), on_retry)


def write(
    entry: Entry,
    path: Path,
    subject: str,
    announced: int,
    *,
    year: int | None,
    where: str,
    on_rows: Callable[[int], None],
    on_retry: OnRetry,
) -> tuple[str, ...]:
    """Write all announced rows to a Parquet file, every value as text; return the columns.

    Each page is written as one row group. Raises PortalFailed if a page is short, repeated or
    missing in all attempts, and Fault if the key of the rows is not unique.
    """
    shape = describe(entry, subject, on_retry)
    while True:
        schema = pa.schema([(name, pa.string()) for name in shape.columns])
        try:
            with pq.ParquetWriter(path, schema, compression="zstd") as writer:
                total = 0
                for page in _pages(entry, shape, subject, announced, year, where, on_retry):
                    writer.write_table(page)
                    total += page.num_rows
                    on_rows(total)
            break
        except _MoreColumns as more:  # rare: start again with these columns
            shape = Shape((*shape.columns, *more.args), shape.instants, shape.key)
    if shape.key is not None:
        _need_unique(path, shape.key)
    return shape.columns


def as_text(frame: pd.DataFrame, shape: Shape) -> pa.Table:
    """Return a page with every value as text, as published; instants are ISO times in UTC.

    A whole number has no decimal point, even if missing values made its column one of floats.
    Structures such as a point or an address are JSON. Missing values stay missing.
    """
    new_columns = [str(name) for name in frame.columns if name not in shape.columns]
    if new_columns:
        raise _MoreColumns(*new_columns)
    schema = pa.schema([(name, pa.string()) for name in shape.columns])
    absent = pa.nulls(len(frame), pa.string())
    arrays = [
        _column(frame[name], is_instant=name in shape.instants) if name in frame else absent
        for name in shape.columns
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def _loader(entry: Entry) -> Any:
    loaders = library().data_loaders
    if entry.kind == "Socrata":
        return loaders.Socrata(entry.url, entry.dataset, date_field=entry.date_field)
    return loaders.Arcgis(entry.url, date_field=entry.date_field)


def _pages(
    entry: Entry,
    shape: Shape,
    subject: str,
    announced: int,
    year: int | None,
    where: str,
    on_retry: OnRetry,
) -> Iterator[pa.Table]:
    loader: Any = None
    fingerprints: set[int] = set()

    def read(offset: int) -> pa.Table:
        nonlocal loader
        try:
            if loader is None:
                loader = _loader(entry)
            size = min(_page_rows(loader), announced - offset)
            frame = loader.load(
                date=year,
                nrows=size,
                offset=offset,
                pbar=False,
                opt_filter=where or None,
                output_type="DataFrame",  # Socrata: keep points as the portal writes them
                format_date=False,  # its conversion drops dates it cannot hold
            )
            if len(frame) != size:
                raise Fault(f"{len(frame):,} rows where {size:,} were announced")
            page = as_text(frame, shape)
            if _fingerprint(page) in fingerprints:
                raise Fault("a page that repeats an earlier one")
        except Exception:
            loader = None  # a failed loader may have cached a wrong count
            raise
        return page

    start = 0
    while start < announced:
        page = ask(
            f"{subject}, from row {start:,} on", entry.address, partial(read, start), on_retry
        )
        fingerprints.add(_fingerprint(page))
        yield page
        start += page.num_rows


def _page_rows(loader: Any) -> int:
    return min(PAGE_ROWS, getattr(loader, "max_record_count", None) or PAGE_ROWS)


def _fingerprint(page: pa.Table) -> int:
    rows = pd.util.hash_pandas_object(page.to_pandas(), index=False).to_numpy()
    return hash(rows.tobytes())


def _describe_socrata(entry: Entry) -> Shape:
    columns = _loader(entry).client.get_metadata(entry.dataset)["columns"]
    return Shape(tuple(column["fieldName"] for column in columns))


def _describe_arcgis(entry: Entry) -> Shape:
    answer = requests.get(_loader(entry).url, params={"f": "json"})  # noqa: S113 (see asking)
    layer = answer.json()
    fields = [field for field in layer["fields"] if field["type"] != "esriFieldTypeGeometry"]
    names = [field["name"] for field in fields]
    points = ["geometry"] if layer.get("geometryType") == "esriGeometryPoint" else []
    keys = [field["name"] for field in fields if field["type"] == "esriFieldTypeOID"]
    return Shape(
        columns=(*names, *points),
        instants=tuple(field["name"] for field in fields if field["type"] == "esriFieldTypeDate"),
        key=keys[0] if keys else None,
    )


def _column(values: "pd.Series[Any]", *, is_instant: bool) -> pa.Array:
    if is_instant:
        stamps = pd.to_numeric(values).to_numpy(dtype=float)
        is_known = ~np.isnan(stamps)
        instants = np.where(is_known, stamps, 0).astype("int64").astype("datetime64[ms]")
        text = np.char.add(np.datetime_as_string(instants, unit="ms"), "Z")
        return pa.array(text.astype(object), pa.string(), mask=~is_known)
    try:
        return pa.array(values, pa.string(), from_pandas=True)
    except (pa.ArrowTypeError, pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return pa.array(values.map(_text, na_action="ignore"), pa.string(), from_pandas=True)


def _text(value: Any) -> str:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool | np.bool_):
        return str(bool(value)).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)  # a point of an ArcGIS layer is written as POINT (x y)


def _need_unique(path: Path, key: str) -> None:
    """Raise Fault if a key is not unique: pages overlapped, and as many rows were skipped."""
    with duckdb.connect() as con:
        row = con.execute(
            f"select count(*) - count(distinct {named(key)}::bigint) "
            f"from read_parquet({quoted(str(path))})"
        ).fetchone()
    if row and row[0]:
        raise Fault(f"{row[0]:,} rows that came twice (column {key}), and others not at all")
