"""The links that give the month as a brief, in each of its editions, to print or to hand on."""

import datetime as dt

from dashboard.catalogue.addresses import brief_address
from dashboard.parts.templates import show_template
from dashboard.words import Words
from queries.vintage.catalog import Vintage

EDITIONS = {
    "residents": ("community", "pdf"),
    "page": ("community", "html"),
    "board": ("board", "pdf"),
}
"""The briefs beside the button, by their words: edition and form."""


def show_briefs(vintage: Vintage, month: dt.date, layer: str, words: Words) -> None:
    """Show the links to the briefs of a month, which are made when one is followed."""
    place = (vintage.city_id, vintage.vintage, f"{month:%Y-%m}")
    choices = {"layer": layer, "lang": words.language}
    show_template(
        "briefs",
        address=brief_address(*place, "pdf", **choices),
        label=words.text("brief.take"),
        others=[
            {
                "address": brief_address(*place, form, edition=edition, **choices),
                "label": words.text(f"brief.for.{name}"),
                "target": "_blank" if form == "html" else "_self",
            }
            for name, (edition, form) in EDITIONS.items()
        ],
    )
