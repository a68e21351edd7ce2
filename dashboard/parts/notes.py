"""What is known about single months, under every chart over time."""

import polars as pl
import streamlit as st

from dashboard.words import Words


def show_jumps(months: pl.DataFrame, words: Words) -> None:
    """Name the months in which what the measure needs was filled far less or more often."""
    jumped = months.filter("is_jump")["month"].to_list()
    if jumped:
        listed = ", ".join(words.month(month) for month in jumped)
        st.caption(words.text("figures.jumps", months=listed))


def show_notes(notes: pl.DataFrame, words: Words) -> None:
    """List the city's notes on months; nothing where there are none."""
    if len(notes):
        lines = [
            f"- {words.month(row['month'])}: {row[f'text_{words.language}']}"
            for row in notes.to_dicts()
        ]
        st.markdown(f"**{words.text('figures.notes')}**\n" + "\n".join(lines))
