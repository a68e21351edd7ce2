"""The funnel plot: each area by its expected count, and the limits of chance."""

import altair as alt
import polars as pl

from dashboard.charts import FELL, LINE, QUIET, ROSE
from dashboard.charts.ratios import no_change
from dashboard.words import Words

HEIGHT = 340
SHAPES = {"below": "triangle-down", "within": "circle", "above": "triangle-up"}


def funnel_chart(
    areas: pl.DataFrame, lines: pl.DataFrame, words: Words
) -> alt.LayerChart | alt.FacetChart:
    """Draw one mark per area at its expected count and its ratio, and the limits as lines.

    `areas` has area, expected, ratio, side (below | within | above), is_named, category_words,
    counts_words and ratio_words. `lines` has expected, line (an id), kind (inner | outer) and
    ratio. Areas outside the limits have a label and another shape.
    """
    scale_x = alt.Scale(type="sqrt", nice=False)
    x = alt.X(
        "expected:Q",
        title=words.text("many.axis_expected"),
        scale=scale_x,
        axis=alt.Axis(tickCount=5, grid=False),
    )
    y = alt.Y("ratio:Q", title=words.text("many.axis_ratio"), axis=alt.Axis(tickCount=5))
    hover = [
        alt.Tooltip("area:N", title=words.text("columns.area")),
        alt.Tooltip("category_words:N", title=words.text("many.category")),
        alt.Tooltip("counts_words:N", title=words.text("columns.events")),
        alt.Tooltip("ratio_words:N", title=words.text("many.axis_ratio")),
    ]
    limits = (
        alt.Chart(lines)
        .mark_line(color=QUIET, aria=False)
        .encode(
            x=x,
            y=alt.Y("ratio:Q", title=words.text("many.axis_ratio")),
            detail="line:N",
            strokeDash=alt.StrokeDash(
                "kind:N",
                legend=None,
                scale=alt.Scale(domain=["inner", "outer"], range=[[1, 0], [5, 4]]),
            ),
        )
    )
    marks = (
        alt.Chart(areas)
        .mark_point(filled=True, opacity=0.9, size=60)
        .encode(
            x=x,
            y=y,
            shape=alt.Shape(
                "side:N",
                legend=None,
                scale=alt.Scale(domain=list(SHAPES), range=list(SHAPES.values())),
            ),
            color=alt.Color(
                "side:N",
                legend=None,
                scale=alt.Scale(domain=list(SHAPES), range=[FELL, LINE, ROSE]),
            ),
            tooltip=hover,
        )
    )
    layers = [limits, no_change(y), marks]
    outside = areas.filter("is_named")
    if len(outside):
        layers.append(
            alt.Chart(outside)
            .mark_text(align="left", dx=7, fontSize=11, color=QUIET, aria=False)
            .encode(x=x, y=y, text="area:N")
        )
    return alt.layer(*layers).properties(width="container", height=HEIGHT)
