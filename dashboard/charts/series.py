"""A measure month by month: settled months as a line, provisional ones hollow, the policy drawn."""

import datetime as dt

import altair as alt
import polars as pl

from dashboard.charts import LINE, QUIET, ROSE
from dashboard.words import Words

HEIGHT = 280


def series_chart(
    months: pl.DataFrame,
    periods: tuple[tuple[dt.date, dt.date], tuple[dt.date, dt.date]],
    policy_label: str,
    per: str,
    words: Words,
) -> alt.LayerChart | alt.FacetChart:
    """Draw month, rate, low, high, is_provisional, is_jump with both periods and what lies between.

    `months` also has `month_words` and `range_words` for the hover. `per`
    says what a rate is measured against. The axis starts at zero.
    """
    table = months.with_columns(month=pl.col("month").cast(pl.Datetime))
    hover = [
        alt.Tooltip("month_words:N", title=words.text("columns.month")),
        alt.Tooltip("rate:Q", title=words.text("columns.rate"), format=",.2f"),
        alt.Tooltip("range_words:N", title=words.text("records.columns.range")),
        alt.Tooltip("events:Q", title=words.text("columns.events"), format=","),
    ]
    x = alt.X("month:T", title=None, axis=alt.Axis(format="%Y", tickCount="year", grid=False))
    y = alt.Y("rate:Q", title=per, scale=alt.Scale(zero=True), axis=alt.Axis(tickCount=5))
    base = alt.Chart(table).encode(x=x)
    settled = base.transform_filter("!datum.is_provisional")
    band = settled.mark_area(opacity=0.18, color=LINE, aria=False).encode(
        y=alt.Y("low:Q", title=per), y2="high:Q"
    )
    line = settled.mark_line(color=LINE, strokeWidth=2, aria=False).encode(y=y)
    dots = base.mark_circle(size=42, opacity=0.01).encode(y=y, tooltip=hover)
    hollow = (
        base.transform_filter("datum.is_provisional")
        .mark_point(color=QUIET, filled=False, size=46, strokeDash=[2, 2])
        .encode(y=y, tooltip=hover)
    )
    jumped = (
        base.transform_filter("datum.is_jump")
        .mark_point(
            shape="triangle-up",
            color=ROSE,
            filled=True,
            opacity=1,
            size=70,
            yOffset=-5,
            aria=False,  # the months are named under the chart
        )
        .encode(y=alt.datum(0), tooltip=hover)
    )
    return alt.layer(
        _between(periods, words), band, line, hollow, jumped, dots, _policy(periods, policy_label)
    ).properties(width="container", height=HEIGHT)


def _between(
    periods: tuple[tuple[dt.date, dt.date], tuple[dt.date, dt.date]], words: Words
) -> alt.LayerChart | alt.FacetChart:
    """Shade the two periods lightly and leave the transition grey."""
    (before_from, before_to), (after_from, after_to) = periods
    stretches = pl.DataFrame(
        {
            "first": [before_from, before_to, after_from],
            "last": [before_to, after_from, after_to],
            "what": [words.text(f"figures.{key}") for key in ("before", "transition", "after")],
            "opacity": [0.06, 0.28 if (after_from - before_to).days > 1 else 0.0, 0.06],
        }
    ).with_columns(pl.col("first", "last").cast(pl.Datetime))
    named = stretches.filter(pl.col("opacity") == 0.06)
    shade = (
        alt.Chart(stretches)
        .mark_rect(color=QUIET, aria=False)
        .encode(x="first:T", x2="last:T", opacity=alt.Opacity("opacity:Q", scale=None, legend=None))
    )
    label = (
        alt.Chart(named)
        .mark_text(align="left", baseline="top", dx=4, dy=4, color=QUIET, fontSize=12)
        .encode(x="first:T", y=alt.value(0), text="what:N")
    )
    return alt.layer(shade, label)


def _policy(
    periods: tuple[tuple[dt.date, dt.date], tuple[dt.date, dt.date]], label: str
) -> alt.LayerChart | alt.FacetChart:
    day = pl.DataFrame({"day": [periods[1][0]], "what": [label]}).with_columns(
        pl.col("day").cast(pl.Datetime)
    )
    rule = (
        alt.Chart(day).mark_rule(strokeWidth=1.5, strokeDash=[5, 3], color=QUIET).encode(x="day:T")
    )
    text = (
        alt.Chart(day)
        .mark_text(align="left", baseline="bottom", dx=4, dy=-4, color=QUIET, fontSize=12)
        .encode(x="day:T", y=alt.value("height"), text="what:N")
    )
    return alt.layer(rule, text)
