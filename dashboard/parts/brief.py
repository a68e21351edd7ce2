"""The button that gives the month as a brief to print or to hand on."""

import datetime as dt

from dashboard.catalogue.addresses import brief_address
from dashboard.parts.templates import show_template
from dashboard.words import Words
from queries.vintage.catalog import Vintage


def show_brief_button(vintage: Vintage, month: dt.date, layer: str, words: Words) -> None:
    """Show the link to the brief of a month as PDF, which is made when it is followed."""
    address = brief_address(
        vintage.city_id, vintage.vintage, f"{month:%Y-%m}", "pdf", layer=layer, lang=words.language
    )
    show_template("download", address=address, label=words.text("brief.take"))
