"""The addresses of the files, feeds and descriptions that are the same for every visitor."""

from urllib.parse import urlencode

from queries.records.filters import FILES

DATA = FILES
LATEST = "latest"
"""The vintage of an address that always gives what is published."""

FEEDS = "/feeds"
NAMES = ("vintages", "changes", "verdicts", "signals")
"""The feeds of a city; that of vintages there is also for all cities."""

FEED_FORMS = ("atom", "json")
CALENDAR = "calendar.ics"

DATA_QUALITY, WHAT_CHANGED = "data-quality", "what-changed"
MONTHLY_REVIEW, POLICIES = "monthly-review", "policies"
"""The pages to which entries of feeds and briefs lead."""

CROISSANT = "croissant.json"
API = "/api/v1"
API_DOCUMENT = f"{API}/openapi.json"
API_DOCUMENT_TYPE = "application/vnd.oai.openapi+json"
"""The page about the interface for programs, and its description for them."""

BRIEFS = "/brief"
"""Briefs of months as files, below the city and the vintage (docs/brief.md)."""

CATALOGUE = "/data.json"
SITEMAP = "/sitemap.xml"


def file_address(city: str, vintage: str, dataset: str, form: str) -> str:
    """Return the address of the records of a dataset as a file."""
    return f"{DATA}/{city}/{vintage}/{dataset}.{form}"


def brief_address(city: str, vintage: str, month: str, form: str, **choices: str) -> str:
    """Return the address of the brief of a month, written 2018-12, with its choices."""
    return f"{BRIEFS}/{city}/{vintage}/{month}.{form}?{urlencode(choices)}"


def croissant_address(city: str, vintage: str) -> str:
    """Return the address of the Croissant description of a vintage."""
    return f"{DATA}/{city}/{vintage}/{CROISSANT}"


def feed_address(
    name: str, city: str | None, language: str, form: str = "atom", **choices: str
) -> str:
    """Return the address of a feed of a city, or of all cities, in one of FEED_FORMS."""
    folder = f"{FEEDS}/{city}" if city else FEEDS
    return f"{folder}/{name}.{form}?{urlencode({**choices, 'lang': language})}"


def calendar_address(city: str, language: str) -> str:
    """Return the address of the calendar of a city."""
    return f"{FEEDS}/{city}/{CALENDAR}?{urlencode({'lang': language})}"


def page_address(path: str, city: str, language: str, **choices: str) -> str:
    """Return the address of a page about a city."""
    return f"/{path}?{urlencode({'city': city, **choices, 'lang': language})}"
