"""What a page says while it waits for its turn: how long, and where nobody has to wait."""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from dashboard.parts.templates import rendered
from dashboard.parts.turns import turns
from dashboard.words import Words

STATED_S = 2.0
"""A shorter wait than this is not spoken of."""

STEP_S = 5
"""Seconds are said in steps: nobody can tell more."""

OFFERED_S = 5.0
"""From this wait on the page of the public edition is offered, which has no queue."""

Public = Callable[[], str | None]
"""Gives the address of the page in the public edition, or None where there is none."""


@contextmanager
def in_turn(place: Any, public: Public, words: Words) -> Iterator[None]:
    """Make a page once its turn has come; meanwhile `place` says how long that may take."""
    shown = ""

    def tell(seconds: float) -> None:
        nonlocal shown
        said = waiting(seconds, public, words)
        if said and said != shown:
            place.html(said)
            shown = said

    with turns.turn(tell):
        if shown:
            place.empty()
        yield


def waiting(seconds: float, public: Public, words: Words) -> str:
    """Return the HTML of how long a page may wait, or "" if that is not worth a word."""
    if seconds < STATED_S:
        return ""
    steps = words.number(STEP_S * math.ceil(seconds / STEP_S))
    return rendered(
        "waiting",
        text=words.text("waiting.says", seconds=steps),
        address=public() if seconds >= OFFERED_S else None,
        offer=words.text("waiting.offer"),
    )
