"""Days between rare records, one stem per wait."""

from typing import Any

import altair as alt
import polars as pl

from dashboard.charts import LINE, QUIET
from dashboard.charts.control import STATE_COLOURS
from dashboard.charts.marks import Marks, marked
from dashboard.words import Words

HEIGHT = 240


def waits_chart(waits: pl.DataFrame, marks: Marks, words: Words) -> alt.LayerChart | alt.FacetChart:
    """Draw each wait on the day it ended, the centre line and the upper limit.

    `waits` has the columns of queries.review.waits.Waits.table, with day_words, state_words. A wait
    that has not ended is hollow; a wait beyond the limit is a triangle in its state's colour.
    """
    of_state = pl.col("icon").replace(STATE_COLOURS)
    table = waits.with_columns(
        pl.col("day").cast(pl.Datetime),
        colour=pl.when("is_outside").then(of_state).otherwise(pl.lit(LINE)),
    )
    y = alt.Y("gap:Q", title=words.text("waits.axis"), scale=alt.Scale(zero=True))
    base = alt.Chart(table).encode(
        x=alt.X("day:T", title=None, axis=alt.Axis(format="%Y-%m", tickCount=6, grid=False)),
        y=y,
        color=alt.Color("colour:N", scale=None),
    )
    hover = [
        alt.Tooltip("day_words:N", title=words.text("waits.columns.day")),
        alt.Tooltip("gap:Q", title=words.text("waits.columns.gap"), format=","),
        alt.Tooltip("centre:Q", title=words.text("waits.columns.centre"), format=",.0f"),
        alt.Tooltip("high:Q", title=words.text("waits.columns.high"), format=",.0f"),
        alt.Tooltip("state_words:N", title=words.text("waits.columns.state")),
    ]
    layers: list[Any] = marked(marks)
    layers += [
        alt.Chart(table.head(1))
        .mark_rule(color=QUIET, strokeDash=dash, strokeWidth=1.5, aria=False)
        .encode(y=alt.Y(f"{name}:Q", title=words.text("waits.axis")))
        for name, dash in (("high", [6, 3]), ("centre", [1, 0]))
    ]
    layers.append(base.mark_rule(opacity=0.5, aria=False).encode(y2=alt.datum(0)))
    for is_open in (False, True):
        part = table.filter(pl.col("is_open") == is_open)
        layers.append(
            base.properties(data=part)
            .mark_point(size=70, opacity=1, filled=not is_open)
            .encode(
                shape=alt.when("datum.is_outside")
                .then(alt.value("triangle-up"))
                .otherwise(alt.value("circle")),
                tooltip=hover,
            )
        )
    return alt.layer(*layers).properties(width="container", height=HEIGHT)
