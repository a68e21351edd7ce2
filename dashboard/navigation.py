"""Navigation: the language, the pages in their groups, the link to share."""

from functools import partial

import streamlit as st

from dashboard.edition.addresses import public_address
from dashboard.pages import GROUPS, offered, page_name, url_path
from dashboard.parts.browser import show_print, tend_page
from dashboard.parts.cities import shown_city
from dashboard.parts.header import show_brand
from dashboard.parts.language import choose_language, mark_language
from dashboard.parts.links import current_choices, offer, show_cite, show_menu, show_share
from dashboard.parts.refusals import show_refusals
from dashboard.parts.title import WITHOUT_CITY, show_tab
from dashboard.parts.waiting import in_turn
from dashboard.views import no_city
from dashboard.web.accessibility import statement_link
from dashboard.web.plain_page import link
from queries.vintage.catalog import cities

st.set_page_config(layout="wide")
with st.container(
    horizontal=True, vertical_alignment="center", gap="medium", key="head", wrap=False
):
    brand = st.container(gap=None)
    menu = st.container(width="content", gap=None)
    words = choose_language()
groups = GROUPS if cities() else {"everyone": {"no_city": no_city.show}}
pages = {
    group: {
        name: st.Page(
            partial(show, words),
            title=words.text(f"pages.{name}.title"),
            url_path=url_path(name),
            default=group == "everyone" and position == 0,
        )
        for position, (name, show) in enumerate(members.items())
    }
    for group, members in groups.items()
}
in_menus = offered() if cities() else groups
offer({group: {name: pages[group][name] for name in in_menus[group]} for group in pages})
page = st.navigation(
    {words.text(f"groups.{group}"): list(members.values()) for group, members in pages.items()},
    position="hidden",  # Streamlit's own menu with groups is invalid HTML on a phone
)
with brand:
    show_brand(words)
    mark_language(words)
    tend_page(words)
with menu:
    show_menu(page.url_path, words)
place = st.container()
wait = st.empty()
show_tab(page_name(page.url_path), words)
asked = page_name(page.url_path), st.query_params.to_dict()
with in_turn(wait, partial(public_address, *asked), words):
    page.run()
show_tab(page_name(page.url_path), words)  # the visitor may have chosen another city
with place:
    show_refusals(words)
with st.container(horizontal=True, gap="small", key="foot"):
    show_share(words)
    show_print(words)
    if page_name(page.url_path) not in WITHOUT_CITY and shown_city(words)[0]:
        show_cite(words)
public = public_address(page_name(page.url_path), current_choices() | {"lang": words.language})
ways = [link(public, words.text("public.offer"))] if public else []
st.html(" · ".join([*ways, statement_link(shown_city(words)[0] or None, words)]))
