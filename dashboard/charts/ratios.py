"""Ratios with their ranges, one row each: a dot, a line, and 1 as the line of no change."""

from typing import Any

import altair as alt
import polars as pl

from dashboard.charts import LINE, QUIET, ROSE
from dashboard.charts.timeline import Layers
from dashboard.words import Words

PLACES_HEIGHT = 30
GROUP_HEIGHT = 46
GROUPS_HEAD_HEIGHT = 130
"""Height of the axis and the legend of a chart of groups."""
NARROWEST, WIDEST = 0.1, 10.0
"""Ends beyond a tenth or tenfold are drawn at the edge; the table has the numbers."""
TICKS = [0.1, 0.2, 0.5, 1, 2, 5, 10]


def places_chart(estimates: pl.DataFrame, words: Words) -> Layers:
    """Draw measure, ratio, low, high, range_words and is_own: the change against other places.

    The measure of the question is a diamond; the placebo outcomes are circles.
    """
    rows = clipped(estimates)
    spread = rows.select(pl.max_horizontal(pl.col("high"), 1 / pl.col("low")).max()).item()
    widest = max(2.0, float(spread))
    title = words.text("designs.axis")
    hover = [
        alt.Tooltip("measure:N", title=words.text("designs.columns.what")),
        alt.Tooltip("range_words:N", title=title),
    ]
    base = alt.Chart(rows).encode(
        y=_rows("measure:N", 190),
        color=alt.condition("datum.is_own", alt.value(LINE), alt.value(QUIET)),
    )
    shape = alt.condition("datum.is_own", alt.value("diamond"), alt.value("circle"))
    dots = base.mark_point(filled=True, opacity=1, size=70).encode(shape=shape, tooltip=hover)
    lines = base.mark_rule(strokeWidth=2, aria=False)
    return ratio_ranges(lines, dots, title, widest=widest, orient=alt.Undefined).properties(
        width="container", height=PLACES_HEIGHT * (len(rows) + 2)
    )


def group_ratios(groups: pl.DataFrame, words: Words) -> Layers:
    """Draw a dot and its range per group and benchmark; each benchmark has a shape and a line.

    `groups` has label, benchmark_words, ratio, low, high, ratio_words and count_words, in order.
    """
    names = groups["benchmark_words"].unique(maintain_order=True).to_list()
    legend = alt.Legend(orient="bottom", columns=1, labelLimit=300)
    colour = alt.Color(
        "benchmark_words:N",
        title=None,
        scale=alt.Scale(domain=names, range=[LINE, ROSE, QUIET][: len(names)]),
        legend=legend,
    )
    shape = alt.Shape(
        "benchmark_words:N",
        title=None,
        scale=alt.Scale(domain=names, range=["circle", "diamond", "square"][: len(names)]),
        legend=legend,
    )
    hover = [
        alt.Tooltip("label:N", title=words.text("force.columns.group")),
        alt.Tooltip("benchmark_words:N", title=words.text("force.columns.benchmark")),
        alt.Tooltip("ratio_words:N", title=words.text("force.columns.ratio")),
        alt.Tooltip("count_words:N", title=words.text("force.columns.incidents")),
    ]
    base = alt.Chart(clipped(groups)).encode(
        y=_rows("label:N", 150, ticks=False, domain=False),
        yOffset=alt.YOffset("benchmark_words:N", sort=names),
        color=colour,
        tooltip=hover,
    )
    dots = base.mark_point(size=90, filled=True, opacity=1).encode(shape=shape)
    lines = base.mark_rule(strokeWidth=2, aria=False)
    return ratio_ranges(lines, dots, words.text("force.axis_ratio")).properties(
        width="container", height=GROUPS_HEAD_HEIGHT + GROUP_HEIGHT * groups["label"].n_unique()
    )


def ratio_ranges(
    lines: alt.Chart,
    dots: alt.Chart,
    title: str,
    ends: tuple[str, str] = ("low", "high"),
    *,
    widest: float = WIDEST,
    orient: Any = "top",
) -> Layers:
    """Draw lines between the two ends, dots at `ratio`, and a dashed line at 1, on a log scale.

    `lines` and `dots` have their marks and all encodings but x. The scale ends at `widest` and its
    inverse.
    """
    scale = alt.Scale(type="log", domain=[1 / widest, widest])
    axis = alt.Axis(values=TICKS, format="~g", orient=orient)
    low, high = ends
    equal = alt.Chart(pl.DataFrame({"one": [1.0]})).mark_rule(color=QUIET, strokeDash=[4, 3])
    return alt.layer(
        equal.encode(x=alt.X("one:Q", title=title, scale=scale, axis=axis)),
        lines.encode(x=alt.X(f"{low}:Q", scale=scale, axis=axis), x2=f"{high}:Q"),
        dots.encode(x=alt.X("ratio:Q", title=title, scale=scale, axis=axis)),
    )


def no_change(y: alt.Y) -> alt.Chart:
    """Draw a line at the ratio 1 of a vertical axis."""
    equal: alt.Chart = (
        alt.Chart(pl.DataFrame({"ratio": [1.0]})).mark_rule(color=QUIET, aria=False).encode(y=y)
    )
    return equal


def clipped(rows: pl.DataFrame, low: str = "low", high: str = "high") -> pl.DataFrame:
    """Return rows with ratios and their ends moved to the edges of the scale."""
    return rows.with_columns(pl.col("ratio", low, high).clip(NARROWEST, WIDEST))


def _rows(field: str, width: int, **axis: Any) -> alt.Y:
    """Return a y axis with one row per value, in the order of the table."""
    return alt.Y(
        field,
        title=None,
        sort=None,
        axis=alt.Axis(labelLimit=width, labelOverlap=False, **axis),
    )
