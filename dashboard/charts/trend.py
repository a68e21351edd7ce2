"""The trend around a policy: months as dots, the model as a line, no change as a dashed one."""

import datetime as dt

import altair as alt
import polars as pl

from dashboard.charts import LINE, QUIET, ROSE
from dashboard.words import Words

HEIGHT = 340
PLACEBO_HEIGHT = 220
UNCHANGED = "#757c86"
"""Darker than the other greys: a thin dashed line must be seen, on white and on dark."""


def trend_chart(
    months: pl.DataFrame,
    transition: tuple[dt.date, dt.date],
    policy: tuple[dt.date, str],
    per: str,
    words: Words,
) -> alt.LayerChart | alt.FacetChart:
    """Draw month, phase, rate, expected, counterfactual, low, high, state, is_jump.

    `state` is used, unused or provisional. `months` also has month_words, rate_words and
    unchanged_words for the hover. `transition` is its first day and the first day after it;
    `policy` the day of the change and what to call it. The axis starts at zero.
    """
    table = months.with_columns(month=pl.col("month").cast(pl.Datetime))
    hover = [
        alt.Tooltip("month_words:N", title=words.text("trend.columns.month")),
        alt.Tooltip("rate_words:N", title=words.text("trend.columns.rate")),
        alt.Tooltip("unchanged_words:N", title=words.text("trend.columns.counterfactual")),
        alt.Tooltip("events:Q", title=words.text("trend.columns.events"), format=","),
    ]
    axis = alt.Axis(format="%Y", tickCount="year", grid=False)
    base = alt.Chart(table).encode(x=alt.X("month:T", title=None, axis=axis))
    y = alt.Y("rate:Q", title=per, scale=alt.Scale(zero=True), axis=alt.Axis(tickCount=5))
    later = base.transform_filter(
        "datum.phase != 'before' && isValid(datum.counterfactual) && isValid(datum.low)"
    )
    band = later.mark_area(opacity=0.22, color=QUIET, aria=False).encode(
        y=alt.Y("low:Q", title=per), y2="high:Q"
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
        _transition(transition),
        band,
        unchanged,
        model,
        base.transform_filter("datum.state == 'used'")
        .mark_circle(color=LINE, size=38, opacity=0.75)
        .encode(y=y, tooltip=hover),
        base.transform_filter("datum.state == 'unused'")
        .mark_point(color=QUIET, filled=False, size=30)
        .encode(y=y, tooltip=hover),
        base.transform_filter("datum.state == 'provisional'")
        .mark_point(color=QUIET, filled=False, size=46, strokeDash=[2, 2])
        .encode(y=y, tooltip=hover),
        base.transform_filter("datum.is_jump")
        .mark_point(
            shape="triangle-up", color=ROSE, filled=True, opacity=1, size=70, yOffset=-5, aria=False
        )
        .encode(y=alt.datum(0), tooltip=hover),
        _policy(policy),
    ).properties(width="container", height=HEIGHT)


def placebo_chart(dates: pl.DataFrame, words: Words) -> alt.LayerChart | alt.FacetChart:
    """Draw month, ratio, low, high, is_own and their words: earlier dates, and the change's own."""
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
    years = alt.Axis(format="%Y", tickCount="year", grid=False)
    base = alt.Chart(table).encode(x=alt.X("month:T", title=None, axis=years))
    colour = alt.condition("datum.is_own", alt.value(ROSE), alt.value(QUIET))
    one = alt.Chart(pl.DataFrame({"ratio": [1.0]})).mark_rule(color=QUIET, aria=False).encode(y=y)
    ranges = base.mark_rule(aria=False, opacity=0.6).encode(
        y=alt.Y("low:Q", title=title, scale=scale, axis=axis), y2="high:Q", color=colour
    )
    marks = base.mark_point(filled=True, opacity=1, size=55).encode(
        y=y,
        color=colour,
        shape=alt.condition("datum.is_own", alt.value("diamond"), alt.value("circle")),
        tooltip=hover,
    )
    return alt.layer(one, ranges, marks).properties(width="container", height=PLACEBO_HEIGHT)


def _transition(days: tuple[dt.date, dt.date]) -> alt.LayerChart | alt.FacetChart:
    """Shade the months that belong to neither side; nothing where there are none."""
    stretch = pl.DataFrame({"first": [days[0]], "last": [days[1]]}).with_columns(
        pl.all().cast(pl.Datetime)
    )
    shade = alt.Chart(stretch).mark_rect(color=QUIET, opacity=0.28, aria=False)
    return alt.layer(shade.encode(x="first:T", x2="last:T"))


def _policy(policy: tuple[dt.date, str]) -> alt.LayerChart | alt.FacetChart:
    day = pl.DataFrame({"day": [policy[0]], "what": [policy[1]]}).with_columns(
        pl.col("day").cast(pl.Datetime)
    )
    rule = alt.Chart(day).mark_rule(strokeWidth=1.5, strokeDash=[5, 3], color=QUIET)
    text = alt.Chart(day).mark_text(
        align="left", baseline="bottom", dx=4, dy=-4, color=QUIET, fontSize=12
    )
    return alt.layer(
        rule.encode(x="day:T"), text.encode(x="day:T", y=alt.value("height"), text="what:N")
    )
