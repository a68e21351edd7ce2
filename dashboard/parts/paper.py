"""The print style of lists: the selected option is printed whole."""

import re

import streamlit as st


def print_whole(widget: str, option: str) -> None:
    """Print a list's selected option as text, which can wrap; the list itself cannot.

    A list that only leads somewhere is not printed: its option is "".

    `widget` is the key of the list. The rest of the print style is dashboard/style.css.
    """
    text = re.sub(r"[^\w ]", lambda sign: rf"\{ord(sign[0]):x} ", option)  # as CSS writes a sign
    list_ = f".st-key-{widget} .stSelectbox"
    st.html(
        f"<style>@media print {{ {list_} > .react-aria-ComboBox {{ display: none }} "
        f'{list_}::after {{ content: "{text}" }} }}</style>'
    )
