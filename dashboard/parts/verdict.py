"""The verdict card: the headline, its numbers, and the cautions."""

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
"""The only change in recording that cannot change the whole city's number."""


def show_verdict(row: dict[str, Any], comparison: Comparison, words: Words) -> None:
    """Show the verdict of a row, the windows, and all cautions."""
    with st.container(border=True):
        st.header(headline(row, comparison, words), anchor=False)
        st.markdown(details(row, comparison, words))
        sentence = months_sentence(row, words)
        if sentence is not None:
            st.markdown(sentence)
        st.caption(measure_sentence(comparison, words))
        show_recording([comparison], words)
        show_windows(comparison, words)
        show_cautions([comparison], words)


def show_recording(
    answers: Sequence[Comparison | Trend | Designs], words: Words, *, is_citywide: bool = False
) -> None:
    """Show each change in recording inside the windows, once, beside the verdicts.

    With `is_citywide`, no area is shown: changes that concern only areas are omitted.
    """
    texts = [
        words.say(text)
        for answer in answers
        for code, text in answer.cautions
        if code.startswith(RECORDING) and not (is_citywide and code == OF_AREAS)
    ]
    for text in dict.fromkeys(texts):
        st.warning(text)


def show_windows(comparison: Comparison, words: Words) -> None:
    """Show which days are compared and which are excluded."""
    windows = comparison.windows
    before, after = (words.period(period) for period in windows.periods)
    line = words.text("answer.windows", before=before, after=after)
    if windows.transition:
        left_out = words.period(windows.transition)
        line += " " + words.text("answer.transition", transition=left_out)
    st.caption(line)


def show_cautions(answers: Sequence[Comparison | Trend], words: Words) -> None:
    """List the other cautions of the measures and the city, each once."""
    lines = "\n".join(f"- {text}" for text in dict.fromkeys(cautions(answers, words)))
    st.markdown(f"**{words.text('answer.cautions')}**\n{lines}")


def cautions(answers: Sequence[Comparison | Trend], words: Words) -> list[str]:
    """Return the cautions of answers without those about recording, which are shown elsewhere."""
    return [
        words.say(text)
        for answer in answers
        for code, text in answer.cautions
        if not code.startswith(RECORDING)
    ]
