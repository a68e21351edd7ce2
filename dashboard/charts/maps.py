"""Maps of Accord's own polygons: no tiles, nothing fetched; marks repeat what colours say."""

import json
from typing import Any

import altair as alt
import polars as pl

from dashboard.charts import FELL, NONE, QUIET, ROSE, VERDICT_COLOURS, VERDICT_MARKS
from dashboard.words import Words

HEIGHT = 420
DARK_FROM = 0.6
"""From this share of the scale on, a mark is white on its colour."""
MARKED_BELOW = 0.8
"""A fall beyond this ratio, or a rise beyond its inverse, carries a mark beside its colour."""
PALE = 0.4
"""Opacity of a change whose range holds no change."""
PICKED = "picked"
"""Name of the selection; its field is area_id."""


def verdict_map(areas: pl.DataFrame, words: Words) -> alt.LayerChart | alt.FacetChart:
    """Draw one polygon per area, coloured and marked_areas by verdict, to be clicked.

    `areas` has area_id, area, verdict, verdict_words, counts_words, range_words, longitude,
    latitude and geometry (GeoJSON text).
    """
    legend = {
        f"{VERDICT_MARKS[verdict]} {words.verdict(verdict)}".strip(): colour
        for verdict, colour in VERDICT_COLOURS.items()
        if verdict in set(areas["verdict"])
    }
    marked_areas = areas.with_columns(
        mark=pl.col("verdict").replace_strict(VERDICT_MARKS, default="×"),
        is_dark=pl.col("verdict").is_in(["fell", "rose", "about_the_same"]),
    ).with_columns(label=pl.concat_str("mark", pl.lit(" "), "verdict_words").str.strip_chars())
    colour = alt.Color(
        "label:N",
        title=None,
        scale=alt.Scale(domain=list(legend), range=list(legend.values())),
        # one column: two of the longest words side by side are wider than a narrow phone
        legend=alt.Legend(
            orient="bottom", columns=1, symbolType="square", symbolStrokeWidth=0, labelLimit=300
        ),
    )
    hover = [
        alt.Tooltip("area:N", title=words.text("columns.area")),
        alt.Tooltip("verdict_words:N", title=words.text("columns.verdict")),
        alt.Tooltip("counts_words:N", title=words.text("columns.events")),
        alt.Tooltip("range_words:N", title=words.text("columns.ratio")),
    ]
    selection = alt.selection_point(name=PICKED, fields=["area_id"], on="click")
    shapes = (
        alt.Chart(_features(marked_areas))
        .mark_geoshape(stroke=QUIET, strokeWidth=0.7)
        .encode(color=colour, tooltip=hover)
        .add_params(selection)
    )
    return _with_marks(shapes, marked_areas)


def change_map(areas: pl.DataFrame, words: Words) -> alt.LayerChart | alt.FacetChart:
    """Draw one polygon per area by its ratio: blue for less, orange for more, a mark on both.

    `areas` has area_id, area, change (a ratio, null where there is none), is_open (its range holds
    no change), change_words, longitude, latitude and geometry. Ends are a halving and a doubling;
    ratios beyond have their colour. An open change is pale and has no mark.
    """
    marked_areas = areas.with_columns(
        change_log=pl.col("change").log(2).clip(-1, 1),
        mark=pl.when(pl.col("change").is_null())
        .then(pl.lit("×"))
        .when(pl.col("is_open"))
        .then(pl.lit(""))
        .when(pl.col("change") <= MARKED_BELOW)
        .then(pl.lit("▼"))
        .when(pl.col("change") >= 1 / MARKED_BELOW)
        .then(pl.lit("▲"))
        .otherwise(pl.lit("")),
        is_dark=(pl.col("change").log(2).abs() > DARK_FROM).fill_null(value=False),
    )
    colour = (
        alt.when("isValid(datum.change_log)")
        .then(
            alt.Color(
                "change_log:Q",
                title=None,
                # interpolated in RGB through the middle: by hue, blue to orange would pass green
                scale=alt.Scale(
                    domain=[-1, 0, 1], range=[FELL, "#f4f4f2", ROSE], interpolate="rgb"
                ),
                legend=alt.Legend(
                    orient="bottom",
                    gradientLength=200,
                    values=[-1, 0, 1],
                    labelExpr="datum.value < 0 ? '÷ 2' : datum.value > 0 ? '× 2' : '='",
                ),
            )
        )
        .otherwise(alt.value(NONE))
    )
    hover = [
        alt.Tooltip("area:N", title=words.text("columns.area")),
        alt.Tooltip("change_words:N", title=words.text("columns.ratio")),
    ]
    shapes = (
        alt.Chart(_features(marked_areas))
        .mark_geoshape(stroke=QUIET, strokeWidth=0.7)
        .encode(
            color=colour,
            fillOpacity=alt.condition("datum.is_open", alt.value(PALE), alt.value(1)),
            tooltip=hover,
        )
    )
    return _with_marks(shapes, marked_areas)


def rate_map(areas: pl.DataFrame, largest: float, words: Words) -> alt.LayerChart | alt.FacetChart:
    """Draw one polygon per area, darker for a higher rate; few records are marked_areas ×.

    `areas` has area_id, area, rate, rate_words, is_caution, longitude, latitude and geometry.
    `largest` is the top of the colour scale, so that two maps can share it.
    """
    marked_areas = areas.with_columns(
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
        alt.Chart(_features(marked_areas))
        .mark_geoshape(stroke=QUIET, strokeWidth=0.7)
        .encode(color=colour, tooltip=hover)
    )
    return _with_marks(shapes, marked_areas)


def _with_marks(shapes: alt.Chart, areas: pl.DataFrame) -> alt.LayerChart | alt.FacetChart:
    with_mark = areas.filter(pl.col("mark") != "").select(
        "longitude", "latitude", "mark", "is_dark"
    )
    marks = (
        alt.Chart(with_mark)
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
    """Return the areas as GeoJSON features, with the columns beside the geometry."""
    values: list[dict[str, Any]] = [
        {"type": "Feature", "geometry": json.loads(row.pop("geometry")), **row}
        for row in areas.to_dicts()
    ]
    return alt.InlineData(values=values)
