"""Calls for service: calls by month, response times, and the hours of the week."""

import altair as alt
import polars as pl

from dashboard.charts import LINE, PERCENT_LABEL, ROSE
from dashboard.charts.bars import BAR, bar_offset, row_height, rows_under_labels
from dashboard.charts.lines import month_lines
from dashboard.charts.marks import Marks
from dashboard.charts.timeline import Layers, from_zero
from dashboard.words import Words

CELL = 26


def response_chart(rows: pl.DataFrame, words: Words) -> Layers:
    """Draw per priority a dot at the median and a diamond at the 90th percentile, in minutes.

    `rows` has label, median_min, slow_min, median_words and slow_words (with their ranges).
    """
    hover = [
        alt.Tooltip("median_words:N", title=words.text("calls.columns.median")),
        alt.Tooltip("slow_words:N", title=words.text("calls.columns.slow")),
        alt.Tooltip("n:Q", title=words.text("calls.columns.timed"), format=","),
    ]
    base, lines = rows_under_labels(rows)
    base = base.encode(tooltip=hover)
    axis = alt.Axis(orient="top", tickCount=5)
    title, offset = words.text("calls.minutes"), bar_offset(lines)
    x = alt.X("median_min:Q", title=title, scale=alt.Scale(zero=True), axis=axis)
    between = base.mark_rule(color=LINE, strokeWidth=3, opacity=0.5, yOffset=offset)
    median = base.mark_circle(color=LINE, size=BAR * BAR, opacity=1, yOffset=offset)
    percentile = base.mark_point(
        color=ROSE, shape="diamond", filled=True, size=BAR * BAR, opacity=1, yOffset=offset
    )
    return alt.layer(
        between.encode(x=x, x2="slow_min:Q"),
        median.encode(x=x),
        percentile.encode(x=alt.X("slow_min:Q", axis=axis, title=title)),
    ).properties(width="container", height=alt.Step(row_height(lines)))


def response_months_chart(months: pl.DataFrame, marks: Marks, words: Words) -> Layers:
    """Draw the median and the 90th percentile of the response times of each month, with ranges.

    `months` has month, month_words, is_provisional, n and, once per kind (median, slow),
    kind_words, minutes, low, high and range_words.
    """
    names = months["kind_words"].unique(maintain_order=True).to_list()
    hover = [
        alt.Tooltip("month_words:N", title=words.text("columns.month")),
        alt.Tooltip("kind_words:N", title=" "),
        alt.Tooltip("range_words:N", title=words.text("calls.minutes")),
        alt.Tooltip("n:Q", title=words.text("calls.columns.timed"), format=","),
    ]
    legend = alt.Legend(
        orient="bottom", columns=1, labelLimit=300, symbolType="stroke", symbolOpacity=1
    )
    colours = alt.Scale(domain=names, range=[LINE, ROSE])
    dashes = alt.Scale(domain=names, range=[[1, 0], [6, 3]])
    title = words.text("calls.axis_minutes")
    return month_lines(
        months,
        marks,
        from_zero("minutes:Q", title),
        hover,
        range_title=title,
        colour=alt.Color("kind_words:N", title=None, scale=colours, legend=legend),
        dash=alt.StrokeDash("kind_words:N", title=None, scale=dashes, legend=legend),
    )


def share_chart(months: pl.DataFrame, marks: Marks, words: Words) -> Layers:
    """Draw a share by month with its range; `months` has month, rate, low, high, n and texts."""
    hover = [
        alt.Tooltip("month_words:N", title=words.text("columns.month")),
        alt.Tooltip("rate_words:N", title=words.text("records.columns.share")),
        alt.Tooltip("range_words:N", title=words.text("records.columns.range")),
        alt.Tooltip("n:Q", title=words.text("calls.columns.crisis_known"), format=","),
    ]
    title = words.text("calls.axis_other_team")
    y = from_zero("rate:Q", title, format="%", labelExpr=PERCENT_LABEL)
    return month_lines(months, marks, y, hover, range_title=title)


def hour_grid(hours: pl.DataFrame, legend: str, words: Words) -> alt.Chart:
    """Draw the hours of the week, darker for more calls.

    `hours` has weekday_words in the order of the week, hour, hour_words, shown (the value of
    the colour), shown_words; `legend` is the title of the legend.
    """
    chart: alt.Chart = (
        alt.Chart(hours)
        .mark_rect()
        .encode(
            x=alt.X(
                "hour:O",
                title=words.text("calls.axis_hour"),
                axis=alt.Axis(values=[0, 6, 12, 18, 23], labelAngle=0, ticks=False, domain=False),
            ),
            y=alt.Y(
                "weekday_words:N",
                title=None,
                sort=None,
                axis=alt.Axis(ticks=False, domain=False, labelLimit=90, labelOverlap=False),
            ),
            color=alt.Color(
                "shown:Q",
                title=legend,
                scale=alt.Scale(scheme="blues", domainMin=0),
                legend=alt.Legend(orient="bottom", tickCount=3, gradientLength=160, titleLimit=320),
            ),
            tooltip=[
                alt.Tooltip("weekday_words:N", title=words.text("calls.columns.weekday")),
                alt.Tooltip("hour_words:N", title=words.text("calls.columns.hour")),
                alt.Tooltip("shown_words:N", title=legend),
            ],
        )
        .properties(width="container", height=alt.Step(CELL))
    )
    return chart
