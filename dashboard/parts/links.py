"""Ways from page to page with choices made, and the address that shows a page to somebody else."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from dashboard.parts.state import kept
from dashboard.words import Words

KEY = "pages"

Pages = dict[str, dict[str, Any]]


def offer(pages: Pages) -> None:
    """Let the pages know of each other: st.Page objects by group and name."""
    st.session_state[KEY] = pages


def show_menu(here: str, words: Words) -> None:
    """Show the groups of pages, each opening on its pages; the same on a phone and at a desk."""
    groups = _offered()
    if sum(len(members) for members in groups.values()) == 1:
        return
    with st.container(horizontal=True, gap="small"):
        for group, members in groups.items():
            # a menu of its own for each page: a page that was just chosen begins with it closed
            key = f"menu_{group}_{here}"
            with st.popover(words.text(f"groups.{group}"), type="tertiary", key=key):
                for page in members.values():
                    st.page_link(page)


def show_link(page: str, label: str, choices: Mapping[str, str | list[str]]) -> None:
    """Show a way to a page on which `choices` (keys of the address) are made."""
    found = {name: one for members in _offered().values() for name, one in members.items()}
    if page in found:
        st.page_link(
            found[page], label=label, icon=":material/arrow_forward:", query_params=dict(choices)
        )


def show_ways(here: str, city: str, words: Words) -> None:
    """Show, for each group of people, the pages that are for them, but not the one they are on."""
    groups = _offered()
    for column, (group, members) in zip(
        st.columns(max(1, len(groups))), groups.items(), strict=False
    ):
        with column:
            st.subheader(words.text(f"groups.{group}"), anchor=False)
            st.markdown(words.text(f"groups_say.{group}"))
            for name in (one for one in members if one != here):
                show_link(name, words.text(f"pages.{name}.title"), {"city": city})


def show_share(words: Words) -> None:
    """Show the address of what is on the screen, to be copied."""
    with st.popover(words.text("share.label"), icon=":material/link:"):
        st.markdown(words.text("share.says"))
        st.code(address(), language=None, wrap_lines=True)


def address() -> str:
    """Return the address that shows another visitor the same; it always names the city."""
    said = {**st.query_params.to_dict()}
    city = kept("city")
    if city:
        said = {"city": city, **said}
    return f"{st.context.url}?{urlencode(said)}" if said else str(st.context.url)


def _offered() -> Pages:
    found: Pages = st.session_state.get(KEY, {})
    return found
