"""What is known about single months, under every chart over time."""

import polars as pl
import streamlit as st

from dashboard.words import Words, capital


def show_jumps(months: pl.DataFrame, words: Words) -> None:
    """Name the months in which what the measure needs was filled far less or more often."""
    jumped = months.filter("is_jump")["month"].to_list()
    if jumped:
        listed = ", ".join(words.month(month) for month in jumped)
        st.caption(words.text("figures.jumps", months=listed))


def show_notes(notes: pl.DataFrame, words: Words) -> None:
    """List the city's notes on months; nothing where there are none."""
    if len(notes):
        listed = "\n".join(f"- {line}" for line in note_lines(notes, words))
        st.markdown(f"**{words.text('figures.notes')}**\n{listed}")


def note_lines(notes: pl.DataFrame, words: Words) -> list[str]:
    """Return the city's notes on months (Vintage.month_notes), a line each."""
    texts = words.say_column(notes["text"])
    return [
        f"{capital(words.month(month))}: {text}"
        for month, text in zip(notes["month"], texts, strict=True)
    ]
