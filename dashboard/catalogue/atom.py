"""A feed as Atom (RFC 4287)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree as ET

from dashboard.catalogue.xml import add, written

NAMESPACE = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"


@dataclass(frozen=True)
class Entry:
    """A message of a feed: `name` tells it from all others for good, `lines` are what it says.

    `named_on` is the day in its id, which must stay: that of `at` where none is given.
    """

    name: str
    title: str
    at: dt.datetime
    lines: Sequence[str]
    link: str
    named_on: dt.date | None = None


@dataclass(frozen=True)
class Feed:
    """A feed, newest entry first; `path` is its address, `page` that of the page about it."""

    title: str
    author: str
    path: str
    page: str
    language: str
    at: dt.datetime
    entries: Sequence[Entry]


def as_xml(feed: Feed, site: str) -> bytes:
    """Return a feed as a document; `site` is the address of the site, before every path."""
    ET.register_namespace("", NAMESPACE)
    root = ET.Element(_name("feed"), {"xml:lang": feed.language})
    add(root, _name("id"), site + feed.path)
    add(root, _name("title"), feed.title)
    at = max((entry.at for entry in feed.entries), default=feed.at)
    add(root, _name("updated"), time(at))
    add(root, _name("link"), rel="self", type=MEDIA_TYPE, href=site + feed.path)
    add(root, _name("link"), rel="alternate", type="text/html", href=site + feed.page)
    add(add(root, _name("author")), _name("name"), feed.author)
    add(root, _name("generator"), "Accord")
    for entry in feed.entries:
        _fill(add(root, _name("entry")), entry, feed.language, site)
    return written(root)


def entry_as_xml(entry: Entry, author: str, language: str, site: str) -> bytes:
    """Return one entry as a document of its own (RFC 4287, section 2)."""
    ET.register_namespace("", NAMESPACE)
    root = ET.Element(_name("entry"), {"xml:lang": language})
    _fill(root, entry, language, site)
    add(add(root, _name("author")), _name("name"), author)
    return written(root)


def _fill(element: ET.Element, entry: Entry, language: str, site: str) -> None:
    add(element, _name("id"), tag(entry, language, site))
    add(element, _name("title"), entry.title)
    add(element, _name("updated"), time(entry.at))
    add(element, _name("link"), rel="alternate", type="text/html", href=site + entry.link)
    add(element, _name("content"), "\n".join(entry.lines), type="text")


def tag(entry: Entry, language: str, site: str) -> str:
    """Return a name of an entry that no other entry has, and that stays (RFC 4151)."""
    host = quote(urlsplit(site).hostname or "localhost", safe=".-")
    day = entry.named_on or entry.at
    return f"tag:{host},{day:%Y-%m-%d}:{quote(entry.name, safe='/.-')}/{language}"


def _name(tag: str) -> str:
    return f"{{{NAMESPACE}}}{tag}"


def time(at: dt.datetime) -> str:
    """Return a time as RFC 3339 has it, in UTC."""
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
