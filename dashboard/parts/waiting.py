"""What a page says while it waits for its turn: how long, and where nobody has to wait."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from dashboard.parts.templates import rendered
from dashboard.parts.turns import turns
from dashboard.words import Words

STATED_S = 2.0
"""A shorter wait than this is not spoken of."""

STEP_S = 5
"""Seconds are said in steps: nobody can tell more."""


@contextmanager
def in_turn(place: Any, words: Words) -> Iterator[None]:
    """Make a page once its turn has come; meanwhile `place` says how long that may take."""
    shown = ""

    def tell(seconds: float) -> None:
        nonlocal shown
        text = wait_words(seconds, words)
        if text and text != shown:
            place.html(rendered("waiting", text=text))
            shown = text

    with turns.turn(tell):
        if shown:
            place.empty()
        yield


def wait_words(seconds: float, words: Words) -> str:
    """Return how long a page may wait, or "" if that is not worth a word."""
    if seconds < STATED_S:
        return ""
    return words.text("waiting.says", seconds=words.number(STEP_S * math.ceil(seconds / STEP_S)))
