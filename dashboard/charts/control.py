"""A month's looks as a grid of cells, and the control chart behind each of them."""

import datetime as dt
from typing import Any, Literal

import altair as alt
import polars as pl

from dashboard.charts import FELL, LINE, NONE, QUIET, ROSE, SAME, UNCLEAR
from dashboard.words import Words

PICKED = "picked"
"""Name of the selection; its fields are measure and area_id."""

STATE_COLOURS = {
    "concern": ROSE,
    "improvement": FELL,
    "neutral": SAME,
    "common_cause": UNCLEAR,
    "too_few": NONE,
    "not_judged": NONE,
}

STATE_MARKS = {
    "concern": "!",
    "improvement": "✓",
    "neutral": "",
    "common_cause": "",
    "too_few": "×",
    "not_judged": "–",
}

FEW_AREAS = 12
"""Up to so many columns areas stand in columns, so that measures' names can be read."""

ROW_HEIGHT = 24
HEAD_HEIGHT = 230
"""What names of columns and the legend take of a grid's height."""
HEIGHT = 300
NAMES_WIDTH = "windowSize()[0] < 360 ? 150 : 210"
"""What names of rows take at most; on the narrowest phones less, or the legend would be cut."""


def looks_grid(looks: pl.DataFrame, words: Words) -> alt.LayerChart | alt.FacetChart:
    """Draw one cell per measure and area, coloured and marked by state, to be clicked.

    `looks` has measure, measure_words, area_id, area_words, state, state_words, side (▲ | ▼ |
    empty), rule_words, counts_words and limits_words, in the order in which they are drawn.
    """
    seen = [one for one in STATE_COLOURS if one in set(looks["state"])]
    legend = {
        f"{STATE_MARKS[one]} {words.text(f'review.states.{one}')}".strip(): one for one in seen
    }
    marked = looks.with_columns(
        mark=pl.concat_str(pl.col("state").replace_strict(STATE_MARKS), "side"),
        label=pl.col("state").replace_strict({one: label for label, one in legend.items()}),
        is_dark=pl.col("side") != "",
    )
    areas = list(dict.fromkeys(looks["area_words"]))
    names = list(dict.fromkeys(looks["measure_words"]))
    rows, columns = ("measure_words", "area_words") if len(areas) <= FEW_AREAS else (
        "area_words", "measure_words"
    )  # fmt: skip
    x = alt.X(
        f"{columns}:N",
        title=None,
        sort=None,
        axis=alt.Axis(orient="top", labelAngle=-90, labelLimit=150, labelOverlap=False),
    )
    y = alt.Y(
        f"{rows}:N",
        title=None,
        sort=None,
        axis=alt.Axis(labelLimit=alt.ExprRef(NAMES_WIDTH), labelOverlap=False, labelFlush=False),
    )
    hover = [
        alt.Tooltip("measure_words:N", title=words.text("columns.measure")),
        alt.Tooltip("area_words:N", title=words.text("columns.area")),
        alt.Tooltip("state_words:N", title=words.text("review.columns.state")),
        alt.Tooltip("rule_words:N", title=words.text("review.columns.rule")),
        alt.Tooltip("counts_words:N", title=words.text("columns.events")),
        alt.Tooltip("limits_words:N", title=words.text("review.limit_lines")),
    ]
    colour = alt.Color(
        "label:N",
        title=None,
        scale=alt.Scale(domain=list(legend), range=[STATE_COLOURS[one] for one in seen]),
        legend=alt.Legend(
            orient="bottom", columns=1, symbolType="square", symbolStrokeWidth=0, labelLimit=300
        ),
    )
    picked = alt.selection_point(name=PICKED, fields=["measure", "area_id"], on="click")
    base = alt.Chart(marked).encode(x=x, y=y, tooltip=hover)
    cells = (
        base.mark_rect(stroke="#ffffff", strokeWidth=1, cursor="pointer")
        .encode(color=colour)
        .add_params(picked)
    )
    marks = base.mark_text(fontSize=12, fontWeight="bold", aria=False).encode(
        text="mark:N",
        color=alt.when("datum.is_dark").then(alt.value("#ffffff")).otherwise(alt.value("#3d444d")),
    )
    count = len(names) if rows == "measure_words" else len(areas)
    return alt.layer(cells, marks).properties(
        width="container", height=HEAD_HEIGHT + ROW_HEIGHT * count
    )


