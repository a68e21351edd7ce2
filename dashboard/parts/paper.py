"""What only paper shows: the whole name of a selected option, and the site's name on each page."""

import re

from dashboard.surface import st


def print_whole(widget: str, option: str) -> None:
    """Print a list's selected option as text, which can wrap; the list itself cannot.

    A list that only leads somewhere is not printed: its option is "".

    `widget` is the key of the list. The rest of the print style is dashboard/style.css.
    """
    list_ = f".st-key-{widget} .stSelectbox"
    st.html(
        f"<style>@media print {{ {list_} > .react-aria-ComboBox {{ display: none }} "
        f'{list_}::after {{ content: "{_quoted(option)}" }} }}</style>'
    )


def print_name(name: str) -> None:
    """Print the site's name at the foot of each page, beside its number (dashboard/style.css)."""
    st.html(
        f'<style>@page {{ @bottom-left {{ content: "{_quoted(name)}"; font-size: 9pt }} }}</style>'
    )


def _quoted(text: str) -> str:
    """Return a text as CSS writes it."""
    return re.sub(r"[^\w ]", lambda sign: rf"\{ord(sign[0]):x} ", text)
