"""Shares and counts as horizontal bars with their numbers beside them."""

from typing import Any

import altair as alt
import polars as pl

from dashboard.charts import LINE, PERCENT_LABEL, QUIET
from dashboard.charts.timeline import Layers
from dashboard.words import Words

ROW_HEIGHT = 30
AXES_HEIGHT = 40
LABEL_WIDTH = 150
ROOM = 1.3
"""The scale is this much longer than the longest range, so that the number beside it fits."""


def share_bars(rows: pl.DataFrame, words: Words) -> Layers:
    """Draw one bar per row from zero, its range as a line, its share as text; unknown is hollow.

    `rows` has label, share, low, high (parts of 1), is_unknown, share_words, count_words and
    range_words, in the order of the chart.
    """
    top = float(rows.select(pl.max_horizontal("share", "high").max()).item() or 1)
    scale = alt.Scale(domain=[0, min(1.0, top * ROOM)], zero=True)
    axis = alt.Axis(format="%", labelExpr=PERCENT_LABEL, tickCount=4, grid=True)
    x = alt.X("share:Q", title=None, scale=scale, axis=axis)
    base = _rows(
        rows,
        alt.Tooltip("label:N", title=words.text("force.columns.value")),
        alt.Tooltip("share_words:N", title=words.text("force.columns.share")),
        alt.Tooltip("range_words:N", title=words.text("force.columns.range")),
        alt.Tooltip("count_words:N", title=words.text("force.columns.n")),
    )
    hollow = (
        base.transform_filter("datum.is_unknown")
        .mark_bar(filled=False, stroke=QUIET, strokeDash=[3, 2], height=14, aria=False)
        .encode(x=x)
    )
    ranges = base.mark_rule(color=QUIET, strokeWidth=2, aria=False).encode(
        x=alt.X("low:Q", scale=scale, axis=axis, title=None), x2="high:Q"
    )
    label_at = alt.X("label_at:Q", scale=scale, axis=axis, title=None)
    return _sized(
        rows,
        _bars(base.transform_filter("!datum.is_unknown"), x),
        hollow,
        ranges,
        _numbers(base, label_at, alt.Text("share_words:N")),
    ).transform_calculate(label_at="max(datum.share, isValid(datum.high) ? datum.high : 0)")


def count_bars(rows: pl.DataFrame, words: Words) -> Layers:
    """Draw label and n as bars from zero, with n as text beside each bar."""
    top = float(rows.select(pl.col("n").max()).item() or 1)
    scale = alt.Scale(domain=[0, top * ROOM], zero=True)
    x = alt.X("n:Q", title=None, scale=scale, axis=alt.Axis(tickCount=3, format=",d"))
    base = _rows(
        rows,
        alt.Tooltip("label:N", title=words.text("force.columns.what")),
        alt.Tooltip("n:Q", title=words.text("force.columns.count"), format=","),
    )
    return _sized(rows, _bars(base, x), _numbers(base, x, alt.Text("n:Q", format=",")))


def _rows(rows: pl.DataFrame, *hover: alt.Tooltip) -> alt.Chart:
    axis = alt.Axis(labelLimit=LABEL_WIDTH, labelOverlap=False, ticks=False, domain=False)
    y = alt.Y("label:N", title=None, sort=None, axis=axis)
    chart: alt.Chart = alt.Chart(rows).encode(y=y, tooltip=list(hover))
    return chart


def _bars(base: alt.Chart, x: alt.X) -> alt.Chart:
    bars: alt.Chart = base.mark_bar(color=LINE, height=14, aria=False).encode(x=x)
    return bars


def _numbers(base: alt.Chart, x: alt.X, text: alt.Text) -> alt.Chart:
    numbers: alt.Chart = base.mark_text(align="left", dx=6, color=QUIET, fontSize=13).encode(
        x=x, text=text
    )
    return numbers


def _sized(rows: pl.DataFrame, *layers: Any) -> Layers:
    height = AXES_HEIGHT + ROW_HEIGHT * len(rows)
    return alt.layer(*layers).properties(width="container", height=height)
