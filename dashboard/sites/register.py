"""The published cities as the register has them; all of it is read from their vintages."""

from dataclasses import dataclass

import polars as pl

from dashboard.sites.declared import shown_candidates
from dashboard.words import Words, by_letter
from queries.change.compare import Comparison, compare
from queries.change.questions import opening
from queries.declared.policy import Policy
from queries.errors import NoAnswer, Unreadable
from queries.vintage import catalog
from queries.vintage.catalog import Vintage
from queries.vintage.maps import is_latest
from queries.vintage.opened import opened


@dataclass(frozen=True, eq=False)  # it holds a vintage
class Site:
    """A published city: its id, its name in the reader's language; None if it is damaged now."""

    id: str
    name: str
    vintage: Vintage | None


def sites(words: Words) -> list[Site]:
    """Return the published cities, by name."""
    entries = [
        Site(city, words.say(name), _opened(city)) for city, name in catalog.cities().items()
    ]
    return sorted(entries, key=lambda site: by_letter(site.name))


def has_register() -> bool:
    """Return whether there is anything to find one's way in: several cities, or a candidate."""
    return len(catalog.cities()) > 1 or bool(shown_candidates())


def agreed(vintage: Vintage) -> list[Policy]:
    """Return the policies with the text of an agreement, oldest first."""
    return [policy for policy in vintage.policies if policy.agreement is not None]


def opens_with(vintage: Vintage) -> Comparison | NoAnswer | None:
    """Return the comparison that the city's pages open with, why there is none, or None.

    None means that no policy can be compared.
    """
    layer = vintage.layer().id
    pair = opening(vintage, vintage.measures(layer))
    if pair is None:
        return None
    policy, measure = pair
    try:
        return compare(vintage, measure.id, layer, policy.id)
    except NoAnswer as reason:
        return reason


def place(vintage: Vintage) -> tuple[float, float] | None:
    """Return longitude and latitude of the middle of a city's areas.

    None for an invented city, which lies nowhere, and for a city without a map.
    """
    if not vintage.city.is_real:
        return None
    for layer in vintage.city.layers:
        areas = vintage.areas(layer.id).filter(is_latest())
        middle = areas.select(pl.col("longitude", "latitude").drop_nans().median()).row(0)
        if None not in middle:
            return float(middle[0]), float(middle[1])
    return None


def _opened(city: str) -> Vintage | None:
    try:
        return opened(city)
    except (NoAnswer, Unreadable):  # damaged since it was listed
        return None
