"""The way to the feeds of a city, for whoever follows what is new in its data."""

from dashboard.catalogue.addresses import API, DATA, NAMES, feed_address
from dashboard.catalogue.atom import MEDIA_TYPE
from dashboard.parts.templates import show_template
from dashboard.words import Words
from queries.vintage.catalog import Vintage


def show_feeds(vintage: Vintage, words: Words) -> None:
    """Show a line with a link to each feed."""
    feeds = {
        feed_address(name, vintage.city_id, words.language): words.text(f"feeds.names.{name}")
        for name in NAMES
    }
    show_template("feeds", says=words.text("feeds.follow"), links=feeds, media_type=MEDIA_TYPE)
    show_template(
        "feeds", says=words.text("feeds.programs"), links=for_programs(words), media_type=None
    )


def for_programs(words: Words) -> dict[str, str]:
    """Return where a program begins, of every city: the page about its ways, and all files."""
    return {API: words.text("feeds.interface"), f"{DATA}/": words.text("feeds.files")}
