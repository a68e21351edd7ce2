"""A line by month, with what every chart by month shows."""

from typing import Any

import altair as alt
import polars as pl

from dashboard.charts import LINE
from dashboard.charts.marks import Marks, marked
from dashboard.charts.timeline import HEIGHT, Layers, band, hollow, hover_points, month_axis, timed


def month_lines(
    months: pl.DataFrame,
    marks: Marks,
    y: alt.Y,
    hover: list[alt.Tooltip],
    *,
    range_title: str | None = None,
    colour: Any = alt.Undefined,
    dash: Any = alt.Undefined,
    step: str = "1mo",
) -> Layers:
    """Draw a line over settled months, hollow points for provisional months, and what is marked.

    `months` has month, is_provisional and the fields of `y` and `hover`; with `range_title`, also
    low and high, drawn as a band. `colour` and `dash` tell several lines apart. `step` is the
    distance of two neighbours (see timed).
    """
    base = alt.Chart(timed(months, step)).encode(x=month_axis(months))
    settled = base.transform_filter("!datum.is_provisional").encode(detail="stretch:O")
    plain = LINE if colour is alt.Undefined else alt.Undefined
    layers: list[Any] = marked(marks)
    if range_title is not None:
        layers.append(band(settled, range_title, color=plain).encode(color=colour))
    layers += [
        settled.mark_line(color=plain, strokeWidth=2, aria=False).encode(
            y=y, color=colour, strokeDash=dash
        ),
        hollow(base.transform_filter("datum.is_provisional"), y, hover, aria=False),
        hover_points(base, y, hover),
    ]
    return alt.layer(*layers).properties(width="container", height=HEIGHT)
