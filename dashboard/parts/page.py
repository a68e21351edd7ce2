"""How a page about one measure begins: title, choices, the answer or why there is none."""

import streamlit as st

from dashboard.parts import ask
from dashboard.parts.choices import Choice, choose_all
from dashboard.parts.header import show_about, show_label, show_title
from dashboard.words import Words
from queries.compare import Comparison
from queries.errors import NoAnswer


def begin(page: str, words: Words, *, by_area: bool = False) -> tuple[Choice, Comparison] | None:
    """Show the head of a page; return what was chosen and its answer, or None if there is none.

    Where there is none the page is complete: it says why. With `by_area`, only what can be shown
    for every area is offered.
    """
    show_title(page, words)
    choice = choose_all(words, by_area=by_area)
    show_label(choice.vintage, words)
    found = ask.comparison(
        choice.vintage, choice.measure.id, choice.layer, choice.policy_id, choice.on
    )
    if isinstance(found, NoAnswer):
        st.warning(words.no_answer(found))
        show_about(page, choice.vintage, None, words)
        return None
    return choice, found
