"""Chart specifications, drawn once for all visitors from what they show."""

import dataclasses
from collections.abc import Callable, Hashable
from typing import Any

import numpy as np
import polars as pl

from dashboard.words import Words
from queries.vintage.answers import Answers
from queries.vintage.catalog import Vintage

MOST_CHARTS = 512
"""Charts in memory at once; a map with its polygons takes about 300 KB."""

_charts = Answers(MOST_CHARTS)


def spec(words: Words, draw: Callable[..., Any], *shown: Any) -> dict[str, Any]:
    """Return the Vega-Lite object of the chart `draw(*shown, words)`, drawn once for all visitors.

    Two calls share a drawing only if figure, language and all that is shown are the same. The
    object is shared: do not change it. It is not held to its schema: tests do, and it is half of
    the time.
    """
    key = (draw.__module__, draw.__qualname__, words.language, fingerprint(shown))
    drawing: dict[str, Any] = _charts.once(key, lambda: draw(*shown, words).to_dict(validate=False))
    return drawing


def fingerprint(value: Any) -> Hashable:  # noqa: PLR0911 - one return for each kind of value
    """Return what tells a value from others by its content; tables by the hash of each row."""
    if isinstance(value, pl.DataFrame):
        return tuple(value.schema.items()), value.hash_rows().to_numpy().tobytes()
    if isinstance(value, np.ndarray):
        return fingerprint(value.tolist())
    if isinstance(value, Vintage):
        return value.city_id, value.vintage
    if dataclasses.is_dataclass(value):
        names = [field.name for field in dataclasses.fields(value)]
        return type(value), tuple(fingerprint(getattr(value, name)) for name in names)
    if isinstance(value, dict):
        return tuple((key, fingerprint(item)) for key, item in value.items())
    if isinstance(value, list | tuple):
        return tuple(fingerprint(item) for item in value)
    plain: Hashable = value  # text, numbers and days
    return plain
