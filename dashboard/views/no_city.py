"""What to do while no city is built."""

import streamlit as st

from dashboard.parts import plain
from dashboard.parts.header import show_title
from dashboard.words import Words
from queries import warehouse
from queries.vintage import catalog


def show(words: Words) -> None:
    """Show the commands that fill an empty warehouse; one that is damaged is not empty."""
    if any(catalog.is_damaged(city) for city in warehouse.cities()):
        plain.title(words.text("cities.none_title"))
        plain.warning(words.text("cities.none_readable"))
        return
    show_title("no_city", words)
    plain.text(words.text("pages.no_city.do"))
    st.code("accord demo", language=None)
    plain.text(words.text("pages.no_city.real"))
    st.code("accord build CITY --raw FOLDER\naccord publish CITY\naccord serve", language=None)
