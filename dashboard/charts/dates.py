"""The change at one date among the changes at all other dates: a strip of marks on one line."""

import altair as alt
import polars as pl

from dashboard.charts import QUIET, ROSE
from dashboard.charts.timeline import Layers
from dashboard.words import Words

HEIGHT = 170
"""Height of the strip with its axis and legend."""
TICKS = [0.1, 0.2, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.4, 1.6, 2, 3, 5, 10]
SIGNED = "(datum.value < 1 ? '−' : datum.value > 1 ? '+' : '')"
AS_CHANGE = f"{SIGNED} + format(abs(datum.value - 1) * 100, '.0f') + '\u00a0%'"
"""Labels of an axis of ratios as changes: −20 %, 0 %, +40 %."""


def dates_strip(dates: pl.DataFrame, band: pl.DataFrame, words: Words) -> Layers:
    """Draw ratio, month_words, kind_words, change_words and is_own, one mark per date.

    The date itself is a large diamond, other dates are faint circles; `band` has low and high of
    the shaded range, in one row or in none. The axis is logarithmic and labelled in percent.
    """
    names = dates.sort("is_own")["kind_words"].unique(maintain_order=True).to_list()
    legend = alt.Legend(orient="bottom", columns=2, labelLimit=300, symbolOpacity=1)
    colours = alt.Scale(domain=names, range=[QUIET, ROSE])
    title = words.text("stands_out.chart.axis")
    scale = alt.Scale(type="log", nice=False, padding=28)
    axis = alt.Axis(values=TICKS, labelExpr=AS_CHANGE, labelOverlap="greedy", grid=False)
    x = alt.X("ratio:Q", title=title, scale=scale, axis=axis)
    marks = (
        alt.Chart(dates.sort("is_own"))
        .mark_point(filled=True)
        .encode(
            x=x,
            color=alt.Color("kind_words:N", title=None, scale=colours, legend=legend),
            shape=alt.Shape(
                "kind_words:N",
                title=None,
                scale=alt.Scale(domain=names, range=["circle", "diamond"]),
                legend=legend,
            ),
            size=alt.condition("datum.is_own", alt.value(180), alt.value(45)),
            opacity=alt.condition("datum.is_own", alt.value(1), alt.value(0.55)),
            tooltip=[
                alt.Tooltip("month_words:N", title=words.text("columns.month")),
                alt.Tooltip("kind_words:N", title=words.text("columns.date_kind")),
                alt.Tooltip("change_words:N", title=title),
            ],
        )
    )
    ordinary = (
        alt.Chart(band)
        .mark_rect(color=QUIET, opacity=0.25, aria=False)
        .encode(x=alt.X("low:Q", title=title, scale=scale, axis=axis), x2="high:Q")
    )
    equal = (
        alt.Chart(pl.DataFrame({"ratio": [1.0]}))
        .mark_rule(color=QUIET, strokeDash=[4, 3], aria=False)
        .encode(x=x)
    )
    return alt.layer(ordinary, equal, marks).properties(width="container", height=HEIGHT)
