"""The trend around a policy: months as dots, the model as a line, the counterfactual dashed."""

import datetime as dt

import altair as alt
import polars as pl

from dashboard.charts import LINE, QUIET, ROSE
from dashboard.charts.marks import Marks, marked
from dashboard.charts.ratios import no_change
from dashboard.charts.timeline import (
    Layers,
    band,
    from_zero,
    hollow,
    jumps,
    policy_line,
    year_axis,
)
from dashboard.words import Words

HEIGHT = 340
PLACEBO_HEIGHT = 220
UNCHANGED = "#757c86"
"""Darker than the other greys: a thin dashed line must be visible on white and on dark."""


def trend_chart(
    months: pl.DataFrame,
    policy: tuple[dt.date, str],
    per: str,
    marks: Marks,
    words: Words,
) -> Layers:
    """Draw month, phase, rate, expected, counterfactual, low, high, state, is_jump.

    `state` is used, unused or provisional. `months` also has month_words, rate_words and
    unchanged_words for the hover. `policy` has the day of the change and its label. The axis starts
    at zero.
    """
    table = months.with_columns(month=pl.col("month").cast(pl.Datetime))
    hover = [
        alt.Tooltip("month_words:N", title=words.text("trend.columns.month")),
        alt.Tooltip("rate_words:N", title=words.text("trend.columns.rate")),
        alt.Tooltip("unchanged_words:N", title=words.text("trend.columns.counterfactual")),
        alt.Tooltip("events:Q", title=words.text("trend.columns.events"), format=","),
    ]
    base = alt.Chart(table).encode(x=year_axis())
    y = from_zero("rate:Q", per)
    later = base.transform_filter(
        "datum.phase != 'before' && isValid(datum.counterfactual) && isValid(datum.low)"
    )
    unchanged = later.mark_line(
        color=UNCHANGED, strokeWidth=2, strokeDash=[6, 4], aria=False
    ).encode(y=alt.Y("counterfactual:Q", title=per))
    model = (
        base.transform_filter("datum.phase != 'transition' && isValid(datum.expected)")
        .mark_line(color=LINE, strokeWidth=2.5, aria=False)
        .encode(y=alt.Y("expected:Q", title=per), detail="phase:N")
    )
    return alt.layer(
        *marked(marks),
        band(later, per, opacity=0.22, color=QUIET),
        unchanged,
        model,
        base.transform_filter("datum.state == 'used'")
        .mark_circle(color=LINE, size=38, opacity=0.75)
        .encode(y=y, tooltip=hover),
        base.transform_filter("datum.state == 'unused'")
        .mark_point(color=QUIET, filled=False, size=30)
        .encode(y=y, tooltip=hover),
        hollow(base.transform_filter("datum.state == 'provisional'"), y, hover),
        jumps(base, hover),
        policy_line(*policy),
    ).properties(width="container", height=HEIGHT)


def placebo_chart(dates: pl.DataFrame, words: Words) -> Layers:
    """Draw month, ratio, low, high, is_own and their texts: placebo dates and the policy's date."""
    table = dates.with_columns(month=pl.col("month").cast(pl.Datetime))
    title = words.text("trend.more.axis_ratio")
    scale = alt.Scale(type="log", nice=False, padding=8)
    axis = alt.Axis(values=[0.1, 0.2, 0.33, 0.5, 0.7, 1, 1.4, 2, 3, 5, 10], format="~g", grid=False)
    y = alt.Y("ratio:Q", title=title, scale=scale, axis=axis)
    hover = [
        alt.Tooltip("month_words:N", title=words.text("trend.tables.month")),
        alt.Tooltip("kind_words:N", title=words.text("trend.tables.kind")),
        alt.Tooltip("range_words:N", title=title),
    ]
    base = alt.Chart(table).encode(x=year_axis())
    colour = alt.condition("datum.is_own", alt.value(ROSE), alt.value(QUIET))
    ranges = base.mark_rule(aria=False, opacity=0.6).encode(
        y=alt.Y("low:Q", title=title, scale=scale, axis=axis), y2="high:Q", color=colour
    )
    marks = base.mark_point(filled=True, opacity=1, size=55).encode(
        y=y,
        color=colour,
        shape=alt.condition("datum.is_own", alt.value("diamond"), alt.value("circle")),
        tooltip=hover,
    )
    return alt.layer(no_change(y), ranges, marks).properties(
        width="container", height=PLACEBO_HEIGHT
    )
