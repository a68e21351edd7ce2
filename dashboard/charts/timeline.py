"""What drawings by month share: the axis, policies as numbered lines, provisional months hollow."""

import altair as alt
import polars as pl

from dashboard.charts import QUIET

HEIGHT = 260
SHORT_MONTHS = 24
SHORT_TICKS = 4


def month_axis(months: pl.DataFrame) -> alt.X:
    """Return the x axis of a drawing of these months: years, or single months in a short one."""
    axis = alt.Axis(
        format="%Y", tickCount={"interval": "year", "step": 1}, grid=False, labelOverlap=True
    )
    every = months["month"].unique().sort()
    if len(every) <= SHORT_MONTHS:
        shown = every.gather_every(max(1, -(-len(every) // SHORT_TICKS)))
        values = [alt.DateTime(year=one.year, month=one.month) for one in shown]
        axis = alt.Axis(format="%m/%Y", values=values, grid=False)
    return alt.X("month:T", title=None, axis=axis)


def timed(months: pl.DataFrame) -> pl.DataFrame:
    """Return months as moments, which is what a time axis draws, with `stretch`.

    A new stretch begins where a month is missing, so that no line is drawn over it.
    """
    every = pl.DataFrame({"month": months["month"].unique().sort()}).with_columns(
        stretch=(pl.col("month") != pl.col("month").shift(1).dt.offset_by("1mo"))
        .fill_null(value=True)
        .cum_sum()
    )
    return months.join(every, on="month", maintain_order="left").with_columns(
        month=pl.col("month").cast(pl.Datetime)
    )


def policy_lines(marks: pl.DataFrame) -> alt.LayerChart | alt.FacetChart:
    """Draw a dashed line at each day and its number at the top; `marks` has day and mark."""
    base = alt.Chart(marks.with_columns(day=pl.col("day").cast(pl.Datetime)))
    line = base.mark_rule(strokeWidth=1.5, strokeDash=[5, 3], color=QUIET, aria=False)
    number = base.mark_text(
        align="left", baseline="top", dx=4, color=QUIET, fontSize=13, fontWeight="bold", aria=False
    )
    return alt.layer(
        line.encode(x="day:T"), number.encode(x="day:T", y=alt.value(0), text="mark:N")
    )


def settled(base: alt.Chart) -> alt.Chart:
    """Return only the settled months of a chart, for its line, stretch by stretch."""
    return base.transform_filter("!datum.is_provisional").encode(detail="stretch:O")


def hollow(base: alt.Chart, y: alt.Y, hover: list[alt.Tooltip]) -> alt.Chart:
    """Draw the provisional months as hollow dashed points, off the line."""
    points: alt.Chart = (
        base.transform_filter("datum.is_provisional")
        .mark_point(color=QUIET, filled=False, size=46, strokeDash=[2, 2], aria=False)
        .encode(y=y, tooltip=hover)
    )
    return points
