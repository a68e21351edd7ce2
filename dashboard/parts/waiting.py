"""What a page says while it waits for its turn: how long, and where nobody has to wait."""

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import streamlit as st

from dashboard.parts.templates import rendered
from dashboard.parts.turns import turns
from dashboard.words import Words

STATED_S = 2.0
"""A shorter wait than this is not spoken of."""

STEP_S = 5
"""Seconds are said in steps: nobody can tell more."""

OFFERED_S = 5.0
"""From this wait on the page of the public edition is offered, which has no queue."""


@contextmanager
def in_turn(place: Any, page: str, words: Words) -> Iterator[None]:
    """Make a page once its turn has come; meanwhile `place` says how long that may take."""
    shown = ""

    def tell(seconds: float) -> None:
        nonlocal shown
        said = waiting(seconds, page, st.query_params.to_dict(), words)
        if said and said != shown:
            place.html(said)
            shown = said

    with turns.turn(tell):
        if shown:
            place.empty()
        yield


def waiting(seconds: float, page: str, choices: Mapping[str, str], words: Words) -> str:
    """Return the HTML of how long a page may wait, or "" if that is not worth a word."""
    if seconds < STATED_S:
        return ""
    steps = words.number(STEP_S * math.ceil(seconds / STEP_S))
    return rendered(
        "waiting",
        text=words.text("waiting.says", seconds=steps),
        address=_public_address(page, choices) if seconds >= OFFERED_S else None,
        offer=words.text("waiting.offer"),
    )


def _public_address(page: str, choices: Mapping[str, str]) -> str | None:
    """Return the address of a page in the public edition, or None where there is none."""
    try:
        edition = import_module("dashboard.edition.addresses")
    except ModuleNotFoundError:
        return None
    address: str | None = edition.public_address(page, choices)
    return address
