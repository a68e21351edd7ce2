"""The answer to an unknown address: a page in the reader's language that lists all pages."""

from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse

from dashboard.pages import GROUPS, url_path
from dashboard.words import Words, load
from dashboard.words.languages import ENGLISH, folders

STYLE = (
    "body{font:1rem/1.5 sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem;"
    "color-scheme:light dark}"
)


async def not_found(request: Request) -> HTMLResponse:
    """Return the list of pages with status 404."""
    requested = request.query_params.get("lang", "")
    preferred = request.headers.get("accept-language", "")[:2]
    languages = folders()
    language = next((code for code in (requested, preferred) if code in languages), ENGLISH)
    return HTMLResponse(_page(load(language)), status_code=404)


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
        f"<title>{title} · Accord</title><style>{STYLE}</style>"
        f"<main><h1>{title}</h1><p>{escape(words.text('not_found.says'))}</p>"
        f"<ul>{links}</ul></main></html>"
    )
