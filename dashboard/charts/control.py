"""The control chart of a measure in one place."""

import datetime as dt
from typing import Any

import altair as alt
import polars as pl

from dashboard.charts import FELL, LINE, NONE, QUIET, ROSE, SAME, UNCLEAR
from dashboard.charts.marks import Marks, marked
from dashboard.charts.timeline import (
    Layers,
    dated_lines,
    from_zero,
    hollow,
    label,
    shade,
    year_axis,
)
from dashboard.words import Words

STATE_COLOURS = {
    "concern": ROSE,
    "improvement": FELL,
    "neutral": SAME,
    "common_cause": UNCLEAR,
    "too_few": NONE,
    "not_judged": NONE,
}

HEIGHT = 300


def control_chart(
    months: pl.DataFrame,
    marks: Marks,
    notes: pl.DataFrame,
    reviewed: dt.date,
    per: str,
    words: Words,
) -> Layers:
    """Draw the months against their limits, signals as triangles, provisional months hollow.

    `months` has the columns of queries.review.monitoring.Chart.table and month_words, state_words,
    rule_words, range_words. `notes` has month and what. The lightly shaded months set the limits;
    dotted lines are the limits before the last policy. The axis starts at zero.
    """
    table = months.with_columns(month=pl.col("month").cast(pl.Datetime))
    x, y = year_axis(), from_zero("rate:Q", per)
    hover = [
        alt.Tooltip("month_words:N", title=words.text("columns.month")),
        alt.Tooltip("events:Q", title=words.text("columns.events"), format=","),
        alt.Tooltip("rate:Q", title=words.text("columns.rate"), format=",.2f"),
        alt.Tooltip("range_words:N", title=words.text("review.limit_lines")),
        alt.Tooltip("state_words:N", title=words.text("review.columns.state")),
        alt.Tooltip("rule_words:N", title=words.text("review.columns.rule")),
    ]
    base = alt.Chart(table).encode(x=x)
    layers: list[Any] = [_baseline(table, words), *marked(marks)]
    for names, dash, width in (
        (("old_low", "old_high", "old_centre"), [1, 3], 1.0),
        (("low", "high"), [6, 3], 1.5),
        (("centre",), [1, 0], 1.5),
    ):
        layers += [
            base.transform_filter(f"isValid(datum.{name})")
            .mark_line(
                color=QUIET, strokeDash=dash, strokeWidth=width, interpolate="step", aria=False
            )
            .encode(y=alt.Y(f"{name}:Q", title=per))
            for name in names
        ]
    settled = base.transform_filter("!datum.is_provisional")
    layers += [
        settled.mark_line(color=LINE, strokeWidth=1.5, aria=False).encode(y=y),
        settled.transform_filter("!datum.is_signal")
        .mark_circle(size=26, color=LINE, opacity=1)
        .encode(y=y, tooltip=hover),
    ]
    provisional = table.filter("is_provisional")
    if len(provisional):
        layers.append(hollow(alt.Chart(provisional).encode(x=x), y, hover))
    for side, shape in (("_high", "triangle-up"), ("_low", "triangle-down")):
        signals = table.filter(pl.col("rule").str.ends_with(side))
        if len(signals):
            layers.append(
                alt.Chart(signals)
                .mark_point(shape=shape, filled=True, size=90, opacity=1)
                .encode(
                    x=x,
                    y=y,
                    tooltip=hover,
                    color=alt.Color(
                        "state:N",
                        legend=None,
                        scale=alt.Scale(
                            domain=list(STATE_COLOURS), range=list(STATE_COLOURS.values())
                        ),
                    ),
                )
            )
    texts = [alt.Tooltip("what:N", title=" ")]
    style: dict[str, Any] = {"dx": 3, "fontSize": 11}
    if len(notes):
        layers += dated_lines(
            notes, "month", "short", at=0, dash=(1, 3), hover=texts, baseline="top", dy=3, **style
        )
    judged = table.filter(pl.col("month") == reviewed)
    if len(judged):
        layers.append(
            alt.Chart(judged)
            .mark_point(shape="circle", filled=False, size=260, color=QUIET, strokeWidth=2)
            .encode(x=x, y=y, tooltip=hover)
        )
    return alt.layer(*layers).properties(width="container", height=HEIGHT)


def _baseline(table: pl.DataFrame, words: Words) -> Layers:
    """Shade each stretch of months that set limits, and label the first stretch."""
    months = table.with_columns(stretch=pl.col("is_baseline").rle_id()).filter("is_baseline")
    stretches = months.group_by("stretch", "old_centre", maintain_order=True).agg(
        first=pl.col("month").min(), last=pl.col("month").max()
    ).select("first", "last", what=pl.lit(words.text("review.baseline")))  # fmt: skip
    style: dict[str, Any] = {"baseline": "bottom", "dx": 4, "dy": -18, "fontSize": 11}
    text = label(alt.Chart(stretches.head(1)), "first", "what", at="height", **style)
    return alt.layer(shade(stretches, opacity=0.12), text)
