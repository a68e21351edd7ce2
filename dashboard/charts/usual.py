"""Months over the range that was usual for each: for the signals of a month."""

import datetime as dt
from typing import Any

import altair as alt
import polars as pl

from dashboard.charts import FELL, LINE, QUIET, ROSE, UNCLEAR
from dashboard.charts.marks import Marks, marked
from dashboard.charts.timeline import Layers, band, dated_lines, from_zero, year_axis
from dashboard.words import Words

HEIGHT = 240

SHAPES = {"more": ("triangle-up", ROSE), "less": ("triangle-down", FELL)}
"""Form and colour of a month that is part of a signal, by the side on which it moved."""


def usual_chart(
    months: pl.DataFrame,
    marks: Marks,
    notes: pl.DataFrame,
    judged: dt.date,
    unit: str,
    words: Words,
) -> Layers:
    """Draw each month over the range that was usual for it; signals are triangles, the rest a line.

    `months` has month, value, low, centre, high, side (more | less | null), month_words,
    value_words and range_words; `notes` has month, what and short. The month `judged` has a ring.
    The axis starts at zero.
    """
    table = months.with_columns(month=pl.col("month").cast(pl.Datetime))
    x, y = year_axis(), from_zero("value:Q", unit)
    hover = [
        alt.Tooltip("month_words:N", title=words.text("columns.month")),
        alt.Tooltip("value_words:N", title=unit),
        alt.Tooltip("range_words:N", title=words.text("month.usual_range")),
    ]
    base = alt.Chart(table).encode(x=x)
    known = base.transform_filter("isValid(datum.low)")
    layers: list[Any] = [
        band(known, unit, opacity=0.35, color=UNCLEAR),
        *marked(marks),
        known.mark_line(color=QUIET, strokeDash=[4, 3], strokeWidth=1, aria=False).encode(
            y=alt.Y("centre:Q", title=unit)
        ),
        base.mark_line(color=LINE, strokeWidth=1.8, aria=False).encode(y=y),
        base.mark_circle(size=26, color=LINE, opacity=1).encode(y=y, tooltip=hover),
    ]
    for side, (shape, colour) in SHAPES.items():
        moved = table.filter(pl.col("side") == side)
        if len(moved):
            layers.append(
                alt.Chart(moved)
                .mark_point(shape=shape, filled=True, size=90, opacity=1, color=colour)
                .encode(x=x, y=y, tooltip=hover)
            )
    if len(notes):
        texts = [alt.Tooltip("what:N", title=" ")]
        style: dict[str, Any] = {"dx": 3, "fontSize": 11}
        layers += dated_lines(
            notes, "month", "short", at=0, dash=(1, 3), hover=texts, baseline="top", dy=3, **style
        )
    layers.append(
        alt.Chart(table.filter(pl.col("month") == judged))
        .mark_point(shape="circle", filled=False, size=260, color=QUIET, strokeWidth=2)
        .encode(x=x, y=y, tooltip=hover)
    )
    return alt.layer(*layers).properties(width="container", height=HEIGHT)
