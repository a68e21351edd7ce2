"""The pages that search engines should know: those of the public edition, and the live ones."""

from collections.abc import Iterator, Sequence
from itertools import islice
from xml.etree import ElementTree as ET

from dashboard.catalogue.addresses import page_address
from dashboard.catalogue.described import published_at
from dashboard.catalogue.xml import add, written
from dashboard.edition.addresses import PREFIX, places
from dashboard.pages import GROUPS, url_path
from dashboard.words.languages import folders
from queries.vintage.catalog import Vintage

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
MOST = 50_000
"""Addresses in one sitemap, as the protocol allows."""

_, *OTHERS = [url_path(name) for members in GROUPS.values() for name in members]
"""The addresses of the pages but the front page, which has none."""


def sitemap(cities: Sequence[Vintage], site: str) -> bytes:
    """Return the sitemap; `site` stands before every address."""
    ET.register_namespace("", NAMESPACE)
    root = ET.Element(f"{{{NAMESPACE}}}urlset")
    for path, day in islice(_pages(cities), MOST):
        element = add(root, f"{{{NAMESPACE}}}url")
        add(element, f"{{{NAMESPACE}}}loc", site + path)
        add(element, f"{{{NAMESPACE}}}lastmod", day)
    return written(root)


def _pages(cities: Sequence[Vintage]) -> Iterator[tuple[str, str]]:
    """Yield the address of each page with the day of its data: live pages of all cities first."""
    for vintage in cities:
        day = f"{published_at(vintage):%Y-%m-%d}"
        for language in folders():
            for path in ("", *OTHERS):
                yield page_address(path, vintage.city_id, language), day
    for vintage in cities:
        day = f"{published_at(vintage):%Y-%m-%d}"
        for language in folders():
            for path in places(vintage):
                yield f"{PREFIX}{vintage.city_id}/{language}/{path}", day
