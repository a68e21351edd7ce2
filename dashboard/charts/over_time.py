"""A dataset's own count over time."""

import datetime as dt
from typing import Any

import altair as alt
import polars as pl

from dashboard.charts import QUIET
from dashboard.charts.lines import month_lines
from dashboard.charts.marks import Marks
from dashboard.charts.timeline import Layers, from_zero, shade
from dashboard.words import Words

STEPS = {"month": "1mo", "quarter": "1q"}


def counts_chart(
    months: pl.DataFrame,
    shown: tuple[dt.date, dt.date] | None,
    axis: str,
    step: str,
    marks: Marks,
    words: Words,
) -> Layers:
    """Draw the records of each month or quarter.

    `months` has month, month_words, n, is_provisional. `shown` is the period that the rest of the
    page is about, tinted and named; None for all. `step` is month or quarter.
    """
    hover = [
        alt.Tooltip("month_words:N", title=words.text("columns.month")),
        alt.Tooltip("n:Q", title=words.text("records.columns.n"), format=","),
    ]
    lines = month_lines(months, marks, from_zero("n:Q", axis), hover, step=STEPS[step])
    if shown is None:
        return lines
    stretch = pl.DataFrame(
        {"first": [shown[0]], "last": [shown[1]], "what": [words.text("over_time.shown")]}
    ).with_columns(pl.col("first", "last").cast(pl.Datetime))
    # a name that begins in the later half would reach beyond the chart
    middle = months["month"].sort()[len(months) // 2]
    place: dict[str, Any] = {"align": "left", "dx": 4}
    if shown[0] >= middle:
        place = {"align": "right", "dx": -4}
    name = (
        alt.Chart(stretch)
        .mark_text(baseline="bottom", dy=-4, color=QUIET, fontSize=12, aria=False, **place)
        .encode(
            x="last:T" if place["align"] == "right" else "first:T",
            y=alt.value("height"),
            text="what:N",
        )
    )
    layers: Layers = alt.layer(shade(stretch, opacity=0.1), *lines.layer, name)
    return layers.properties(width=lines.width, height=lines.height)
