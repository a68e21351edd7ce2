"""Two columns that somebody's own query selected: bars under their names, or a line."""

from typing import Any

import altair as alt
import polars as pl

from dashboard.charts import LINE
from dashboard.charts.bars import bars_under_labels
from dashboard.charts.timeline import HEIGHT

MOST_TICKS = 6
"""About so many numbers on the axis of bars, on a wide screen as on a phone."""


def bars_chart(rows: pl.DataFrame, axis: str) -> alt.Chart:
    """Draw a bar for each `label` with its `value`, in the order of the rows."""
    hover = [alt.Tooltip("label:N", title=None), alt.Tooltip("value:Q", title=axis, format=",")]
    x = alt.X(
        "value:Q", title=axis, scale=alt.Scale(zero=True), axis=alt.Axis(tickCount=MOST_TICKS)
    )
    return bars_under_labels(rows, x, tooltip=hover).encode(color=alt.value(LINE))


def line_chart(rows: pl.DataFrame, name: str, axis: str) -> alt.Chart:
    """Draw a line of `value` over `at`, which are days, times or numbers; the axis holds zero."""
    is_dated = rows["at"].dtype.is_temporal()
    kind = "T" if is_dated else "Q"
    settings: dict[str, Any] = {} if is_dated else {"axis": alt.Axis(format="d", tickMinStep=1)}
    hover = [
        alt.Tooltip(f"at:{kind}", title=name),
        alt.Tooltip("value:Q", title=axis, format=","),
    ]
    chart: alt.Chart = (
        alt.Chart(rows)
        .mark_line(color=LINE, strokeWidth=2, point={"size": 20, "color": LINE})
        .encode(
            x=alt.X(f"at:{kind}", title=name, scale=alt.Scale(zero=False), **settings),
            y=alt.Y("value:Q", title=axis, scale=alt.Scale(zero=True)),
            tooltip=hover,
        )
        .properties(width="container", height=HEIGHT)
    )
    return chart
