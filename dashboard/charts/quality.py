"""How complete the data are: records a month, and how often each field is filled."""

import altair as alt
import polars as pl

from dashboard.charts import LINE, PERCENT_LABEL, QUIET, ROSE
from dashboard.charts.marks import Marks, marked
from dashboard.charts.timeline import year_axis
from dashboard.words import Words, by_letter

HEIGHT = 200
ROW_HEIGHT = 22
LEGEND_HEIGHT = 110
"""Height of axis and legend."""


def month_bars(months: pl.DataFrame, marks: Marks, words: Words) -> alt.LayerChart | alt.FacetChart:
    """Draw rows by month as bars from zero, provisional months hollow, late records on top.

    `months` has month, rows, late, is_provisional and month_words.
    """
    table = months.with_columns(month=pl.col("month").cast(pl.Datetime))
    hover = [
        alt.Tooltip("month_words:N", title=words.text("columns.month")),
        alt.Tooltip("rows:Q", title=words.text("quality.columns.rows"), format=","),
        alt.Tooltip("late:Q", title=words.text("quality.columns.late"), format=","),
    ]
    base = alt.Chart(table).encode(x=year_axis("yearmonth(month):T"), tooltip=hover)
    y = alt.Y("rows:Q", title=words.text("quality.columns.rows"), axis=alt.Axis(tickCount=4))
    settled = base.transform_filter("!datum.is_provisional").mark_bar(color=LINE).encode(y=y)
    hollow = (
        base.transform_filter("datum.is_provisional")
        .mark_bar(filled=False, stroke=QUIET, strokeDash=[2, 2])
        .encode(y=y)
    )
    late = base.mark_bar(color=ROSE).encode(y=alt.Y("late:Q"))
    return alt.layer(*marked(marks), settled, hollow, late).properties(
        width="container", height=HEIGHT
    )


def filled_grid(fields: pl.DataFrame, words: Words) -> alt.LayerChart | alt.FacetChart:
    """Draw one row per field and one cell per month, darker for a higher share of filled records.

    `fields` has field_words, month, share, is_jump, month_words and share_words. A jump has a
    triangle.
    """
    table = fields.with_columns(
        month=pl.col("month").cast(pl.Datetime),
        month_end=pl.col("month").dt.offset_by("1mo").cast(pl.Datetime),
    )
    hover = [
        alt.Tooltip("field_words:N", title=words.text("quality.columns.field")),
        alt.Tooltip("month_words:N", title=words.text("columns.month")),
        alt.Tooltip("share_words:N", title=words.text("quality.columns.share")),
    ]
    names = sorted(set(fields["field_words"]), key=by_letter)
    y = alt.Y(
        "field_words:N", title=None, sort=names, axis=alt.Axis(labelLimit=130, labelOverlap=False)
    )
    cells = (
        alt.Chart(table)
        .mark_rect()
        .encode(
            x=alt.X("month:T", title=None, axis=alt.Axis(format="%Y", tickCount="year")),
            x2="month_end:T",
            y=y,
            color=alt.Color(
                "share:Q",
                title=words.text("quality.columns.share"),
                scale=alt.Scale(scheme="blues", domain=[0, 1]),
                legend=alt.Legend(
                    orient="bottom",
                    format="%",
                    labelExpr=PERCENT_LABEL,
                    tickCount=3,
                    gradientLength=90,
                ),
            ),
            tooltip=hover,
        )
    )
    marks = (
        alt.Chart(table.filter("is_jump"))
        .mark_point(
            shape="triangle-up",
            filled=True,
            color=ROSE,
            stroke="#ffffff",
            size=70,
            opacity=1,
            aria=False,  # an empty group of marks would have no name; the list below has
        )
        .encode(x="month:T", y=y, tooltip=hover)
    )
    return alt.layer(cells, marks).properties(
        width="container", height=LEGEND_HEIGHT + ROW_HEIGHT * len(names)
    )
