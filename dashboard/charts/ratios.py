"""Every area's change with its range: a dot, a line, and 1 as the line of no change."""

import altair as alt
import polars as pl

from dashboard.charts import LINE, QUIET, VERDICT_COLOURS
from dashboard.words import Words

ROW_HEIGHT = 17
HEAD_HEIGHT = 160
"""What the axis and the legend take of the height."""
PLACES_HEIGHT = 30
LINES = {"no_clear_change": "#7d8590", "too_few_to_tell": "#b8bdc4", "not_comparable": "#b8bdc4"}
"""A thin line needs a darker grey than an area does."""
NARROWEST, WIDEST = 0.1, 10.0
"""Ends beyond a tenth or tenfold are drawn at the edge; the table has the numbers."""


def ratio_chart(areas: pl.DataFrame, words: Words) -> alt.LayerChart | alt.FacetChart:
    """Draw area, ratio, ratio_low, ratio_high, verdict and its words, in row order."""
    legend = {
        words.verdict(verdict): LINES.get(verdict, colour)
        for verdict, colour in VERDICT_COLOURS.items()
        if verdict in set(areas["verdict"])
    }
    ends = ("ratio", "ratio_low", "ratio_high")
    drawn = areas.with_columns(pl.col(*ends).clip(NARROWEST, WIDEST))
    scale = alt.Scale(type="log", domain=[NARROWEST, WIDEST])
    axis = alt.Axis(values=[0.1, 0.2, 0.5, 1, 2, 5, 10], format="~g", orient="top")
    x = alt.X("ratio:Q", title=words.text("figures.axis_ratio"), scale=scale, axis=axis)
    y = alt.Y("area:N", title=None, sort=None, axis=alt.Axis(labelLimit=140, labelOverlap=False))
    colour = alt.Color(
        "verdict_words:N",
        title=None,
        scale=alt.Scale(domain=list(legend), range=list(legend.values())),
        legend=alt.Legend(orient="bottom", columns=1, labelLimit=300),
    )
    hover = [
        alt.Tooltip("area:N", title=words.text("columns.area")),
        alt.Tooltip("verdict_words:N", title=words.text("columns.verdict")),
        alt.Tooltip("counts_words:N", title=words.text("columns.events")),
        alt.Tooltip("range_words:N", title=words.text("columns.ratio")),
    ]
    base = alt.Chart(drawn)
    one = (
        alt.Chart(pl.DataFrame({"one": [1.0]}))
        .mark_rule(color=QUIET, strokeDash=[4, 3])
        .encode(x=alt.X("one:Q", scale=scale, axis=axis, title=words.text("figures.axis_ratio")))
    )
    lines = base.mark_rule(strokeWidth=2).encode(
        x=alt.X("ratio_low:Q", scale=scale, axis=axis),
        x2="ratio_high:Q",
        y=y,
        color=colour,
        tooltip=hover,
    )
    dots = base.mark_circle(size=52, opacity=1).encode(x=x, y=y, color=colour, tooltip=hover)
    return alt.layer(one, lines, dots).properties(
        width="container", height=HEAD_HEIGHT + ROW_HEIGHT * len(drawn)
    )


def places_chart(rows: pl.DataFrame, words: Words) -> alt.LayerChart | alt.FacetChart:
    """Draw measure, ratio, low, high, range_words and is_own: where a policy came ÷ elsewhere.

    The measure asked about is a diamond; those the policy does not mean to move are circles.
    """
    ends = ("ratio", "low", "high")
    drawn = rows.with_columns(pl.col(*ends).clip(NARROWEST, WIDEST))
    spread = drawn.select(pl.max_horizontal(pl.col("high"), 1 / pl.col("low")).max()).item()
    reach = max(2.0, float(spread))
    scale = alt.Scale(type="log", domain=[1 / reach, reach])
    axis = alt.Axis(values=[0.1, 0.2, 0.5, 1, 2, 5, 10], format="~g")
    title = words.text("designs.axis")
    x = alt.X("ratio:Q", title=title, scale=scale, axis=axis)
    y = alt.Y("measure:N", title=None, sort=None, axis=alt.Axis(labelLimit=190, labelOverlap=False))
    colour = alt.condition("datum.is_own", alt.value(LINE), alt.value(QUIET))
    hover = [
        alt.Tooltip("measure:N", title=words.text("designs.columns.what")),
        alt.Tooltip("range_words:N", title=title),
    ]
    one = alt.Chart(pl.DataFrame({"ratio": [1.0]})).mark_rule(color=QUIET, strokeDash=[4, 3])
    base = alt.Chart(drawn)
    lines = base.mark_rule(strokeWidth=2, aria=False).encode(
        x=alt.X("low:Q", title=title, scale=scale, axis=axis), x2="high:Q", y=y, color=colour
    )
    marks = base.mark_point(filled=True, opacity=1, size=70).encode(
        x=x,
        y=y,
        color=colour,
        shape=alt.condition("datum.is_own", alt.value("diamond"), alt.value("circle")),
        tooltip=hover,
    )
    return alt.layer(one.encode(x=x), lines, marks).properties(
        width="container", height=PLACES_HEIGHT * (len(drawn) + 2)
    )
