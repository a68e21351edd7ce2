"""Chart specifications, made once for all visitors and kept by their content."""

import dataclasses
import json
import re
from collections.abc import Callable, Hashable
from typing import Any

import numpy as np
import polars as pl

from dashboard.charts.areas import SHAPE, SHAPES
from dashboard.words import Words
from queries.change.compare import Comparison
from queries.vintage.answers import Answers
from queries.vintage.catalog import Vintage

FEATURE = {"type", "geometry", SHAPE, SHAPES}
"""What makes a row a shape, or says where its shape is."""

MOST_CHARTS = 512
"""Charts in memory at once; a map with its polygons takes about 300 KB."""

_charts = Answers(MOST_CHARTS)


def spec(words: Words, draw: Callable[..., Any], *values: Any) -> dict[str, Any]:
    """Return the Vega-Lite object of the chart `draw(*values, words)`, made once for all visitors.

    Two calls share an object only if the function, the language and all values are equal. Do not
    change the object. It is not validated against the schema, which would double the time; tests
    validate it.
    """
    key = (draw.__module__, draw.__qualname__, words.language, fingerprint(values))
    drawing: dict[str, Any] = _charts.once(
        key, lambda: used(draw(*values, words).to_dict(validate=False))
    )
    return drawing


def used(drawing: dict[str, Any]) -> dict[str, Any]:
    """Return a Vega-Lite object without the columns of its tables that nothing in it names.

    A chart is sent to every visitor at every change of the page. A column stays if its name stands
    anywhere outside the tables, even inside an expression.
    """
    tables: dict[str, list[dict[str, Any]]] = drawing.get("datasets", {})
    rest = {name: part for name, part in drawing.items() if name != "datasets"}
    named = set(re.findall(r"\w+", json.dumps(rest, default=str))) | FEATURE
    return {
        **rest,
        "datasets": {
            name: [{key: value for key, value in row.items() if key in named} for row in rows]
            for name, rows in tables.items()
        },
    }


def fingerprint(value: Any) -> Hashable:  # noqa: PLR0911 - one return for each kind of value
    """Return a hashable key for a value's content; a table's key has the hash of each row."""
    if isinstance(value, pl.DataFrame):
        return tuple(value.schema.items()), value.hash_rows().to_numpy().tobytes()
    if isinstance(value, np.ndarray):
        return fingerprint(value.tolist())
    if isinstance(value, Vintage):
        return value.city_id, value.vintage
    if isinstance(value, Comparison):  # in memory once
        return value
    if dataclasses.is_dataclass(value):
        names = [field.name for field in dataclasses.fields(value)]
        return type(value), tuple(fingerprint(getattr(value, name)) for name in names)
    if isinstance(value, dict):
        return tuple((key, fingerprint(item)) for key, item in value.items())
    if isinstance(value, list | tuple):
        return tuple(fingerprint(item) for item in value)
    plain: Hashable = value  # text, numbers and days
    return plain
