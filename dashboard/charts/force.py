"""Shares as bars with their range, counts as bars, groups side by side on several benchmarks."""

import altair as alt
import polars as pl

from dashboard.charts import LINE, PERCENT_LABEL, QUIET, ROSE
from dashboard.words import Words

ROW_HEIGHT = 30
GROUP_HEIGHT = 46
LEGEND_HEIGHT = 90
AXES_HEIGHT = 40
LABEL_WIDTH = 150
ROOM = 1.3
"""The scale runs this far past the longest range, so that the number beside it fits."""

NARROWEST, WIDEST = 0.1, 10.0
"""Ratios beyond a tenth or tenfold are drawn at the edge; the table has the numbers."""


def share_bars(rows: pl.DataFrame, words: Words) -> alt.LayerChart | alt.FacetChart:
    """Draw one bar per row from zero, its range as a line, its share in words; unknown is hollow.

    `rows` has label, share, low, high (parts of 1), is_unknown, share_words, count_words and
    range_words, in the order to be drawn.
    """
    top = float(rows.select(pl.max_horizontal("share", "high").max()).item() or 1)
    scale = alt.Scale(domain=[0, min(1.0, top * ROOM)], zero=True)
    axis = alt.Axis(format="%", labelExpr=PERCENT_LABEL, tickCount=4, grid=True)
    x = alt.X("share:Q", title=None, scale=scale, axis=axis)
    y = _rows_axis()
    hover = [
        alt.Tooltip("label:N", title=words.text("force.columns.value")),
        alt.Tooltip("share_words:N", title=words.text("force.columns.share")),
        alt.Tooltip("range_words:N", title=words.text("force.columns.range")),
        alt.Tooltip("count_words:N", title=words.text("force.columns.n")),
    ]
    base = alt.Chart(rows).encode(y=y, tooltip=hover)
    bars = (
        base.transform_filter("!datum.is_unknown")
        .mark_bar(color=LINE, height=14, aria=False)
        .encode(x=x)
    )
    hollow = (
        base.transform_filter("datum.is_unknown")
        .mark_bar(filled=False, stroke=QUIET, strokeDash=[3, 2], height=14, aria=False)
        .encode(x=x)
    )
    ranges = base.mark_rule(color=QUIET, strokeWidth=2, aria=False).encode(
        x=alt.X("low:Q", scale=scale, axis=axis, title=None), x2="high:Q"
    )
    numbers = base.mark_text(align="left", dx=6, color=QUIET, fontSize=13).encode(
        x=alt.X("label_at:Q", scale=scale, axis=axis, title=None), text="share_words:N"
    )
    drawn = alt.layer(bars, hollow, ranges, numbers).transform_calculate(
        label_at="max(datum.share, isValid(datum.high) ? datum.high : 0)"
    )
    return drawn.properties(width="container", height=AXES_HEIGHT + ROW_HEIGHT * len(rows))


def count_bars(rows: pl.DataFrame, words: Words) -> alt.LayerChart | alt.FacetChart:
    """Draw label and n as bars from zero, with n in words beside each."""
    top = float(rows.select(pl.col("n").max()).item() or 1)
    scale = alt.Scale(domain=[0, top * ROOM], zero=True)
    x = alt.X("n:Q", title=None, scale=scale, axis=alt.Axis(tickCount=3, format=",d"))
    hover = [
        alt.Tooltip("label:N", title=words.text("force.columns.what")),
        alt.Tooltip("n:Q", title=words.text("force.columns.count"), format=","),
    ]
    base = alt.Chart(rows).encode(x=x, y=_rows_axis(), tooltip=hover)
    bars = base.mark_bar(color=LINE, height=14, aria=False)
    numbers = base.mark_text(align="left", dx=6, color=QUIET, fontSize=13).encode(
        text=alt.Text("n:Q", format=",")
    )
    return alt.layer(bars, numbers).properties(
        width="container", height=AXES_HEIGHT + ROW_HEIGHT * len(rows)
    )


def group_ratios(rows: pl.DataFrame, words: Words) -> alt.LayerChart | alt.FacetChart:
    """Draw a dot and its range per group and benchmark; the benchmark is a shape and a line of its
    own, 1 the line of no difference.

    `rows` has label, benchmark_words, ratio, low, high, ratio_words and count_words, in order.
    """
    drawn = rows.with_columns(pl.col("ratio", "low", "high").clip(NARROWEST, WIDEST))
    names = rows["benchmark_words"].unique(maintain_order=True).to_list()
    scale = alt.Scale(type="log", domain=[NARROWEST, WIDEST])
    axis = alt.Axis(values=[0.1, 0.2, 0.5, 1, 2, 5, 10], format="~g", orient="top")
    y = _rows_axis()
    offset = alt.YOffset("benchmark_words:N", sort=names)
    colour = alt.Color(
        "benchmark_words:N",
        title=None,
        scale=alt.Scale(domain=names, range=[LINE, ROSE, QUIET][: len(names)]),
        legend=alt.Legend(orient="bottom", columns=1, labelLimit=300),
    )
    shape = alt.Shape(
        "benchmark_words:N",
        title=None,
        scale=alt.Scale(domain=names, range=["circle", "diamond", "square"][: len(names)]),
        legend=alt.Legend(orient="bottom", columns=1, labelLimit=300),
    )
    hover = [
        alt.Tooltip("label:N", title=words.text("force.columns.group")),
        alt.Tooltip("benchmark_words:N", title=words.text("force.columns.benchmark")),
        alt.Tooltip("ratio_words:N", title=words.text("force.columns.ratio")),
        alt.Tooltip("count_words:N", title=words.text("force.columns.incidents")),
    ]
    base = alt.Chart(drawn).encode(y=y, yOffset=offset, color=colour, tooltip=hover)
    one = (
        alt.Chart(pl.DataFrame({"one": [1.0]}))
        .mark_rule(color=QUIET, strokeDash=[4, 3])
        .encode(x=alt.X("one:Q", scale=scale, axis=axis, title=words.text("force.axis_ratio")))
    )
    lines = base.mark_rule(strokeWidth=2, aria=False).encode(
        x=alt.X("low:Q", scale=scale, axis=axis), x2="high:Q"
    )
    dots = base.mark_point(size=90, filled=True, opacity=1).encode(
        x=alt.X("ratio:Q", scale=scale, axis=axis, title=words.text("force.axis_ratio")),
        shape=shape,
    )
    return alt.layer(one, lines, dots).properties(
        width="container",
        height=AXES_HEIGHT + LEGEND_HEIGHT + GROUP_HEIGHT * rows["label"].n_unique(),
    )


def _rows_axis() -> alt.Y:
    return alt.Y(
        "label:N",
        title=None,
        sort=None,
        axis=alt.Axis(labelLimit=LABEL_WIDTH, labelOverlap=False, ticks=False, domain=False),
    )
