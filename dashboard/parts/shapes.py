"""The shapes of areas apart from what is said of them: a browser fetches them once per vintage."""

import json
from typing import Any
from urllib.parse import quote

import polars as pl

from dashboard.charts.areas import SHAPE, SHAPES
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import Vintage

PREFIX = "/shapes/"
_NAME = pl.concat_str("area_id", pl.col("valid_from").cast(pl.String).fill_null(""), separator=" ")
"""An area that was redrawn has a shape on each map."""


def with_addresses(areas: pl.DataFrame, vintage: Vintage, layer: str) -> pl.DataFrame:
    """Return areas of a layer (area_id, valid_from, …) and where their shapes are."""
    path = "/".join(quote(part, safe="") for part in (vintage.city_id, vintage.vintage, layer))
    return areas.with_columns(_NAME.alias(SHAPE), pl.lit(f"{PREFIX}{path}.json").alias(SHAPES))


@once_per_vintage
def shapes_json(vintage: Vintage, layer: str) -> bytes:
    """Return the shapes of all areas of a layer, on each map: SHAPE and geometry."""
    areas = vintage.areas(layer).drop_nulls("geometry").select(_NAME.alias(SHAPE), "geometry")
    rows: list[dict[str, Any]] = [
        {SHAPE: name, "geometry": json.loads(geometry)} for name, geometry in areas.iter_rows()
    ]
    return json.dumps(rows, separators=(",", ":")).encode()
