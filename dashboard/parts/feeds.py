"""The way to the feeds of a city, for whoever follows what is new in its data."""

from dashboard.catalogue.addresses import NAMES, feed_address
from dashboard.parts.templates import show_template
from dashboard.words import Words
from queries.vintage.catalog import Vintage


def show_feeds(vintage: Vintage, words: Words) -> None:
    """Show a line with a link to each feed."""
    feeds = {
        feed_address(name, vintage.city_id, words.language): words.text(f"feeds.names.{name}")
        for name in NAMES
    }
    show_template("feeds", says=words.text("feeds.follow"), feeds=feeds)
