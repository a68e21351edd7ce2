"""The days of a city as a calendar (iCalendar, RFC 5545): publications and policies."""

import datetime as dt
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

from icalendar import Calendar, Event

from dashboard.catalogue.addresses import DATA_QUALITY, POLICIES, page_address
from dashboard.catalogue.described import published_at
from dashboard.words import Words
from queries.vintage.catalog import Vintage
from queries.vintage.versions import offered

MEDIA_TYPE = "text/calendar"
DAY = dt.timedelta(days=1)


def calendar(published: Vintage, site: str, words: Words) -> bytes:
    """Return the calendar of a city; `site` is the address of the site, before every path.

    An event lasts a whole day. It is marked as free time: nobody is expected anywhere.
    """
    city = words.say(published.city_name)
    title = words.text("calendar.title", city=city)
    document = Calendar()
    document.add("prodid", f"-//Accord//{published.city_id}//{words.language.upper()}")
    document.add("version", "2.0")
    document.add("name", title)
    document.add("x-wr-calname", title)
    host = quote(urlsplit(site).hostname or "localhost", safe=".-")
    for name, day, summary, link in _days(published, words):
        event = Event()
        event.add("uid", f"{published.city_id}/{name}/{words.language}@{host}")
        event.add("dtstamp", published_at(published))
        event.add("dtstart", day)
        event.add("dtend", day + DAY)
        event.add("summary", words.text("calendar.event", city=city, says=summary))
        event.add("url", site + link)
        event.add("transp", "TRANSPARENT")
        document.add_component(event)
    content: bytes = document.to_ical()
    return content


def _days(published: Vintage, words: Words) -> Iterator[tuple[str, dt.date, str, str]]:
    """Yield what makes the name of each event, its day, what it says, and the address of a page."""
    city = published.city_id
    for name, (manifest, released) in offered(published).items():
        day = (released.published_at or manifest.built_at).date()
        link = page_address(DATA_QUALITY, city, words.language, build=name)
        yield f"vintages/{name}", day, words.text("calendar.vintage", n=released.version), link
    for policy in published.policies:
        link = page_address(POLICIES, city, words.language)
        title = words.say(policy.title)
        key = "policy" if policy.is_day_known else "policy_month"
        says = words.text(f"calendar.{key}", policy=title)
        yield f"policies/{policy.id}", policy.effective_on, says, link
        if policy.announced_on:
            says = words.text("calendar.announced", policy=title)
            yield f"policies/{policy.id}/announced", policy.announced_on, says, link
