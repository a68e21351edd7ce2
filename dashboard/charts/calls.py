"""Calls for service: by month, how long people wait, and the hours of the week."""

import altair as alt
import polars as pl

from dashboard.charts import LINE, PERCENT_LABEL, ROSE
from dashboard.charts.bars import BAR, bar_offset, label_axis, row_height, wrapped
from dashboard.charts.timeline import HEIGHT, hollow, month_axis, policy_lines, settled, timed
from dashboard.words import Words

CELL = 26


def month_chart(
    months: pl.DataFrame, marks: pl.DataFrame, words: Words
) -> alt.LayerChart | alt.FacetChart:
    """Draw the calls of each month; `months` has month, month_words, n, is_provisional."""
    hover = [
        alt.Tooltip("month_words:N", title=words.text("columns.month")),
        alt.Tooltip("n:Q", title=words.text("records.columns.n"), format=","),
    ]
    base = alt.Chart(timed(months)).encode(x=month_axis(months))
    y = alt.Y(
        "n:Q",
        title=words.text("calls.axis_month"),
        scale=alt.Scale(zero=True),
        axis=alt.Axis(tickCount=5),
    )
    line = settled(base).mark_line(color=LINE, strokeWidth=2, aria=False).encode(y=y)
    dots = base.mark_circle(size=42, opacity=0.01).encode(y=y, tooltip=hover)
    return alt.layer(policy_lines(marks), line, hollow(base, y, hover), dots).properties(
        width="container", height=HEIGHT
    )


def response_chart(rows: pl.DataFrame, words: Words) -> alt.LayerChart | alt.FacetChart:
    """Draw, per priority, a dot for what half and a diamond for what nine in ten stayed within.

    `rows` has label, median_min, slow_min, median_words and slow_words (with their ranges).
    """
    broken, lines = wrapped(rows["label"].to_list())
    hover = [
        alt.Tooltip("median_words:N", title=words.text("calls.columns.median")),
        alt.Tooltip("slow_words:N", title=words.text("calls.columns.slow")),
        alt.Tooltip("n:Q", title=words.text("calls.columns.timed"), format=","),
    ]
    base = alt.Chart(rows.with_columns(label=pl.Series(broken, dtype=pl.String))).encode(
        y=alt.Y("label:N", title=None, sort=None, axis=label_axis(lines)), tooltip=hover
    )
    axis = alt.Axis(orient="top", tickCount=5)
    x = alt.X(
        "median_min:Q", title=words.text("calls.minutes"), scale=alt.Scale(zero=True), axis=axis
    )
    place = bar_offset(lines)
    reach = base.mark_rule(color=LINE, strokeWidth=3, opacity=0.5, yOffset=place).encode(
        x=x, x2="slow_min:Q"
    )
    half = base.mark_circle(color=LINE, size=BAR * BAR, opacity=1, yOffset=place).encode(x=x)
    slow = base.mark_point(
        color=ROSE, shape="diamond", filled=True, size=BAR * BAR, opacity=1, yOffset=place
    ).encode(x=alt.X("slow_min:Q", axis=axis, title=words.text("calls.minutes")))
    return alt.layer(reach, half, slow).properties(
        width="container", height=alt.Step(row_height(lines))
    )


def response_months_chart(
    months: pl.DataFrame, marks: pl.DataFrame, words: Words
) -> alt.LayerChart | alt.FacetChart:
    """Draw what half and what nine in ten calls of each month stayed within, with ranges.

    `months` has month, month_words, is_provisional, n and, once for each of both (kind, its
    kind_words), minutes, low, high and range_words.
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
    colour = alt.Color(
        "kind_words:N", title=None, scale=alt.Scale(domain=names, range=[LINE, ROSE]), legend=legend
    )
    dash = alt.StrokeDash(
        "kind_words:N",
        title=None,
        scale=alt.Scale(domain=names, range=[[1, 0], [6, 3]]),
        legend=legend,
    )
    title = words.text("calls.axis_minutes")
    base = alt.Chart(timed(months)).encode(x=month_axis(months))
    y = alt.Y("minutes:Q", title=title, scale=alt.Scale(zero=True), axis=alt.Axis(tickCount=5))
    band = (
        settled(base)
        .mark_area(opacity=0.18, aria=False)
        .encode(y=alt.Y("low:Q", title=title), y2="high:Q", color=colour)
    )
    line = (
        settled(base)
        .mark_line(strokeWidth=2, aria=False)
        .encode(y=y, color=colour, strokeDash=dash)
    )
    dots = base.mark_circle(size=42, opacity=0.01).encode(y=y, tooltip=hover)
    return alt.layer(policy_lines(marks), band, line, hollow(base, y, hover), dots).properties(
        width="container", height=HEIGHT
    )


def share_chart(
    months: pl.DataFrame, marks: pl.DataFrame, words: Words
) -> alt.LayerChart | alt.FacetChart:
    """Draw a share by month with its range; `months` has month, rate, low, high, n and words."""
    hover = [
        alt.Tooltip("month_words:N", title=words.text("columns.month")),
        alt.Tooltip("rate_words:N", title=words.text("records.columns.share")),
        alt.Tooltip("range_words:N", title=words.text("records.columns.range")),
        alt.Tooltip("n:Q", title=words.text("calls.columns.crisis_known"), format=","),
    ]
    title = words.text("calls.axis_other_team")
    base = alt.Chart(timed(months)).encode(x=month_axis(months))
    axis = alt.Axis(format="%", labelExpr=PERCENT_LABEL, tickCount=5)
    y = alt.Y("rate:Q", title=title, scale=alt.Scale(zero=True), axis=axis)
    band = (
        settled(base)
        .mark_area(opacity=0.18, color=LINE, aria=False)
        .encode(y=alt.Y("low:Q", title=title), y2="high:Q")
    )
    line = settled(base).mark_line(color=LINE, strokeWidth=2, aria=False).encode(y=y)
    dots = base.mark_circle(size=42, opacity=0.01).encode(y=y, tooltip=hover)
    return alt.layer(policy_lines(marks), band, line, hollow(base, y, hover), dots).properties(
        width="container", height=HEIGHT
    )


def hour_grid(hours: pl.DataFrame, legend: str, words: Words) -> alt.Chart:
    """Draw the hours of the week, darker where more calls come.

    `hours` has weekday_words in the order of the week, hour, hour_words, shown (what the colour
    stands for), shown_words; `legend` says what that is.
    """
    drawn: alt.Chart = (
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
    return drawn
