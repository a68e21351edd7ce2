"""A chart as an outline of words, read from its own Vega-Lite object: title, axes, points."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dashboard.words import Words

NESTED = ("layer", "hconcat", "vconcat", "concat")
AXES = ("x", "y")
SERIES = ("color", "shape")

Row = Mapping[str, Any]
Spec = Mapping[str, Any]


@dataclass(frozen=True)
class Entry:
    """A line of an outline, with the lines under it."""

    text: str
    entries: tuple["Entry", ...] = ()

    def as_data(self) -> dict[str, Any]:
        """Return the entry as JSON values, for the browser."""
        return {"text": self.text, "entries": [entry.as_data() for entry in self.entries]}


def outline(spec: Spec, title: str, lines: tuple[str, ...], words: Words) -> Entry:
    """Return what a chart shows, from the whole to each point.

    The points are those that a pointer can rest on, in the words that it would show. `lines` says
    what the chart marks.
    """
    layers = [layer for layer in _layers(spec, spec.get("datasets", {})) if _hover(layer)]
    # the layer with all rows gives the order; others draw some of these rows again
    layers.sort(key=lambda layer: -len(layer["rows"]))
    series: dict[str, dict[str, Row]] = {}
    for layer in layers:
        for row in layer["rows"]:
            text = _point(row, layer, words)
            if text and not any(text in points for points in series.values()):
                series.setdefault(_series(row, layer), {})[text] = row
    entries = (
        _heading("axes", [Entry(text) for text in _axes(layers, words)], words),
        _heading("extremes", [*map(Entry, lines), *_extremes(series, layers, words)], words),
        *(
            Entry(
                words.text("walk.series", name=name or words.text("walk.points"), n=len(points)),
                tuple(Entry(text) for text in points),
            )
            for name, points in series.items()
        ),
    )
    return Entry(title, tuple(entry for entry in entries if entry.entries))


def _heading(key: str, entries: list[Entry], words: Words) -> Entry:
    return Entry(words.text(f"walk.{key}"), tuple(entries))


def _layers(spec: Spec, datasets: Spec, outer: Spec | None = None) -> Iterator[dict[str, Any]]:
    """Yield the layers of a chart, each with its encoding and rows, and what it inherits."""
    outer = outer or {}
    own = {
        "encoding": {**outer.get("encoding", {}), **spec.get("encoding", {})},
        "rows": _rows(spec["data"], datasets) if spec.get("data") else outer.get("rows", []),
    }
    inner = [part for key in NESTED for part in spec.get(key, [])]
    for part in [*inner, *([spec["spec"]] if "spec" in spec else [])]:
        yield from _layers(part, datasets, own)
    if "mark" in spec:
        yield own


def _rows(data: Spec, datasets: Spec) -> list[Row]:
    rows: list[Row] = data.get("values") or datasets.get(data.get("name", ""), [])
    return rows


def _hover(layer: Spec) -> list[Spec]:
    hover = layer["encoding"].get("tooltip", [])
    return hover if isinstance(hover, list) else []


def _point(row: Row, layer: Spec, words: Words) -> str:
    """Return the words of a point: each name with its value; those unknown are left out."""
    parts = []
    for part in _hover(layer):
        value, name = row.get(part["field"]), part.get("title", "").strip()
        if value is None or value == "":
            continue
        said = _value(value, part.get("format", ""), words)
        parts.append(f"{name}: {said}" if name else said)
    return "; ".join(parts)


def _value(value: Any, form: str, words: Words) -> str:
    if isinstance(value, int | float):
        decimals = int(form.partition(".")[2][:1] or 0) if form else 2
        return words.number(value, 0 if isinstance(value, int) else decimals)
    return str(value)


def _series(row: Row, layer: Spec) -> str:
    """Return the name of a point's series, as the legend has it; "" in a chart without one."""
    for channel in SERIES:
        encoded = layer["encoding"].get(channel, {})
        if encoded.get("type") == "nominal" and encoded.get("legend", {}) is not None:
            return str(row.get(encoded["field"], ""))
    return ""


def _axes(layers: list[dict[str, Any]], words: Words) -> list[str]:
    """Return a sentence for each axis: what it shows, and from where to where."""
    sentences = {}
    for layer in layers:
        for axis in AXES:
            encoded = layer["encoding"].get(axis, {})
            values = _values(encoded, layer)
            if axis not in sentences and values:
                sentences[axis] = _axis(axis, encoded, values, words)
    return list(sentences.values())


def _values(encoded: Spec, layer: Spec) -> list[Any]:
    values = (row.get(encoded.get("field", "")) for row in layer["rows"])
    return [value for value in values if value is not None]


def _axis(axis: str, encoded: Spec, values: list[Any], words: Words) -> str:
    kind = encoded.get("type")
    if kind == "temporal":
        days = sorted(dt.date.fromisoformat(value[:10]) for value in values)
        ends = [words.month(day) for day in (days[0], days[-1])]
    elif kind == "quantitative":
        ends = [words.rate(value) for value in (min(values), max(values))]
    else:
        ends = [str(values[0]), str(values[-1])]
    title = encoded.get("title")
    name = " ".join(title) if isinstance(title, list) else title
    direction = words.text(f"walk.{axis}")
    key = "axis" if name else "axis_unnamed"
    return words.text(f"walk.{key}", axis=direction, title=name, first=ends[0], last=ends[1])


def _extremes(
    series: Mapping[str, Mapping[str, Row]], layers: list[dict[str, Any]], words: Words
) -> list[Entry]:
    """Return the points with the largest and the least value of the axis that measures."""
    field = _measured(layers)
    values = {
        text: row[field]
        for points in series.values()
        for text, row in points.items()
        if isinstance(row.get(field), int | float)
    }
    if len(set(values.values())) < 2:
        return []
    ends = {
        "largest": max(values, key=values.__getitem__),
        "least": min(values, key=values.__getitem__),
    }
    return [Entry(words.text(f"walk.{key}", point=text)) for key, text in ends.items()]


def _measured(layers: list[dict[str, Any]]) -> str:
    """Return the field that a chart measures: of the upright axis, else across, else the colour."""
    for channel in ("y", "x", "color"):
        for layer in layers:
            encoded = layer["encoding"].get(channel, {})
            if "condition" in encoded:  # a colour for some of the rows
                encoded = encoded["condition"]
            if isinstance(encoded, Mapping) and encoded.get("type") == "quantitative":
                return str(encoded["field"])
    return ""
