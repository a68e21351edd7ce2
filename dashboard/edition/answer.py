"""The answer of a public page as plain data, for programs that read the edition."""

import json

from dashboard.edition.addresses import Place
from dashboard.parts import ask
from dashboard.parts.choices import offered_layers
from dashboard.tables.answers import as_json
from dashboard.words import Words
from queries.errors import NoAnswer
from queries.vintage.catalog import Vintage


def answer_json(vintage: Vintage, place: Place, words: Words) -> bytes | None:
    """Return the comparison that a page shows, as docs/compare.md describes it; None without one.

    It is that of `/api/v1/cities/CITY/compare`, so a program reads either.
    """
    if place.page != "what_changed":
        return None
    layer = next(iter(offered_layers(vintage, by_area=False)))
    found = ask.comparison(vintage, place.measure, layer, vintage.policy(place.policy))
    if isinstance(found, NoAnswer):
        return None
    return json.dumps(as_json(found, words), ensure_ascii=False, separators=(",", ":")).encode()
