"""The series of a measure by month, with the two periods and the policy."""

import datetime as dt
from typing import Any

import altair as alt
import polars as pl

from dashboard.charts import LINE
from dashboard.charts.marks import Marks, marked
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
LABEL_LINE = 16
"""Short periods lie side by side on a phone; on one line their names would cover each other."""


def series_chart(
    months: pl.DataFrame,
    periods: tuple[tuple[dt.date, dt.date], tuple[dt.date, dt.date]],
    date_label: str | None,
    per: str,
    marks: Marks,
    words: Words,
) -> Layers:
    """Draw month, rate, low, high, is_provisional, is_jump, the two periods and what is marked.

    `months` also has `month_words` and `range_words` for the hover. `per` names the denominator.
    `date_label` is None for periods that stand around no date. The axis starts at zero.
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
        _windows(periods, words),
        *marked(marks),
        band(settled, per),
        settled.mark_line(color=LINE, strokeWidth=2, aria=False).encode(y=y),
        hollow(base.transform_filter("datum.is_provisional"), y, hover),
        jumps(base, hover),
        hover_points(base, y, hover),
    ]
    if date_label is not None:
        layers.append(policy_line(periods[1][0], date_label))
    return alt.layer(*layers).properties(width="container", height=HEIGHT)


def _windows(
    periods: tuple[tuple[dt.date, dt.date], tuple[dt.date, dt.date]], words: Words
) -> Layers:
    """Shade the two periods lightly, with their names on two lines."""
    names = [words.text(f"figures.{key}") for key in ("before", "after")]
    stretches = [
        pl.DataFrame({"first": [first], "last": [last], "what": [name]}).with_columns(
            pl.col("first", "last").cast(pl.Datetime)
        )
        for (first, last), name in zip(periods, names, strict=True)
    ]
    style: dict[str, Any] = {"baseline": "top", "dx": 4, "dy": 4, "fontSize": 12}
    return alt.layer(
        shade(pl.concat(stretches), opacity=0.12),
        *(
            label(alt.Chart(stretch), "first", "what", at=line * LABEL_LINE, **style)
            for line, stretch in enumerate(stretches)
        ),
    )
