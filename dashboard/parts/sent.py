"""A chart as it is sent to a browser: its tables as Arrow, made once for all visitors."""

from typing import Any

import pyarrow as pa

from dashboard.charts.areas import SHAPE, SHAPES
from dashboard.parts.drawn import MOST_CHARTS
from queries.vintage.answers import Answers

Rows = list[dict[str, Any]]

_tables = Answers(MOST_CHARTS)


def sent(spec: dict[str, Any]) -> dict[str, Any]:
    """Return the Vega-Lite object `spec` as it is sent.

    Its tables are bytes, which Streamlit sends as they are: it would else write each of them anew,
    by way of pandas, at every change of a page. The shapes of a map are fetched by the browser,
    once for all maps of a layer. `spec` is one of dashboard/parts/drawn.py, whose tables never
    change.
    """
    datasets = spec.get("datasets")
    if not datasets:
        return spec
    # the tables are kept with their bytes, so that no other ones get their id
    _, written, addresses = _tables.once(id(datasets), lambda: (datasets, *_written(datasets)))
    if not addresses:
        return {**spec, "datasets": written}
    layers = [_fetching(layer, addresses) for layer in spec["layer"]]
    return {**spec, "layer": layers, "datasets": written}


def _written(datasets: dict[str, Rows]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return each dataset as bytes, and by the name of a dataset of shapes their address."""
    written: dict[str, Any] = {}
    addresses = {}
    for name, rows in datasets.items():
        if rows and SHAPES in rows[0]:
            addresses[name] = rows[0][SHAPES]
            written[name] = _arrow([_without(row, "geometry", SHAPES) for row in rows])
        else:
            written[name] = _arrow(rows) if rows and rows[0] else rows
    return written, addresses


def _fetching(layer: dict[str, Any], addresses: dict[str, str]) -> dict[str, Any]:
    """Return a layer of a map that finds the geometry of its rows at their address."""
    address = addresses.get(layer["data"].get("name", ""))
    if address is None:
        return layer
    found = {"data": {"url": address, "format": {"type": "json"}}, "key": SHAPE}
    lookup = {"lookup": SHAPE, "from": {**found, "fields": ["geometry"]}}
    return {**layer, "transform": [lookup, *layer.get("transform", [])]}


def _without(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}


def _arrow(rows: Rows) -> bytes:
    table = pa.Table.from_pylist(rows)
    stream = pa.BufferOutputStream()
    with pa.ipc.new_stream(stream, table.schema) as writer:
        writer.write_table(table)
    content: bytes = stream.getvalue().to_pybytes()
    return content
