"""What only a script in the browser can do: show the page once it is drawn, print it, and more."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from dashboard.scripts import read
from dashboard.surface import reading
from dashboard.words import Words
from dashboard.words.languages import ENGLISH

_page = st.components.v2.component("page", js=read("page.js"))
_choose = st.components.v2.component("choose", js=read("choose.js"))
_print = st.components.v2.component(
    "print", html='<button type="button"></button>', css=read("print.css"), js=read("print.js")
)


def tend_page(words: Words) -> None:
    """Tend the page in the browser (dashboard/scripts/page.js).

    It stands before the page itself, which may end early: a page that failed is shown too.
    """
    borrowed = {} if words.language == ENGLISH else words.group("borrowed")
    _page(key=f"page_{words.language}", data={"borrowed": borrowed})


def show_print(words: Words) -> None:
    """Show the button that prints the page."""
    _print(key=f"print_{words.language}", data={"label": words.text("print")})


def follow_choices(take: Callable[[dict[str, str]], None]) -> None:
    """Follow the links of class accord-choice without loading the page anew.

    `take` is called with the choices of such a link before the page runs again. A browser may send
    any text as the value of any choice.
    """
    if reading():
        return
    key = "choose"

    def taken() -> None:
        choices: Any = st.session_state[key]["choices"]
        if isinstance(choices, dict):
            take({str(name): str(value) for name, value in choices.items()})

    _choose(key=key, on_choices_change=taken)
