"""Elements of every chart by month: axes, ranges, dated lines, provisional months."""

import datetime as dt
from typing import Any

import altair as alt
import polars as pl

from dashboard.charts import LINE, QUIET, ROSE

Layers = alt.LayerChart | alt.FacetChart

HEIGHT = 260
SHORT_MONTHS = 24
SHORT_TICKS = 4


def month_axis(months: pl.DataFrame) -> alt.X:
    """Return the x axis for these months: years, or single months if there are few."""
    axis = alt.Axis(
        format="%Y", tickCount={"interval": "year", "step": 1}, grid=False, labelOverlap=True
    )
    dates = months["month"].unique().sort()
    if len(dates) <= SHORT_MONTHS:
        ticks = dates.gather_every(max(1, -(-len(dates) // SHORT_TICKS)))
        values = [alt.DateTime(year=month.year, month=month.month) for month in ticks]
        axis = alt.Axis(format="%m/%Y", values=values, grid=False)
    return alt.X("month:T", title=None, axis=axis)


def year_axis(field: str = "month:T") -> alt.X:
    """Return the x axis of a long time: a tick per year."""
    return alt.X(field, title=None, axis=alt.Axis(format="%Y", tickCount="year", grid=False))


def from_zero(field: str, title: str, **axis: Any) -> alt.Y:
    """Return a y axis that starts at zero."""
    return alt.Y(field, title=title, scale=alt.Scale(zero=True), axis=alt.Axis(**axis, tickCount=5))


def timed(months: pl.DataFrame, step: str = "1mo") -> pl.DataFrame:
    """Return months as datetimes, which a time axis needs, with `stretch`.

    A new stretch begins after a missing month, so that no line crosses the gap. `step` is the
    distance of two neighbours: 1mo, or 1q for quarters.
    """
    stretches = pl.DataFrame({"month": months["month"].unique().sort()}).with_columns(
        stretch=(pl.col("month") != pl.col("month").shift(1).dt.offset_by(step))
        .fill_null(value=True)
        .cum_sum()
    )
    return months.join(stretches, on="month", maintain_order="left").with_columns(
        month=pl.col("month").cast(pl.Datetime)
    )


def band(
    base: alt.Chart,
    title: str,
    opacity: float = 0.18,
    color: Any = LINE,
    scale: Any = alt.Undefined,
) -> alt.Chart:
    """Draw the range from `low` to `high` as an area."""
    area: alt.Chart = base.mark_area(opacity=opacity, color=color, aria=False).encode(
        y=alt.Y("low:Q", title=title, scale=scale), y2="high:Q"
    )
    return area


def hollow(
    provisional: alt.Chart, y: alt.Y, hover: list[alt.Tooltip], aria: Any = alt.Undefined
) -> alt.Chart:
    """Draw provisional months as hollow dashed points, off the line."""
    points: alt.Chart = provisional.mark_point(
        color=QUIET, filled=False, size=46, strokeDash=[2, 2], aria=aria
    ).encode(y=y, tooltip=hover)
    return points


def hover_points(base: alt.Chart, y: alt.Y, hover: list[alt.Tooltip], size: int = 42) -> alt.Chart:
    """Draw invisible points that carry the hover text of a line."""
    points: alt.Chart = base.mark_circle(size=size, opacity=0.01).encode(y=y, tooltip=hover)
    return points


def jumps(base: alt.Chart, hover: list[alt.Tooltip]) -> alt.Chart:
    """Draw a triangle on the axis at months with `is_jump`."""
    triangles: alt.Chart = (
        base.transform_filter("datum.is_jump")
        .mark_point(
            shape="triangle-up",
            color=ROSE,
            filled=True,
            opacity=1,
            size=70,
            yOffset=-5,
            aria=False,  # a list under the chart names the months
        )
        .encode(y=alt.datum(0), tooltip=hover)
    )
    return triangles


def policy_line(day: dt.date, text: str) -> Layers:
    """Draw a dashed line at the day of a policy with a text at its foot."""
    dates = pl.DataFrame({"day": [day], "what": [text]})
    style: dict[str, Any] = {"baseline": "bottom", "dx": 4, "dy": -4, "fontSize": 12}
    return alt.layer(*dated_lines(dates, "day", "what", at="height", **style))


def dated_lines(
    dates: pl.DataFrame,
    column: str,
    text: str,
    *,
    at: int | str,
    dash: tuple[int, int] = (5, 3),
    hover: Any = alt.Undefined,
    aria: Any = alt.Undefined,
    **style: Any,
) -> list[alt.Chart]:
    """Draw a dashed line at each date of a column, with the column `text` at the height `at`."""
    base = alt.Chart(dates.with_columns(pl.col(column).cast(pl.Datetime)))
    line = base.mark_rule(strokeWidth=1.5, strokeDash=list(dash), color=QUIET, aria=aria)
    return [
        line.encode(x=f"{column}:T", tooltip=hover),
        label(base, column, text, at=at, aria=aria, **style),
    ]


def label(base: alt.Chart, column: str, text: str, *, at: int | str, **style: Any) -> alt.Chart:
    """Draw a text to the right of each date of a column."""
    texts: alt.Chart = base.mark_text(align="left", color=QUIET, **style).encode(
        x=f"{column}:T", y=alt.value(at), text=f"{text}:N"
    )
    return texts


def shade(stretches: pl.DataFrame, opacity: Any = alt.Undefined) -> alt.Chart:
    """Shade the time between the columns first and last of each row."""
    rectangles: alt.Chart = (
        alt.Chart(stretches)
        .mark_rect(color=QUIET, opacity=opacity, aria=False)
        .encode(x="first:T", x2="last:T")
    )
    return rectangles
