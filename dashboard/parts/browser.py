"""What only a script in the browser can do: print, go to a figure, translate Streamlit's words."""

import streamlit as st

from dashboard.scripts import read
from dashboard.words import Words
from dashboard.words.languages import ENGLISH

_page = st.components.v2.component(
    "page", html='<button type="button"></button>', css=read("page.css"), js=read("page.js")
)


def show_print(words: Words) -> None:
    """Show the button that prints the page, and translate what Streamlit says on it."""
    borrowed = {} if words.language == ENGLISH else words.group("borrowed")
    _page(key=f"page_{words.language}", data={"print": words.text("print"), "borrowed": borrowed})
