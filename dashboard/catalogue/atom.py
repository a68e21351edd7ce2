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
    """A message of a feed: `name` tells it from all others for good, `lines` are what it says."""

    name: str
    title: str
    at: dt.datetime
    lines: Sequence[str]
    link: str


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
    add(root, _name("updated"), _time(at))
    add(root, _name("link"), rel="self", type=MEDIA_TYPE, href=site + feed.path)
    add(root, _name("link"), rel="alternate", type="text/html", href=site + feed.page)
    add(add(root, _name("author")), _name("name"), feed.author)
    add(root, _name("generator"), "Accord")
    for entry in feed.entries:
        element = add(root, _name("entry"))
        add(element, _name("id"), _tag(entry, feed.language, site))
        add(element, _name("title"), entry.title)
        add(element, _name("updated"), _time(entry.at))
        add(element, _name("link"), rel="alternate", type="text/html", href=site + entry.link)
        add(element, _name("content"), "\n".join(entry.lines), type="text")
    return written(root)


def _name(tag: str) -> str:
    return f"{{{NAMESPACE}}}{tag}"


def _tag(entry: Entry, language: str, site: str) -> str:
    """Return a name of an entry that no other entry has, and that stays (RFC 4151)."""
    host = quote(urlsplit(site).hostname or "localhost", safe=".-")
    return f"tag:{host},{entry.at:%Y-%m-%d}:{quote(entry.name, safe='/.-')}/{language}"


def _time(at: dt.datetime) -> str:
    """Return a time as RFC 3339 has it, in UTC."""
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
