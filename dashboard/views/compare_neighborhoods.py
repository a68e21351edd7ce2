"""Compare neighborhoods: rates before and after side by side, and every change with its range."""

import polars as pl
import streamlit as st

from dashboard.parts import drawn
from dashboard.parts.choices import Choice
from dashboard.parts.figure import show_figure, show_table
from dashboard.parts.header import show_about
from dashboard.parts.page import begin
from dashboard.parts.tables import comparison_table, worded
from dashboard.parts.verdict import show_cautions, show_recording, show_windows
from dashboard.words import Words
from dashboard.words.sentences import measure_sentence
from queries.compare import Comparison
from queries.stats.constants import CAUTION_EVENTS


def show(words: Words) -> None:
    """Show the page."""
    begun = begin("compare_neighborhoods", words, by_area=True)
    if begun is None:
        return
    choice, found = begun
    st.header(found.measure.name[words.language], anchor=False)
    st.caption(measure_sentence(found, words))
    show_recording([found], words)
    show_windows(found, words)
    table = worded(found, words)
    areas = table.filter(pl.col("kind") == "area")
    for column, period in zip(st.columns(2), ("before", "after"), strict=True):
        with column:
            _show_rate_map(period, areas, choice, found, words)
    st.caption(words.text("figures.caution_mark", n=CAUTION_EVENTS))
    counts = areas["verdict"].value_counts()
    by_verdict = dict(zip(counts["verdict"], counts["count"], strict=True))
    show_figure(
        "ratios",
        words.text("figures.ratio_title"),
        drawn.of("ratios", choice, found, words),
        words.text(
            "figures.ratio_alt",
            n=len(areas),
            fell=by_verdict.get("fell", 0),
            rose=by_verdict.get("rose", 0),
        ),
        None,
        words,
    )
    st.caption(words.text("answer.by_chance", n=len(areas)))
    name = f"{found.city}_{found.measure.id}_{found.layer}"
    show_table(name, comparison_table(table, words), words, is_open=True)
    show_cautions([found], words)
    show_about("compare_neighborhoods", choice.vintage, found.unit, words)


def _show_rate_map(
    period: str, areas: pl.DataFrame, choice: Choice, found: Comparison, words: Words
) -> None:
    rated = areas.filter(pl.col(f"{period}_rate").is_not_null()).sort(f"{period}_rate")
    if rated.is_empty():
        return
    ends = {
        "low": words.rate(rated[f"{period}_rate"][0]),
        "high": words.rate(rated[f"{period}_rate"][-1]),
        "period": words.text(f"figures.{period}"),
    }
    show_figure(
        f"{period}_map",
        words.text("figures.rate_map_title", **ends),
        drawn.of(f"{period}_map", choice, found, words),
        words.text(
            "figures.rate_map_alt",
            n=len(rated),
            low_area=rated["area"][0],
            high_area=rated["area"][-1],
            **ends,
        ),
        None,
        words,
    )
