"""Bars in rows, each under its label: labels are whole and fit the width of a phone."""

import textwrap
from typing import Any

import altair as alt
import polars as pl

LABEL_WIDTH = 50
"""Letters per line of a label; 50 fit 390 pixels."""

BAR = 14
LINE_HEIGHT = 17
SPACE = 12
LABEL_SIZE = 13


def wrapped(labels: list[str]) -> tuple[list[str], int]:
    """Return labels broken into lines, and the number of lines of the longest label."""
    texts = ["\n".join(textwrap.wrap(label, LABEL_WIDTH)) for label in labels]
    return texts, max((text.count("\n") + 1 for text in texts), default=1)


def row_height(lines: int) -> int:
    """Return the height of a row: space, label and bar."""
    return SPACE + lines * LINE_HEIGHT + BAR


def label_axis(lines: int) -> alt.Axis:
    """Return a y axis with labels above the bars, aligned left."""
    return alt.Axis(
        labelAlign="left",
        labelBaseline="top",
        labelPadding=0,
        labelOffset=SPACE - row_height(lines) / 2,
        labelLimit=1000,
        labelFontSize=LABEL_SIZE,
        labelExpr="split(datum.label, '\\n')",
        labelLineHeight=LINE_HEIGHT,
        labelOverlap=False,
        ticks=False,
        domain=False,
        zindex=1,
    )


def bar_offset(lines: int) -> float:
    """Return the offset of a bar below the middle of its row."""
    return (row_height(lines) - BAR) / 2


def bars_under_labels(rows: pl.DataFrame, x: alt.X, **encodings: Any) -> alt.Chart:
    """Draw bars in rows, each under its `label`."""
    base, lines = rows_under_labels(rows)
    chart: alt.Chart = (
        base.mark_bar(size=BAR, yOffset=bar_offset(lines))
        .encode(x=x, **encodings)
        .properties(width="container", height=alt.Step(row_height(lines)))
    )
    return chart


def rows_under_labels(rows: pl.DataFrame) -> tuple[alt.Chart, int]:
    """Return a chart with a row per `label`, broken into lines, and the most lines of a label."""
    labels, lines = wrapped(rows["label"].to_list())
    table = rows.with_columns(label=pl.Series(labels, dtype=pl.String))
    y = alt.Y("label:N", title=None, sort=None, axis=label_axis(lines))
    return alt.Chart(table).encode(y=y), lines
