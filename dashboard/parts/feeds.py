"""The way to the feeds of a city, for whoever follows what is new in its data."""

from dashboard.catalogue import json_feed
from dashboard.catalogue.addresses import API, DATA, NAMES, calendar_address, feed_address
from dashboard.catalogue.atom import MEDIA_TYPE
from dashboard.catalogue.calendar import MEDIA_TYPE as CALENDAR_TYPE
from dashboard.parts import plain
from dashboard.parts.templates import show_template
from dashboard.words import Words
from dashboard.words.measures import measure_name
from queries.review.monitoring import coarsest_layer
from queries.review.month_measures import month_measures
from queries.vintage.catalog import Vintage
from queries.vintage.maps import is_latest


def show_feeds(vintage: Vintage, words: Words) -> None:
    """Show a line with a link to each feed, those of one area or measure, and the calendar."""
    for form, media_type in (("atom", MEDIA_TYPE), ("json", json_feed.MEDIA_TYPE)):
        feeds = {
            feed_address(name, vintage.city_id, words.language, form): words.text(
                f"feeds.names.{name}"
            )
            for name in NAMES
        }
        _show_line(f"follow_{form}", feeds, media_type, words)
    with plain.expander(words.text("feeds.signals_of"), type="compact"):
        _show_line("areas", _of_areas(vintage, words), MEDIA_TYPE, words)
        _show_line("measures", _of_measures(vintage, words), MEDIA_TYPE, words)
    days = {calendar_address(vintage.city_id, words.language): words.text("feeds.calendar")}
    _show_line("days", days, CALENDAR_TYPE, words)
    _show_line("programs", for_programs(words), None, words)


def for_programs(words: Words) -> dict[str, str]:
    """Return where a program begins, of every city: the page about its ways, and all files."""
    return {API: words.text("feeds.interface"), f"{DATA}/": words.text("feeds.files")}


def _show_line(key: str, links: dict[str, str], media_type: str | None, words: Words) -> None:
    if links:
        show_template("feeds", says=words.text(f"feeds.{key}"), links=links, media_type=media_type)


def _of_areas(vintage: Vintage, words: Words) -> dict[str, str]:
    """Return the feeds of signals of one area each: address and name."""
    layer = vintage.layer(coarsest_layer(vintage))
    areas = vintage.areas(layer.id).filter(is_latest())
    return {
        _signals(vintage, words, area=area_id): words.area(name, layer.name)
        for area_id, name in areas.select("area_id", "name").iter_rows()
    }


def _of_measures(vintage: Vintage, words: Words) -> dict[str, str]:
    """Return the feeds of signals of one measure each: address and name."""
    return {
        _signals(vintage, words, measure=measure.id): measure_name(measure.id, vintage, words)
        for measure in month_measures(vintage, coarsest_layer(vintage))
    }


def _signals(vintage: Vintage, words: Words, **choices: str) -> str:
    return feed_address("signals", vintage.city_id, words.language, **choices)
