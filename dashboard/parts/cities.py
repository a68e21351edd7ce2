"""The choice of a city; where one cannot be shown the page says so, and shows no other."""

from collections.abc import Sequence
from typing import cast

from dashboard.parts import plain
from dashboard.parts.bar import show_bar
from dashboard.parts.state import Offer, kept, remember, selected, widget_key
from dashboard.surface import reading, sheet, st
from dashboard.words import Words
from queries.errors import NoAnswer, Unreadable
from queries.vintage import catalog
from queries.vintage.catalog import Vintage
from queries.vintage.opened import opened

LONGEST = 40
"""The letters of an unknown city that are shown; a visitor can write anything into an address."""


def city_offer(words: Words) -> Offer:
    """Return the list of the published cities."""
    names = {city: words.say(name) for city, name in catalog.cities().items()}
    default = default_city(list(names))
    return Offer("city", words.text("choices.city"), names, default, words.language)


def choose_vintage(words: Words) -> Vintage:
    """Offer the published cities by themselves and return the selected one, opened."""
    vintage = selected_vintage(words)
    show_bar([city_offer(words)])
    return vintage


def selected_vintage(words: Words) -> Vintage:
    """Return the selected city, opened; the page shows its list afterwards.

    Without it the page ends here, with the reason and the cities that there are: another city's
    numbers in its place would be taken for its own.
    """
    if page := sheet() or reading():
        return cast(Vintage, page.vintage)
    offer = city_offer(words)
    asked = st.query_params.get("city") or kept("city")
    if asked and asked not in offer.names:
        reason = "damaged" if catalog.is_damaged(asked) else "unknown"
        _say(reason, asked[:LONGEST], offer.names, words)
        _offer(offer, words)
        st.stop()
    if not offer.names:
        plain.warning(words.text("cities.none_readable"))
        st.stop()
    city = selected(offer)
    try:
        return opened(city)
    except (NoAnswer, Unreadable):
        show_bar([offer])
        others = {other: name for other, name in offer.names.items() if other != city}
        _say("damaged", offer.names[city], others, words)
        st.stop()


def shown_city(words: Words) -> tuple[str, str]:
    """Return id and name of the selected city, for the header; empty if it cannot be shown."""
    offer = city_offer(words)
    asked = st.query_params.get("city") or kept("city") or offer.default
    city = selected(offer) if asked in offer.names else ""
    return city, offer.names.get(city, "")


def default_city(cities: Sequence[str]) -> str:
    """Return the city that is shown where none was chosen; empty if there is none."""
    return "sample" if "sample" in cities else next(iter(cities), "")


def _say(reason: str, name: str, others: dict[str, str], words: Words) -> None:
    """Say why a city is not shown, and name the others."""
    plain.warning(words.text(f"cities.{reason}", city=name))
    if others:
        plain.text(words.text("cities.others", cities=", ".join(others.values())))


def _offer(offer: Offer, words: Words) -> None:
    """Offer the cities with none selected, and begin again with the one that is."""
    if not offer.names:
        return
    city = plain.selectbox(
        offer.label,
        list(offer.names),
        index=None,
        format_func=lambda city: offer.names[city],
        placeholder=words.text("cities.choose"),
        key=widget_key("other_city", words.language),
    )
    if city:
        remember("city", city, offer.default)
        st.rerun()
