"""The path of complaints: steps end to end, the share closed by day, and how many are open."""

import altair as alt
import polars as pl

from dashboard.charts import LINE, PERCENT_LABEL, QUIET, ROSE
from dashboard.charts.bars import BAR, bar_offset, label_axis, row_height, wrapped
from dashboard.charts.timeline import HEIGHT, hollow, month_axis, policy_lines, settled, timed
from dashboard.words import Words

SOURCE_COLOURS = {"public": LINE, "internal": ROSE, "unknown": QUIET}
CLOSED_TICKS = [0, 90, 180, 365, 730, 1095]


def step_chart(pieces: pl.DataFrame, legend: dict[str, str], words: Words) -> alt.Chart:
    """Draw every step as a row of pieces, one per source, each step standing where it belongs.

    `pieces` has label, source, source_words, begin, end, n_words; `legend` names the sources that
    there are. All rows share one scale, from zero to all complaints.
    """
    labels = pieces["label"].unique(maintain_order=True).to_list()
    broken, lines = wrapped(labels)
    table = pieces.with_columns(label=pl.col("label").replace_strict(labels, broken))
    drawn: alt.Chart = (
        alt.Chart(table)
        .mark_bar(size=BAR, yOffset=bar_offset(lines))
        .encode(
            x=alt.X("begin:Q", title=None, axis=None, scale=alt.Scale(zero=True)),
            x2="end:Q",
            y=alt.Y("label:N", title=None, sort=None, axis=label_axis(lines)),
            color=alt.Color(
                "source_words:N",
                title=None,
                scale=alt.Scale(
                    domain=list(legend.values()), range=[SOURCE_COLOURS[one] for one in legend]
                ),
                legend=alt.Legend(orient="bottom", columns=1, labelLimit=300),
            ),
            tooltip=[
                alt.Tooltip("label:N", title=words.text("complaints.columns.step")),
                alt.Tooltip("source_words:N", title=words.text("complaints.columns.source")),
                alt.Tooltip("n_words:N", title=words.text("records.columns.n")),
            ],
        )
        .properties(width="container", height=alt.Step(row_height(lines)))
    )
    return drawn


def closing_chart(curve: pl.DataFrame, words: Words) -> alt.LayerChart | alt.FacetChart:
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
    band = base.mark_area(opacity=0.2, color=LINE, aria=False).encode(
        y=alt.Y("low:Q", title=title, scale=scale), y2="high:Q"
    )
    line = base.mark_line(color=LINE, strokeWidth=2, aria=False).encode(y=y)
    dots = base.mark_circle(size=60, opacity=0.01).encode(y=y, tooltip=hover)
    return alt.layer(band, line, dots).properties(width="container", height=HEIGHT)


def backlog_chart(
    months: pl.DataFrame, marks: pl.DataFrame, words: Words
) -> alt.LayerChart | alt.FacetChart:
    """Draw how many complaints were open at the end of each month.

    `months` has month, month_words, received, closed, open_at_end, is_provisional.
    """
    hover = [
        alt.Tooltip("month_words:N", title=words.text("columns.month")),
        alt.Tooltip(
            "open_at_end:Q", title=words.text("complaints.columns.open_at_end"), format=","
        ),
        alt.Tooltip("received:Q", title=words.text("complaints.columns.received"), format=","),
        alt.Tooltip("closed:Q", title=words.text("complaints.columns.closed"), format=","),
    ]
    base = alt.Chart(timed(months)).encode(x=month_axis(months))
    y = alt.Y(
        "open_at_end:Q",
        title=words.text("complaints.columns.open_at_end"),
        scale=alt.Scale(zero=True),
        axis=alt.Axis(tickCount=5),
    )
    line = settled(base).mark_line(color=LINE, strokeWidth=2, aria=False).encode(y=y)
    dots = base.mark_circle(size=42, opacity=0.01).encode(y=y, tooltip=hover)
    return alt.layer(policy_lines(marks), line, hollow(base, y, hover), dots).properties(
        width="container", height=HEIGHT
    )
