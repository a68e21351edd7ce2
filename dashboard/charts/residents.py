"""What residents say: one line per topic, with its range where there is one."""

from typing import Any

import altair as alt
import polars as pl

from dashboard.charts import FELL, LINE, QUIET, ROSE, SAME
from dashboard.charts.marks import Marks, marked
from dashboard.charts.timeline import HEIGHT, Layers, band, from_zero, timed, year_axis
from dashboard.words import Words

LOOKS = (
    (LINE, [1, 0]),
    (ROSE, [6, 3]),
    (FELL, [2, 2]),
    (SAME, [8, 2, 2, 2]),
    (QUIET, [1, 0]),
    (LINE, [10, 4]),
)
"""Colour and dash of the topics in their order."""

LEGEND_LINE = 20
"""Height of a topic in the legend, in pixels, which the lines must not lose."""


def residents_chart(answers: pl.DataFrame, axis: str, marks: Marks, words: Words) -> Layers:
    """Draw the values of each topic by the month in which a survey began.

    `answers` has month, topic_words, value, low, high (null without a range), period_words,
    value_words and range_words. No line crosses a survey that was left out.
    """
    topics = answers["topic_words"].unique(maintain_order=True).to_list()
    colours, dashes = zip(*LOOKS[: len(topics)], strict=True)
    legend = alt.Legend(
        orient="bottom", columns=1, labelLimit=300, symbolType="stroke", symbolOpacity=1
    )
    colour = alt.Color(
        "topic_words:N",
        title=None,
        scale=alt.Scale(domain=topics, range=list(colours)),
        legend=legend,
    )
    dash = alt.StrokeDash(
        "topic_words:N",
        title=None,
        scale=alt.Scale(domain=topics, range=list(dashes)),
        legend=legend,
    )
    hover = [
        alt.Tooltip("period_words:N", title=words.text("residents.columns.period")),
        alt.Tooltip("topic_words:N", title=words.text("residents.columns.topic")),
        alt.Tooltip("value_words:N", title=words.text("residents.columns.value")),
        alt.Tooltip("range_words:N", title=words.text("records.columns.range")),
    ]
    base = alt.Chart(timed(answers, _step(answers["month"]))).encode(
        x=year_axis(), detail=["stretch:O", "topic_words:N"]
    )
    y = from_zero("value:Q", axis)
    layers: list[Any] = marked(marks)
    if answers["low"].null_count() < len(answers):
        layers.append(band(base, axis, color=alt.Undefined).encode(color=colour))
    layers += [
        base.mark_line(strokeWidth=2, aria=False).encode(y=y, color=colour, strokeDash=dash),
        base.mark_circle(size=28, opacity=1).encode(y=y, color=colour, tooltip=hover),
    ]
    height = HEIGHT + LEGEND_LINE * (len(topics) + 1)
    return alt.layer(*layers).properties(width="container", height=height)


def _step(months: pl.Series) -> str:
    """Return the distance between two surveys that follow each other, the shortest there is."""
    days = months.unique().sort()
    counts = (days.dt.year() * 12 + days.dt.month()).diff().drop_nulls()
    return f"{min(counts.to_list(), default=1)}mo"
