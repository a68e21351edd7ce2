"""Complaints: the steps of the path, the share closed by day, and the backlog by month."""

import altair as alt
import polars as pl

from dashboard.charts import LINE, PERCENT_LABEL, QUIET, ROSE
from dashboard.charts.bars import bars_under_labels
from dashboard.charts.lines import month_lines
from dashboard.charts.marks import Marks
from dashboard.charts.timeline import HEIGHT, Layers, band, from_zero, hover_points
from dashboard.words import Words

SOURCE_COLOURS = {"public": LINE, "internal": ROSE, "unknown": QUIET}
CLOSED_TICKS = [0, 90, 180, 365, 730, 1095]


def step_chart(pieces: pl.DataFrame, legend: dict[str, str], words: Words) -> alt.Chart:
    """Draw each step as a row of pieces, one per source, from begin to end.

    `pieces` has label, source, source_words, begin, end, n_words; `legend` names the sources that
    occur. All rows share one scale, from zero to all complaints.
    """
    colours = alt.Scale(
        domain=list(legend.values()), range=[SOURCE_COLOURS[source] for source in legend]
    )
    return bars_under_labels(
        pieces,
        alt.X("begin:Q", title=None, axis=None, scale=alt.Scale(zero=True)),
        x2="end:Q",
        color=alt.Color(
            "source_words:N",
            title=None,
            scale=colours,
            legend=alt.Legend(orient="bottom", columns=1, labelLimit=300),
        ),
        tooltip=[
            alt.Tooltip("label:N", title=words.text("complaints.columns.step")),
            alt.Tooltip("source_words:N", title=words.text("complaints.columns.source")),
            alt.Tooltip("n_words:N", title=words.text("records.columns.n")),
        ],
    )


def closing_chart(curve: pl.DataFrame, words: Words) -> Layers:
    """Draw the share closed by day with its range; `curve` has days, rate, low, high and words."""
    hover = [
        alt.Tooltip("days:Q", title=words.text("complaints.columns.days")),
        alt.Tooltip("rate_words:N", title=words.text("complaints.columns.closed_share")),
        alt.Tooltip("range_words:N", title=words.text("records.columns.range")),
        alt.Tooltip("at_risk:Q", title=words.text("complaints.columns.at_risk"), format=","),
    ]
    title = words.text("complaints.axis_closed")
    base = alt.Chart(curve).encode(
        x=alt.X(
            "days:Q",
            title=words.text("complaints.columns.days"),
            axis=alt.Axis(values=CLOSED_TICKS, grid=False),
        )
    )
    scale = alt.Scale(domain=[0, 1])
    axis = alt.Axis(format="%", labelExpr=PERCENT_LABEL, tickCount=5)
    y = alt.Y("rate:Q", title=title, scale=scale, axis=axis)
    return alt.layer(
        band(base, title, opacity=0.2, scale=scale),
        base.mark_line(color=LINE, strokeWidth=2, aria=False).encode(y=y),
        hover_points(base, y, hover, size=60),
    ).properties(width="container", height=HEIGHT)


def backlog_chart(months: pl.DataFrame, marks: Marks, words: Words) -> Layers:
    """Draw the number of open complaints at the end of each month.

    `months` has month, month_words, received, closed, open_at_end, is_provisional.
    """
    title = words.text("complaints.columns.open_at_end")
    hover = [
        alt.Tooltip("month_words:N", title=words.text("columns.month")),
        alt.Tooltip("open_at_end:Q", title=title, format=","),
        alt.Tooltip("received:Q", title=words.text("complaints.columns.received"), format=","),
        alt.Tooltip("closed:Q", title=words.text("complaints.columns.closed"), format=","),
    ]
    return month_lines(months, marks, from_zero("open_at_end:Q", title), hover)
