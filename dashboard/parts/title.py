"""The title of a page: in a browser's tab, in its served HTML and in link previews."""

from dataclasses import dataclass

import streamlit as st

from dashboard.branding import Brand, brand
from dashboard.parts.cities import default_city
from dashboard.parts.state import kept
from dashboard.words import Words
from queries.manifest import City
from queries.vintage import catalog

WITHOUT_CITY = {"cities", "glossary", "how_we_know"}
"""Pages that are about no city."""


@dataclass(frozen=True)
class Subject:
    """A page and the city that it is about; `city` is None where it is about none."""

    page: str
    city: City | None

    @property
    def brand(self) -> Brand:
        """How the site presents itself on the page."""
        return brand(self.city.id if self.city else None)


def subject(page: str, asked: str | None) -> Subject:
    """Return what a page is about if its address asks for a city, or for none.

    A city that is not published is not shown, and no other one in its place. Without any city the
    site has one page.
    """
    cities = catalog.published()
    if not cities:
        return Subject("no_city", None)
    city = None if page in WITHOUT_CITY else cities.get(asked or default_city(list(cities)))
    return Subject(page, city)


def title(about: Subject, words: Words) -> str:
    """Return the title of a page: What changed · Chicago · Accord."""
    city = [words.say(about.city.name_by_language)] if about.city else []
    return " · ".join([words.text(f"pages.{about.page}.title"), *city, about.brand.name])


def description(about: Subject, words: Words) -> str:
    """Return what a page shows, and of which city."""
    here = words.text(f"pages.{about.page}.here")
    if about.city is None:
        return here
    return f"{words.say(about.city.name_by_language)}. {here}"


def show_tab(page: str, words: Words) -> None:
    """Set the title of the browser's tab."""
    about = subject(page, st.query_params.get("city") or kept("city"))
    st.set_page_config(page_title=title(about, words))