def control_chart(
    months: pl.DataFrame,
    policies: pl.DataFrame,
    notes: pl.DataFrame,
    reviewed: dt.date,
    per: str,
    words: Words,
) -> alt.LayerChart | alt.FacetChart:
    """Draw the months against their limits, signals as triangles, provisional months hollow.

    `months` has the columns of queries.review.monitoring.Chart.table and month_words, state_words,
    rule_words, range_words. `policies` has day and what, `notes` month and what. The shaded months
    set the limits; dotted lines are the limits before the last policy. The axis starts at zero.
    """
    table = months.with_columns(month=pl.col("month").cast(pl.Datetime))
    x = alt.X("month:T", title=None, axis=alt.Axis(format="%Y", tickCount="year", grid=False))
    y = alt.Y("rate:Q", title=per, scale=alt.Scale(zero=True), axis=alt.Axis(tickCount=5))
    hover = [
        alt.Tooltip("month_words:N", title=words.text("columns.month")),
        alt.Tooltip("events:Q", title=words.text("columns.events"), format=","),
        alt.Tooltip("rate:Q", title=words.text("columns.rate"), format=",.2f"),
        alt.Tooltip("range_words:N", title=words.text("review.limit_lines")),
        alt.Tooltip("state_words:N", title=words.text("review.columns.state")),
        alt.Tooltip("rule_words:N", title=words.text("review.columns.rule")),
    ]
    base = alt.Chart(table).encode(x=x)
    layers: list[Any] = [_baseline(table, words)]
    for names, dash, width in (
        (("old_low", "old_high", "old_centre"), [1, 3], 1.0),
        (("low", "high"), [6, 3], 1.5),
        (("centre",), [1, 0], 1.5),
    ):
        layers += [
            base.transform_filter(f"isValid(datum.{name})")
            .mark_line(
                color=QUIET, strokeDash=dash, strokeWidth=width, interpolate="step", aria=False
            )
            .encode(y=alt.Y(f"{name}:Q", title=per))
            for name in names
        ]
    settled = base.transform_filter("!datum.is_provisional")
    layers += [
        settled.mark_line(color=LINE, strokeWidth=1.5, aria=False).encode(y=y),
        settled.transform_filter("!datum.is_signal")
        .mark_circle(size=26, color=LINE, opacity=1)
        .encode(y=y, tooltip=hover),
    ]
    hollow = table.filter("is_provisional")
    if len(hollow):
        layers.append(
            alt.Chart(hollow)
            .mark_point(color=QUIET, filled=False, size=46, strokeDash=[2, 2])
            .encode(x=x, y=y, tooltip=hover)
        )
    for side, shape in (("_high", "triangle-up"), ("_low", "triangle-down")):
        signals = table.filter(pl.col("rule").str.ends_with(side))
        if len(signals):
            layers.append(
                alt.Chart(signals)
                .mark_point(shape=shape, filled=True, size=90, opacity=1)
                .encode(
                    x=x,
                    y=y,
                    tooltip=hover,
                    color=alt.Color(
                        "state:N",
                        legend=None,
                        scale=alt.Scale(
                            domain=list(STATE_COLOURS), range=list(STATE_COLOURS.values())
                        ),
                    ),
                )
            )
    layers += _dates(policies, "day", "bottom", "height", [5, 3])
    layers += _dates(notes, "month", "top", 0, [1, 3])
    judged = table.filter(pl.col("month") == reviewed)
    if len(judged):
        layers.append(
            alt.Chart(judged)
            .mark_point(shape="circle", filled=False, size=260, color=QUIET, strokeWidth=2)
            .encode(x=x, y=y, tooltip=hover)
        )
    return alt.layer(*layers).properties(width="container", height=HEIGHT)


def _baseline(table: pl.DataFrame, words: Words) -> alt.LayerChart | alt.FacetChart:
    """Shade each stretch of months that set limits, and say once what the shade means."""
    marked = table.with_columns(stretch=pl.col("is_baseline").rle_id()).filter("is_baseline")
    stretches = marked.group_by("stretch", "old_centre", maintain_order=True).agg(
        first=pl.col("month").min(), last=pl.col("month").max()
    ).select("first", "last", what=pl.lit(words.text("review.baseline")))  # fmt: skip
    shade = (
        alt.Chart(stretches)
        .mark_rect(color=QUIET, opacity=0.12, aria=False)
        .encode(x="first:T", x2="last:T")
    )
    label = (
        alt.Chart(stretches.head(1))
        .mark_text(align="left", baseline="bottom", dx=4, dy=-18, color=QUIET, fontSize=11)
        .encode(x="first:T", y=alt.value("height"), text="what:N")
    )
    return alt.layer(shade, label)


def _dates(
    dated: pl.DataFrame,
    column: str,
    baseline: Literal["top", "bottom"],
    at: int | str,
    dash: list[int],
) -> list[alt.Chart]:
    """Draw a rule, with its words in the hover, at each date; nothing where there is none."""
    if dated.is_empty():
        return []
    days = dated.with_columns(pl.col(column).cast(pl.Datetime))
    rule = (
        alt.Chart(days)
        .mark_rule(strokeWidth=1.5, strokeDash=dash, color=QUIET)
        .encode(x=f"{column}:T", tooltip=[alt.Tooltip("what:N", title=" ")])
    )
    mark = (
        alt.Chart(days)
        .mark_text(
            align="left",
            baseline=baseline,
            dx=3,
            dy=-3 if baseline == "bottom" else 3,
            color=QUIET,
            fontSize=11,
        )
        .encode(x=f"{column}:T", y=alt.value(at), text="short:N")
    )
    return [rule, mark]
