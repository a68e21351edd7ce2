"""A feed as JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from typing import Any

from dashboard.catalogue.atom import Feed, tag, time

MEDIA_TYPE = "application/feed+json"
VERSION = "https://jsonfeed.org/version/1.1"


def as_json(feed: Feed, site: str) -> dict[str, Any]:
    """Return a feed as plain data; `site` is the address of the site, before every path."""
    return {
        "version": VERSION,
        "title": feed.title,
        "home_page_url": site + feed.page,
        "feed_url": site + feed.path,
        "language": feed.language,
        "authors": [{"name": feed.author}],
        "items": [
            {
                "id": tag(entry, feed.language, site),
                "url": site + entry.link,
                "title": entry.title,
                "content_text": "\n".join(entry.lines),
                "date_published": time(entry.at),
            }
            for entry in feed.entries
        ],
    }
