"""The series of a measure by month, with the two periods and the policy."""

import datetime as dt
from typing import Any

import altair as alt
import polars as pl

from dashboard.charts import LINE
from dashboard.charts.timeline import (
    Layers,
    band,
    from_zero,
    hollow,
    hover_points,
    jumps,
    label,
    policy_line,
    shade,
    year_axis,
)
from dashboard.words import Words

HEIGHT = 280


def series_chart(
    months: pl.DataFrame,
    periods: tuple[tuple[dt.date, dt.date], tuple[dt.date, dt.date]],
    date_label: str | None,
    per: str,
    words: Words,
) -> Layers:
    """Draw month, rate, low, high, is_provisional, is_jump, the two periods and the transition.

    `months` also has `month_words` and `range_words` for the hover. `per` names the denominator.
    `date_label` is None for periods that stand around no date: they have no transition and no
    dashed line. The axis starts at zero.
    """
    table = months.with_columns(month=pl.col("month").cast(pl.Datetime))
    hover = [
        alt.Tooltip("month_words:N", title=words.text("columns.month")),
        alt.Tooltip("rate:Q", title=words.text("columns.rate"), format=",.2f"),
        alt.Tooltip("range_words:N", title=words.text("records.columns.range")),
        alt.Tooltip("events:Q", title=words.text("columns.events"), format=","),
    ]
    y = from_zero("rate:Q", per)
    base = alt.Chart(table).encode(x=year_axis())
    settled = base.transform_filter("!datum.is_provisional")
    layers = [
        _between(periods, words, has_transition=date_label is not None),
        band(settled, per),
        settled.mark_line(color=LINE, strokeWidth=2, aria=False).encode(y=y),
        hollow(base.transform_filter("datum.is_provisional"), y, hover),
        jumps(base, hover),
        hover_points(base, y, hover),
    ]
    if date_label is not None:
        layers.append(policy_line(periods[1][0], date_label))
    return alt.layer(*layers).properties(width="container", height=HEIGHT)


def _between(
    periods: tuple[tuple[dt.date, dt.date], tuple[dt.date, dt.date]],
    words: Words,
    *,
    has_transition: bool,
) -> Layers:
    """Shade the two periods lightly and the transition, if there is one, darker."""
    (before_from, before_to), (after_from, after_to) = periods
    is_between = has_transition and (after_from - before_to).days > 1
    stretches = pl.DataFrame(
        {
            "first": [before_from, before_to, after_from],
            "last": [before_to, after_from, after_to],
            "what": [words.text(f"figures.{key}") for key in ("before", "transition", "after")],
            "opacity": [0.06, 0.28 if is_between else 0.0, 0.06],
        }
    ).with_columns(pl.col("first", "last").cast(pl.Datetime))
    labelled = alt.Chart(stretches.filter(pl.col("opacity") == 0.06))
    opacity = alt.Opacity("opacity:Q", scale=None, legend=None)
    style: dict[str, Any] = {"baseline": "top", "dx": 4, "dy": 4, "fontSize": 12}
    return alt.layer(
        shade(stretches).encode(opacity=opacity), label(labelled, "first", "what", at=0, **style)
    )
