"""The answer to an unknown address: a page in the reader's language that lists all pages."""

from starlette.requests import Request
from starlette.responses import HTMLResponse

from dashboard.branding import brand
from dashboard.pages import GROUPS, url_path
from dashboard.web.asked import language_of
from dashboard.web.plain_page import link, listed, paragraph, plain_page
from dashboard.words import load


async def not_found(request: Request) -> HTMLResponse:
    """Return the list of pages with status 404."""
    return page_not_found(request)


def page_not_found(request: Request) -> HTMLResponse:
    """Return the list of pages with status 404, to a route that is no coroutine."""
    words = load(language_of(request))
    pages = [
        link(f"/{url_path(name)}?lang={words.language}", words.text(f"pages.{name}.title"))
        for members in GROUPS.values()
        for name in members
    ]
    content = paragraph(words.text("not_found.says")) + listed(pages)
    return plain_page(words.text("not_found.title"), content, words, brand(), 404)
