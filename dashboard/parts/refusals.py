"""What an address asks for and a page does not offer: said once, with what is shown instead."""

from typing import Any

from dashboard.parts import plain
from dashboard.surface import st
from dashboard.words import Words
from dashboard.words.markup import joined, listed

KEY = "refusals"
OPENED = "is_opened"

LONGEST = 40
"""Letters of an asked value that are repeated."""

Refusal = tuple[str, str, str]
"""The label of a choice, the value asked for, and what is shown instead."""


def refuse(label: str, asked: str, shown: str) -> None:
    """Keep that `asked` is not offered under `label`, where `shown` is selected instead.

    Only the address with which a visit begins counts. Later a value can stay there from another
    city or page, and the visitor has asked for nothing.
    """
    if not st.session_state.get(OPENED):
        st.session_state.setdefault(KEY, []).append((label, asked, shown))


def refused(session_state: Any) -> list[Refusal]:
    """Return what was asked for in vain so far, each once, and forget it."""
    refusals: list[Refusal] = session_state.pop(KEY, [])
    return list(dict.fromkeys(refusals))


def show_refusals(words: Words) -> None:
    """Show what the address asked for in vain; to be called once all choices are made."""
    st.session_state[OPENED] = True
    lines = [
        words.text(
            "refusals.line",
            label=label,
            asked=_shown(asked),
            shown=shown or words.text("refusals.nothing"),
        )
        for label, asked, shown in refused(st.session_state)
    ]
    if lines:
        plain.warning(joined(words.text("refusals.title"), listed(lines), by="\n\n"))


def _shown(asked: str) -> str:
    """Return an asked value, shortened; a character that nobody sees could turn the line around."""
    seen = "".join(letter if letter.isprintable() else "�" for letter in asked[:LONGEST])
    return seen if len(asked) <= LONGEST else f"{seen}…"
