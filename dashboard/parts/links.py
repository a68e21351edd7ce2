"""Links between pages that carry choices, and the address that shares a page."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from dashboard.parts import plain
from dashboard.parts.state import kept
from dashboard.parts.templates import show_template
from dashboard.surface import st
from dashboard.words import Words

KEY = "pages"
FRONT = "overview"
EXPLORE = "explore"
"""The key of an address that asks for the live page, whatever is served first."""

FIRST = 3
"""How many pages of the first group stand in the header by themselves; the others are in menus."""

Pages = dict[str, dict[str, Any]]


def offer(pages: Pages) -> None:
    """Keep the st.Page objects by group and name for the functions below."""
    st.session_state[KEY] = pages


def show_menu(current: str, words: Words) -> None:
    """Show the pages as a row of links and menus, and on a phone as one menu.

    dashboard/style.css shows one of the two; what is not shown is not read out either.
    """
    groups = _offered()
    if sum(len(members) for members in groups.values()) == 1:
        return
    first, *others = groups
    pages = list(groups[first].values())
    menus = {"topics": pages[FIRST:], **{name: list(groups[name].values()) for name in others}}
    with st.container(
        horizontal=True, vertical_alignment="center", gap=None, key="menu_wide", width="content"
    ):
        for page in pages[:FIRST]:
            plain.page_link(page, page.title)
        for name, members in menus.items():
            # one key per page, so that the menu is closed on the page just opened
            with plain.popover(
                words.text(f"menus.{name}"), type="tertiary", key=f"menu_{name}_{current}"
            ):
                for page in members:
                    plain.page_link(page, page.title)
    with (
        st.container(key="menu_small", width="content"),
        plain.popover(words.text("menus.all"), type="tertiary", key=f"menu_all_{current}"),
    ):
        for group in groups.values():
            for page in group.values():
                plain.page_link(page, page.title)


def show_link(page: str, label: str, choices: Mapping[str, str | list[str]]) -> None:
    """Show a link to a page with `choices` (keys of the URL) already made."""
    pages = _by_name()
    if page in pages:
        plain.page_link(
            pages[page], label=label, icon=":material/arrow_forward:", query_params=dict(choices)
        )


def go(page: str, choices: Mapping[str, str]) -> None:
    """Leave for another page with `choices` already made; nothing after this runs."""
    st.switch_page(_by_name()[page], query_params=dict(choices))


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


def show_cite(words: Words) -> None:
    """Show the way to cite the current view."""
    show_template("link", address=cite_address(), label=words.text("cite.offer"))


def address() -> str:
    """Return the address of the current view; it always names the city."""
    choices = current_choices()
    return f"{st.context.url}?{urlencode(choices)}" if choices else str(st.context.url)


def current_choices() -> dict[str, str]:
    """Return the choices of the current view by their keys in the URL, the city among them."""
    city = kept("city")
    return {**({"city": city} if city else {}), **st.query_params.to_dict()}


def figure_id(key: str, city: str) -> str:
    """Return the id of a figure in addresses: its key, which may begin with the city's id."""
    return key.removeprefix(f"{city}_")


def figure_address(key: str) -> str:
    """Return the address that gives a figure of the current view to a program."""
    figure = figure_id(key, kept("city") or "")
    return f"/{_page()}.json?{urlencode({**_choices(), 'figure': figure}, doseq=True)}"


def cite_address() -> str:
    """Return the address at which the current view is cited."""
    return f"/cite/new?{urlencode({'page': _page(), **_choices()}, doseq=True)}"


def _page() -> str:
    return urlsplit(str(st.context.url)).path.strip("/") or FRONT


def _choices() -> dict[str, list[str]]:
    """Return all values of the current choices, without what only says how a page is shown."""
    keys = [key for key in current_choices() if key != EXPLORE]
    return {key: st.query_params.get_all(key) or [current_choices()[key]] for key in keys}


def _offered() -> Pages:
    pages: Pages = st.session_state.get(KEY, {})
    return pages


def _by_name() -> dict[str, Any]:
    return {name: page for members in _offered().values() for name, page in members.items()}
