"""The switch between languages, on every page."""

import streamlit as st

from dashboard.parts import plain
from dashboard.parts.refusals import refuse
from dashboard.parts.state import remember, remembered
from dashboard.words import Words, language_name, load
from dashboard.words.languages import ENGLISH, folders

KEY = "lang"


def choose_language() -> Words:
    """Show the switch and return the words of the chosen language.

    A language that lacks texts is marked as partial. A first visit gets the browser's language if
    it is one of ours, else English. The address
    names every language but English, and English where the browser would say otherwise: so it
    stays for the next visit without anything being stored.
    """
    browser = (st.context.locale or "").split("-")[0]
    languages = list(folders())
    usual = browser if browser in languages else ENGLISH
    current = remembered(KEY, languages, usual)
    asked = st.query_params.get(KEY)
    if asked and asked not in languages:
        refuse(load(current).text("language"), asked, language_name(current))
    selected = plain.segmented_control(
        load(current).text("language"),
        languages,
        default=current,
        name=language_name,
        label_visibility="collapsed",
        key="choose_lang",
    )
    language = str(selected or current)
    remember(KEY, language, ENGLISH if usual == ENGLISH else "")
    return load(language)


def mark_language(words: Words) -> None:
    """Set the page's lang attribute, by which screen readers choose a voice.

    Streamlit marks every page as English, and has no setting for it. It also drops the figure that
    an address names after its #, so that is kept in an attribute (dashboard/scripts/page.js).
    """
    st.html(
        f"<script>{language_script(words.language)}</script>",
        width="content",
        unsafe_allow_javascript=True,
    )


def language_script(language: str) -> str:
    """Return the line of script that marks a page; the CSP allows exactly this text."""
    page = "document.documentElement"
    return f"{page}.lang = '{language}'; {page}.dataset.figure ??= location.hash.slice(1)"
