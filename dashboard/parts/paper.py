"""What is chosen in a list, as paper needs it: whole."""

import re

import streamlit as st


def print_whole(widget: str, chosen: str) -> None:
    """Print what is chosen in a list as text, which can take a second line where a list cannot.

    `widget` is the key of the list. The rest of the print style is dashboard/style.css.
    """
    text = re.sub(r"[^\w ]", lambda sign: rf"\{ord(sign[0]):x} ", chosen)  # as CSS writes a sign
    list_ = f".st-key-{widget} .stSelectbox"
    st.html(
        f"<style>@media print {{ {list_} > .react-aria-ComboBox {{ display: none }} "
        f'{list_}::after {{ content: "{text}" }} }}</style>'
    )
