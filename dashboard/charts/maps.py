"""Maps of our own polygons: no tiles, nothing fetched; a mark doubles what colour says."""

import json
from typing import Any

import altair as alt
import polars as pl

from dashboard.charts import QUIET, VERDICT_COLOURS, VERDICT_MARKS
from dashboard.words import Words

HEIGHT = 420
DARK_FROM = 0.6
"""From this share of the scale on, a mark is white on its colour."""
PICKED = "picked"
"""Name of the selection; its field is area_id."""


def verdict_map(areas: pl.DataFrame, words: Words) -> alt.LayerChart | alt.FacetChart:
    """Draw one polygon per area, coloured and marked by verdict, to be clicked.

    `areas` has area_id, area, verdict, verdict_words, counts_words, range_words, longitude,
    latitude and geometry (GeoJSON text).
    """
    legend = {
        f"{VERDICT_MARKS[verdict]} {words.verdict(verdict)}".strip(): colour
        for verdict, colour in VERDICT_COLOURS.items()
        if verdict in set(areas["verdict"])
    }
    marked = areas.with_columns(
        mark=pl.col("verdict").replace_strict(VERDICT_MARKS, default="×"),
        is_dark=pl.col("verdict").is_in(["fell", "rose", "about_the_same"]),
    ).with_columns(label=pl.concat_str("mark", pl.lit(" "), "verdict_words").str.strip_chars())
    colour = alt.Color(
        "label:N",
        title=None,
        scale=alt.Scale(domain=list(legend), range=list(legend.values())),
        legend=alt.Legend(
            orient="bottom", columns=2, symbolType="square", symbolStrokeWidth=0, labelLimit=300
        ),
    )
    hover = [
        alt.Tooltip("area:N", title=words.text("columns.area")),
        alt.Tooltip("verdict_words:N", title=words.text("columns.verdict")),
        alt.Tooltip("counts_words:N", title=words.text("columns.events")),
        alt.Tooltip("range_words:N", title=words.text("columns.ratio")),
    ]
    picked = alt.selection_point(name=PICKED, fields=["area_id"], on="click")
    shapes = (
        alt.Chart(_features(marked))
        .mark_geoshape(stroke=QUIET, strokeWidth=0.7)
        .encode(color=colour, tooltip=hover)
        .add_params(picked)
    )
    return _with_marks(shapes, marked)


def rate_map(areas: pl.DataFrame, largest: float, words: Words) -> alt.LayerChart | alt.FacetChart:
    """Draw one polygon per area, darker for a higher rate; few records are marked ×.

    `areas` has area_id, area, rate, rate_words, is_caution, longitude, latitude and geometry.
    `largest` is the top of the colour scale, so that two maps can share it.
    """
    marked = areas.with_columns(
        mark=pl.when(pl.col("is_caution")).then(pl.lit("×")).otherwise(pl.lit("")),
        is_dark=pl.col("rate") > largest * DARK_FROM,
    )
    colour = alt.Color(
        "rate:Q",
        title=None,
        scale=alt.Scale(scheme="blues", domain=[0, largest]),
        legend=alt.Legend(orient="bottom", gradientLength=200, tickCount=3),
    )
    hover = [
        alt.Tooltip("area:N", title=words.text("columns.area")),
        alt.Tooltip("rate_words:N", title=words.text("columns.rate")),
    ]
    shapes = (
        alt.Chart(_features(marked))
        .mark_geoshape(stroke=QUIET, strokeWidth=0.7)
        .encode(color=colour, tooltip=hover)
    )
    return _with_marks(shapes, marked)


def _with_marks(shapes: alt.Chart, areas: pl.DataFrame) -> alt.LayerChart | alt.FacetChart:
    shown = areas.filter(pl.col("mark") != "").select("longitude", "latitude", "mark", "is_dark")
    marks = (
        alt.Chart(shown)
        .mark_text(fontSize=15, fontWeight="bold", aria=False)
        .encode(
            longitude="longitude:Q",
            latitude="latitude:Q",
            text="mark:N",
            color=alt.when("datum.is_dark")
            .then(alt.value("#ffffff"))
            .otherwise(alt.value("#1c2733")),
        )
    )
    return (
        alt.layer(shapes, marks)
        .project(type="mercator")
        .properties(width="container", height=HEIGHT)
    )


def _features(areas: pl.DataFrame) -> alt.InlineData:
    """Return the areas as GeoJSON features whose columns stand beside the geometry."""
    values: list[dict[str, Any]] = [
        {"type": "Feature", "geometry": json.loads(row.pop("geometry")), **row}
        for row in areas.to_dicts()
    ]
    return alt.InlineData(values=values)
