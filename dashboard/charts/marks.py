"""Numbered dates over every chart by month: policies, changes in recording, the pandemic."""

from dataclasses import dataclass, field
from typing import Any

import altair as alt
import polars as pl

from dashboard.charts import QUIET
from dashboard.charts.timeline import shade

STEP = 15
"""Height of a row of numbers above the chart, in pixels."""
DASHED, DOTTED = [5, 3], [1, 3]
ABOVE_FOOT = alt.ExprRef("height - 20")
"""Lines end over the texts at the foot of a chart, such as "in force"."""


@dataclass(frozen=True)
class Marks:
    """What is marked on a chart by month, and its lines of explanation.

    `dates` has day, mark (its number), what (in words), row (of the number, from the chart
    upwards) and is_policy; `shaded` has first and last of each transition.
    """

    dates: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(
            schema={
                "day": pl.Date,
                "mark": pl.String,
                "what": pl.String,
                "row": pl.Int64,
                "is_policy": pl.Boolean,
            }
        )
    )
    shaded: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema={"first": pl.Date, "last": pl.Date})
    )
    lines: tuple[str, ...] = ()


def marked(marks: Marks) -> list[Any]:
    """Return the layers that lie under a chart: shaded transitions and numbered lines.

    Lines of policies are dashed, others dotted. The numbers stand above the chart, where they
    cover nothing; those too near to each other stand on several rows.
    """
    layers: list[Any] = []
    if len(marks.shaded):
        stretches = marks.shaded.with_columns(pl.all().cast(pl.Datetime))
        layers.append(shade(stretches, opacity=0.28))
    hover = [alt.Tooltip("what:N", title=" ")]
    for (row, is_policy), dates in marks.dates.group_by("row", "is_policy", maintain_order=True):
        base = alt.Chart(dates.with_columns(pl.col("day").cast(pl.Datetime)))
        # the text of the chart and the lines under it name the marks to those who do not see them
        lines = base.mark_rule(
            color=QUIET, strokeWidth=1.5, strokeDash=DASHED if is_policy else DOTTED, aria=False
        )
        above = alt.value(-2 - STEP * int(str(row)))
        numbers = base.mark_text(
            color=QUIET, baseline="bottom", fontSize=13, fontWeight="bold", aria=False
        )
        layers += [
            lines.encode(x="day:T", y=alt.value(0), y2=alt.value(ABOVE_FOOT), tooltip=hover),
            numbers.encode(x="day:T", y=above, text="mark:N"),
        ]
    return layers
