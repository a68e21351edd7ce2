"""The switch between languages, on every page."""

import streamlit as st

from dashboard.parts.state import remember, remembered
from dashboard.words import LANGUAGES, Words, load

KEY = "lang"


def choose_language() -> Words:
    """Show the switch and return the words of the chosen language (default: English)."""
    now = remembered(KEY, list(LANGUAGES), LANGUAGES[0])
    with st.container(horizontal=True, horizontal_alignment="right"):
        chosen = st.segmented_control(
            load(now).text("language"),
            LANGUAGES,
            default=now,
            required=True,
            format_func=lambda one: load(one).text("language_name"),
            label_visibility="collapsed",
            key="choose_lang",
        )
    language = str(chosen or now)
    remember(KEY, language, LANGUAGES[0])
    return load(language)
