"""The verdict card: one honest sentence, what stands behind it, what to keep in mind."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from dashboard.words import Words
from dashboard.words.sentences import details, headline, measure_sentence, months_sentence
from queries.change.compare import Comparison
from queries.change.designs import Designs
from queries.change.trend import Trend

RECORDING = "recording_"

OF_AREAS = "recording_placed"
"""The one change in recording that cannot move the whole city's number."""


def show_verdict(row: dict[str, Any], found: Comparison, words: Words) -> None:
    """Show the verdict on one row, the windows, and every caution."""
    with st.container(border=True):
        st.header(headline(row, found, words), anchor=False)
        st.markdown(details(row, found, words))
        needed = months_sentence(row, words)
        if needed is not None:
            st.markdown(needed)
        st.caption(measure_sentence(found, words))
        show_recording([found], words)
        show_windows(found, words)
        show_cautions([found], words)


def show_recording(
    answers: Sequence[Comparison | Trend | Designs], words: Words, *, is_citywide: bool = False
) -> None:
    """Show, beside the verdicts and once each, what changed in recording inside the windows.

    With `is_citywide`, where no area is shown, what can only move an area's number is left out.
    """
    texts = [
        words.say(text)
        for found in answers
        for code, text in found.cautions
        if code.startswith(RECORDING) and not (is_citywide and code == OF_AREAS)
    ]
    for text in dict.fromkeys(texts):
        st.warning(text)


def show_windows(found: Comparison, words: Words) -> None:
    """Show which days are compared and which are left out."""
    chosen = found.windows
    before, after = (words.period(period) for period in chosen.periods)
    line = words.text("answer.windows", before=before, after=after)
    if chosen.transition:
        left_out = words.period(chosen.transition)
        line += " " + words.text("answer.transition", transition=left_out)
    st.caption(line)


def show_cautions(answers: Sequence[Comparison | Trend], words: Words) -> None:
    """List, once each, the other cautions that belong to the measures and the city."""
    listed = "\n".join(f"- {text}" for text in dict.fromkeys(cautions(answers, words)))
    st.markdown(f"**{words.text('answer.cautions')}**\n{listed}")


def cautions(answers: Sequence[Comparison | Trend], words: Words) -> list[str]:
    """Return the cautions of answers but those about recording, which stand beside a verdict."""
    return [
        words.say(text)
        for found in answers
        for code, text in found.cautions
        if not code.startswith(RECORDING)
    ]
