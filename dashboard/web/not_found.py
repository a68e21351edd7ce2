"""The answer to an unknown address: a page in the reader's language that lists all pages."""

from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse

from dashboard.branding import brand
from dashboard.pages import GROUPS, url_path
from dashboard.web.asked import language_of
from dashboard.words import Words, load

STYLE = (
    "body{font:1rem/1.5 sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem;"
    "color-scheme:light dark}"
)


async def not_found(request: Request) -> HTMLResponse:
    """Return the list of pages with status 404."""
    return HTMLResponse(_page(load(language_of(request))), status_code=404)


def _page(words: Words) -> str:
    title = escape(words.text("not_found.title"))
    language = words.language
    links = "".join(
        f'<li><a href="/{url_path(name)}?lang={language}">'
        f"{escape(words.text(f'pages.{name}.title'))}</a></li>"
        for group in GROUPS.values()
        for name in group
    )
    return (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title} · {escape(brand().name)}</title><style>{STYLE}</style>"
        f"<main><h1>{title}</h1><p>{escape(words.text('not_found.says'))}</p>"
        f"<ul>{links}</ul></main></html>"
    )
