"""The head of every page, from one template: what is here, questions, source, unit, as of."""

import streamlit as st

from dashboard.words import Words
from queries.declared.measures import events
from queries.vintage.catalog import Vintage

ABOUT = "about"
"""Names the folded part for dashboard/style.css, which prints it unfolded."""


def show_title(page: str, words: Words) -> None:
    """Show a page's title and what it holds, before anything is chosen."""
    st.title(words.text(f"pages.{page}.title"))
    st.markdown(words.text(f"pages.{page}.here"))


def show_label(vintage: Vintage, words: Words) -> None:
    """Label a city that is not real, and one whose columns nobody has read on real data."""
    if not vintage.city.is_real:
        st.info(words.text("sample_label"), icon=":material/science:")
    if vintage.city.status == "catalogue":
        st.warning(words.text("quality.from_catalogue"))


def show_questions(page: str, words: Words) -> None:
    """Show the questions of a page that is about no city."""
    with st.expander(words.text("header.about"), key=ABOUT):
        _show_part("questions", " ".join(words.lines(f"pages.{page}.questions")), words)


def show_about(page: str, vintage: Vintage, unit: str | None, words: Words) -> None:
    """Show the questions, the sources, the unit and how far the data reach."""
    settled = max(span.settled_to for span in vintage.manifest.datasets.values())
    sources = vintage.city.sources
    notes = [words.say(source.notes) for source in sources if source.notes]
    show_parts(
        page,
        " · ".join(dict.fromkeys([*(source.origin for source in sources), *notes])),
        words.nouns(unit) if unit else _unit_nouns(vintage, words),
        words.text("header.as_of_line", settled=words.day(settled), vintage=vintage.vintage),
        words,
    )


def show_parts(page: str, source: str, unit: str, as_of: str, words: Words) -> None:
    """Show the questions of a page, and the source, unit and day that it names itself."""
    parts = {
        "questions": " ".join(words.lines(f"pages.{page}.questions")),
        "source": source,
        "unit": unit,
        "as_of": as_of,
    }
    with st.expander(words.text("header.about"), key=ABOUT):
        for key, text in parts.items():
            _show_part(key, text, words)


def _show_part(key: str, text: str, words: Words) -> None:
    st.markdown(f"**{words.text(f'header.{key}')}:** {text}")


def _unit_nouns(vintage: Vintage, words: Words) -> str:
    """Return what records of this city are called, in the order force, complaint, call."""
    nouns = {one.noun for one in events().values() if one.dataset in vintage.manifest.datasets}
    ordered = [one for one in ("force", "complaint", "call") if one in nouns]
    return ", ".join(words.nouns(vintage.city.unit(one)) for one in ordered)
