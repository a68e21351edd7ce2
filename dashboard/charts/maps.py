"""Maps of Accord's own polygons: no tiles, nothing fetched; marks repeat what colours say."""

import json
from typing import Any

import altair as alt
import polars as pl

from dashboard.charts import FELL, NONE, QUIET, ROSE, VERDICT_MARKS
from dashboard.words import Words

HEIGHT = 420
DARK_FROM = 0.6
"""From this share of the scale on, a mark is white on its colour."""
PALE = 0.4
"""Opacity of a change whose range holds no change."""
OUTLINE = "#14202b"
PICKED = "picked"
"""Name of the selection; its field is area_id."""


def change_map(areas: pl.DataFrame, chosen: str, words: Words) -> alt.LayerChart | alt.FacetChart:
    """Draw one polygon per area by its change, marked by its verdict, to be clicked.

    The area with the id `chosen` has a thick outline; "" for none.

    `areas` has area_id, area, verdict, is_clear (the verdict says there was a change),
    verdict_words, counts_words, change (a ratio, null where there is none), is_open (its range
    holds no change), change_words, longitude, latitude and geometry (GeoJSON text). Green is less
    and orange more; the ends of the scale are a halving and a doubling, and ratios beyond have
    their colour. An open change is pale. Marks are for clear verdicts, and for areas without a
    change.
    """
    marked_areas = areas.with_columns(
        # a shape without a number is left out by Vega-Lite: one without a change has a 0, unseen
        change_log=pl.col("change").log(2).clip(-1, 1).fill_null(0.0).fill_nan(0.0),
        is_changed=pl.col("change").is_not_null(),
        mark=pl.when(pl.col("change").is_null())
        .then(pl.lit("×"))
        .when("is_clear")
        .then(pl.col("verdict").replace_strict(VERDICT_MARKS, default=""))
        .otherwise(pl.lit("")),
        is_dark=(pl.col("change").log(2).abs() > DARK_FROM).fill_null(value=False)
        & ~pl.col("is_open"),
    )
    colour = (
        alt.when("datum.is_changed")
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
        alt.Tooltip("verdict_words:N", title=words.text("columns.verdict")),
        alt.Tooltip("counts_words:N", title=words.text("columns.events")),
        alt.Tooltip("change_words:N", title=words.text("columns.ratio")),
    ]
    selection = alt.selection_point(name=PICKED, fields=["area_id"], on="click")
    is_chosen = alt.when(f"datum.area_id === {json.dumps(chosen)}")
    # the outline of the chosen area would lie under those of areas drawn later
    in_order = marked_areas.sort(pl.col("area_id") == chosen, maintain_order=True)
    shapes = (
        alt.Chart(_features(in_order))
        .mark_geoshape()
        .encode(
            color=colour,
            stroke=is_chosen.then(alt.value(OUTLINE)).otherwise(alt.value(QUIET)),
            strokeWidth=is_chosen.then(alt.value(3)).otherwise(alt.value(0.7)),
            fillOpacity=alt.condition("datum.is_open", alt.value(PALE), alt.value(1)),
            tooltip=hover,
        )
        .add_params(selection)
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
