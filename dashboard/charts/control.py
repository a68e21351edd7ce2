"""The grid of a month's looks, and the control chart of a look."""

import datetime as dt
from typing import Any

import altair as alt
import polars as pl

from dashboard.charts import AS_SVG, FELL, GROUND, LINE, MUTED, NONE, QUIET, ROSE, SAME, UNCLEAR
from dashboard.charts.areas import PICKED
from dashboard.charts.marks import Marks, marked
from dashboard.charts.timeline import (
    Layers,
    dated_lines,
    from_zero,
    hollow,
    label,
    shade,
    year_axis,
)
from dashboard.words import Words

STATE_COLOURS = {
    "concern": ROSE,
    "improvement": FELL,
    "neutral": SAME,
    "common_cause": UNCLEAR,
    "too_few": NONE,
    "not_judged": NONE,
}

CELL_COLOURS = STATE_COLOURS | {"common_cause": "var(--line)"}
"""Most cells of the grid are usual: on dark, they must not be the brightest."""

STATE_MARKS = {
    "concern": "!",
    "improvement": "✓",
    "neutral": "",
    "common_cause": "",
    "too_few": "×",
    "not_judged": "–",
}

FEW_AREAS = 12
"""Up to this number, areas are the columns, so that the names of measures can be read."""

ROW_HEIGHT = 24
HEAD_HEIGHT = 230
"""Height of the column names and the legend."""
HEIGHT = 300
NAMES_WIDTH = "windowSize()[0] < 360 ? 150 : 210"
"""Largest width of row names; smaller on the narrowest phones, or the legend would be cut."""


def marked_cells(looks: pl.DataFrame) -> pl.DataFrame:
    """Return looks with their mark: that of the state, and the side on which a month stands out."""
    return looks.with_columns(
        mark=pl.concat_str(pl.col("state").replace_strict(STATE_MARKS), "side")
    )


def across(looks: pl.DataFrame) -> tuple[str, str]:
    """Return the columns of looks that name the grid's rows and its columns."""
    rows, columns = "measure_words", "area_words"
    return (rows, columns) if looks[columns].n_unique() <= FEW_AREAS else (columns, rows)


def looks_grid(looks: pl.DataFrame, words: Words) -> Layers:
    """Draw one cell per measure and area, coloured and marked by state, to be clicked.

    `looks` has measure, measure_words, area_id, area_words, state, state_words, side (▲ | ▼ |
    empty), rule_words, counts_words and limits_words, in the order of the grid.
    """
    states = [state for state in STATE_COLOURS if state in set(looks["state"])]
    labels = {
        state: f"{STATE_MARKS[state]} {words.text(f'review.states.{state}')}".strip()
        for state in states
    }
    cells = marked_cells(looks).with_columns(
        label=pl.col("state").replace_strict(labels), is_dark=pl.col("side") != ""
    )
    rows, columns = across(looks)
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
        scale=alt.Scale(
            domain=list(labels.values()), range=[CELL_COLOURS[state] for state in states]
        ),
        legend=alt.Legend(
            orient="bottom", columns=1, symbolType="square", symbolStrokeWidth=0, labelLimit=300
        ),
    )
    selection = alt.selection_point(name=PICKED, fields=["measure", "area_id"], on="click")
    base = alt.Chart(cells).encode(x=x, y=y, tooltip=hover)
    rectangles = (
        base.mark_rect(stroke=GROUND, strokeWidth=1, cursor="pointer")
        .encode(color=colour)
        .add_params(selection)
    )
    marks = base.mark_text(fontSize=12, fontWeight="bold", aria=False).encode(
        text="mark:N",
        color=alt.when("datum.is_dark").then(alt.value("#ffffff")).otherwise(alt.value(MUTED)),
    )
    count = looks[rows].n_unique()
    return alt.layer(rectangles, marks).properties(
        width="container", height=HEAD_HEIGHT + ROW_HEIGHT * count, usermeta=AS_SVG
    )


def control_chart(
    months: pl.DataFrame,
    marks: Marks,
    notes: pl.DataFrame,
    reviewed: dt.date,
    per: str,
    words: Words,
) -> Layers:
    """Draw the months against their limits, signals as triangles, provisional months hollow.

    `months` has the columns of queries.review.monitoring.Chart.table and month_words, state_words,
    rule_words, range_words. `notes` has month and what. The lightly shaded months set the limits;
    dotted lines are the limits before the last policy. The axis starts at zero.
    """
    table = months.with_columns(month=pl.col("month").cast(pl.Datetime))
    x, y = year_axis(), from_zero("rate:Q", per)
    hover = [
        alt.Tooltip("month_words:N", title=words.text("columns.month")),
        alt.Tooltip("events:Q", title=words.text("columns.events"), format=","),
        alt.Tooltip("rate:Q", title=words.text("columns.rate"), format=",.2f"),
        alt.Tooltip("range_words:N", title=words.text("review.limit_lines")),
        alt.Tooltip("state_words:N", title=words.text("review.columns.state")),
        alt.Tooltip("rule_words:N", title=words.text("review.columns.rule")),
    ]
    base = alt.Chart(table).encode(x=x)
    layers: list[Any] = [_baseline(table, words), *marked(marks)]
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
    provisional = table.filter("is_provisional")
    if len(provisional):
        layers.append(hollow(alt.Chart(provisional).encode(x=x), y, hover))
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
    texts = [alt.Tooltip("what:N", title=" ")]
    style: dict[str, Any] = {"dx": 3, "fontSize": 11}
    if len(notes):
        layers += dated_lines(
            notes, "month", "short", at=0, dash=(1, 3), hover=texts, baseline="top", dy=3, **style
        )
    judged = table.filter(pl.col("month") == reviewed)
    if len(judged):
        layers.append(
            alt.Chart(judged)
            .mark_point(shape="circle", filled=False, size=260, color=QUIET, strokeWidth=2)
            .encode(x=x, y=y, tooltip=hover)
        )
    return alt.layer(*layers).properties(width="container", height=HEIGHT)


def _baseline(table: pl.DataFrame, words: Words) -> Layers:
    """Shade each stretch of months that set limits, and label the first stretch."""
    months = table.with_columns(stretch=pl.col("is_baseline").rle_id()).filter("is_baseline")
    stretches = months.group_by("stretch", "old_centre", maintain_order=True).agg(
        first=pl.col("month").min(), last=pl.col("month").max()
    ).select("first", "last", what=pl.lit(words.text("review.baseline")))  # fmt: skip
    style: dict[str, Any] = {"baseline": "bottom", "dx": 4, "dy": -18, "fontSize": 11}
    text = label(alt.Chart(stretches.head(1)), "first", "what", at="height", **style)
    return alt.layer(shade(stretches, opacity=0.12), text)
