"""Links between pages that carry choices, and the address that shares a page."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from dashboard.parts import plain
from dashboard.parts.state import kept
from dashboard.words import Words

KEY = "pages"

Pages = dict[str, dict[str, Any]]


def offer(pages: Pages) -> None:
    """Keep the st.Page objects by group and name for the functions below."""
    st.session_state[KEY] = pages


def show_menu(current: str, words: Words) -> None:
    """Show the groups of pages as menus; the same on a phone and on a desktop."""
    groups = _offered()
    if sum(len(members) for members in groups.values()) == 1:
        return
    with st.container(horizontal=True, gap="small"):
        for group, members in groups.items():
            # one key per page, so that the menu is closed on the page just opened
            key = f"menu_{group}_{current}"
            with plain.popover(words.text(f"groups.{group}"), type="tertiary", key=key):
                for page in members.values():
                    plain.page_link(page, page.title)


def show_link(page: str, label: str, choices: Mapping[str, str | list[str]]) -> None:
    """Show a link to a page with `choices` (keys of the URL) already made."""
    pages = {name: page for members in _offered().values() for name, page in members.items()}
    if page in pages:
        plain.page_link(
            pages[page], label=label, icon=":material/arrow_forward:", query_params=dict(choices)
        )


def show_ways(current: str, city: str, words: Words) -> None:
    """Show the pages of each group, without the current page."""
    groups = _offered()
    for column, (group, members) in zip(
        st.columns(max(1, len(groups))), groups.items(), strict=False
    ):
        with column:
            plain.subheader(words.text(f"groups.{group}"))
            plain.text(words.text(f"groups_say.{group}"))
            for name in (member for member in members if member != current):
                show_link(name, words.text(f"pages.{name}.title"), {"city": city})


def show_share(words: Words) -> None:
    """Show the address of the current view, to copy."""
    with plain.popover(words.text("share.label"), icon=":material/link:"):
        plain.text(words.text("share.says"))
        st.code(address(), language=None, wrap_lines=True)


def address() -> str:
    """Return the address of the current view; it always names the city."""
    choices = {**st.query_params.to_dict()}
    city = kept("city")
    if city:
        choices = {"city": city, **choices}
    return f"{st.context.url}?{urlencode(choices)}" if choices else str(st.context.url)


def _offered() -> Pages:
    pages: Pages = st.session_state.get(KEY, {})
    return pages
