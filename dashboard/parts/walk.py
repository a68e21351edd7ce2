"""A chart to be walked by keyboard and heard by a screen reader: its outline as a tree."""

import streamlit as st

from dashboard.charts.outline import Entry
from dashboard.scripts import read
from dashboard.words import Words

HTML = '<p></p><ul role="tree"></ul>'

_tree = st.components.v2.component("walk", html=HTML, css=read("walk.css"), js=read("walk.js"))


def show_walk(key: str, entry: Entry, words: Words) -> None:
    """Show an outline; the arrow keys move in it as in every tree of a desktop."""
    _tree(
        key=f"walk_{key}_{words.language}",
        data={"label": entry.text, "help": words.text("walk.help"), "outline": entry.as_data()},
    )
