"""The choice of a city; where one cannot be shown the page says so, and shows no other."""

from collections.abc import Sequence

import streamlit as st

from dashboard.parts import plain
from dashboard.parts.state import choose, kept, remember, widget_key
from dashboard.words import Words
from queries.errors import NoAnswer, Unreadable
from queries.vintage import catalog
from queries.vintage.catalog import Vintage
from queries.vintage.opened import opened

LONGEST = 40
"""The letters of an unknown city that are shown; a visitor can write anything into an address."""


def choose_vintage(words: Words) -> Vintage:
    """Offer the published cities and return the selected one, opened.

    Without it the page ends here, with the reason and the cities that there are: another city's
    numbers in its place would be taken for its own.
    """
    cities = catalog.cities()
    asked = st.query_params.get("city") or kept("city")
    names = {city: words.say(name) for city, name in cities.items()}
    default = default_city(list(names))
    if asked and asked not in names:
        reason = "damaged" if catalog.is_damaged(asked) else "unknown"
        _say(reason, asked[:LONGEST], names, words)
        _offer(names, default, words)
        st.stop()
    if not names:
        plain.warning(words.text("cities.none_readable"))
        st.stop()
    city = choose(
        "city",
        words.text("choices.city"),
        list(names),
        lambda city: names[city],
        default,
        words.language,
    )
    try:
        return opened(city)
    except (NoAnswer, Unreadable):
        others = {other: name for other, name in names.items() if other != city}
        _say("damaged", names[city], others, words)
        st.stop()


def default_city(cities: Sequence[str]) -> str:
    """Return the city that is shown where none was chosen; empty if there is none."""
    return "sample" if "sample" in cities else next(iter(cities), "")


def _say(reason: str, name: str, others: dict[str, str], words: Words) -> None:
    """Say why a city is not shown, and name the others."""
    plain.warning(words.text(f"cities.{reason}", city=name))
    if others:
        plain.text(words.text("cities.others", cities=", ".join(others.values())))


def _offer(names: dict[str, str], default: str, words: Words) -> None:
    """Offer the cities with none selected, and begin again with the one that is."""
    if not names:
        return
    city = plain.selectbox(
        words.text("choices.city"),
        list(names),
        index=None,
        format_func=lambda city: names[city],
        placeholder=words.text("cities.choose"),
        key=widget_key("other_city", words.language),
    )
    if city:
        remember("city", city, default)
        st.rerun()
