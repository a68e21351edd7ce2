"""Bars in rows, each under its own label: no label is cut, and all fit the width of a phone."""

import textwrap

import altair as alt
import polars as pl

from dashboard.charts import LINE, QUIET
from dashboard.words import Words

LABEL_WIDTH = 50
"""Letters in a line of a label; 50 fit 390 pixels."""

BAR = 14
LINE_HEIGHT = 17
SPACE = 12
LABEL_SIZE = 13


def wrapped(labels: list[str]) -> tuple[list[str], int]:
    """Return labels broken into lines, and the lines of the longest."""
    broken = ["\n".join(textwrap.wrap(one, LABEL_WIDTH)) for one in labels]
    return broken, max((one.count("\n") + 1 for one in broken), default=1)


def row_height(lines: int) -> int:
    """Return the height of a row: the space over it, its label, its bar."""
    return SPACE + lines * LINE_HEIGHT + BAR


def label_axis(lines: int) -> alt.Axis:
    """Return a y axis whose labels stand over the bars, from their left end."""
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
    """Return how far under the middle of its row a bar stands."""
    return (row_height(lines) - BAR) / 2


def bar_chart(rows: pl.DataFrame, words: Words) -> alt.Chart:
    """Draw one bar a row, from zero; `rows` has label, n, n_words, share_words, is_unknown.

    The label says name and number; the hover adds the share with its range.
    """
    broken, lines = wrapped(rows["label"].to_list())
    table = rows.with_columns(label=pl.Series(broken, dtype=pl.String))
    hover = [
        alt.Tooltip("n_words:N", title=words.text("records.columns.n")),
        alt.Tooltip("share_words:N", title=words.text("records.columns.share")),
    ]
    drawn: alt.Chart = (
        alt.Chart(table)
        .mark_bar(size=BAR, yOffset=bar_offset(lines))
        .encode(
            x=alt.X("n:Q", title=None, axis=None, scale=alt.Scale(zero=True)),
            y=alt.Y("label:N", title=None, sort=None, axis=label_axis(lines)),
            color=alt.condition("datum.is_unknown", alt.value(QUIET), alt.value(LINE)),
            tooltip=hover,
        )
        .properties(width="container", height=alt.Step(row_height(lines)))
    )
    return drawn
