"""A page of HTML that needs no script: the site's mark and name, a title, and what it says."""

from html import escape

from starlette.responses import HTMLResponse

from dashboard.branding import Brand
from dashboard.settings import theme
from dashboard.words import Words


def plain_page(title: str, content: str, words: Words, brand: Brand, status: int) -> HTMLResponse:
    """Return a page; `content` is HTML whose texts are escaped, all else is text."""
    style = (
        "body{font:1rem/1.5 sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem;"
        "color-scheme:light dark}header{display:flex;gap:.6rem;align-items:center}"
        "h1{line-height:1.2}h2{margin-top:2rem}h3{font-size:1rem;margin:1.5rem 0 .5rem}"
        "code,a{overflow-wrap:anywhere}th code{white-space:nowrap}table{border-collapse:collapse}"
        "td,th{text-align:left;vertical-align:top;padding:.2rem .8rem .2rem 0}"
        f"{_colours('light')}@media(prefers-color-scheme:dark){{{_colours('dark')}}}"
    )
    return HTMLResponse(
        f'<!doctype html><html lang="{escape(words.language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} · {escape(brand.name)}</title>"
        f'<link rel="icon" type="{brand.mark.media_type}" href="/icon">'
        f"<style>{style}</style></head>"
        f"<body><header>{brand.mark_html(28)}{escape(brand.name)}</header>"
        f"<main><h1>{escape(title)}</h1>{content}</main></body></html>",
        status_code=status,
    )


def _colours(ground: str) -> str:
    """Return the colours of the site's theme: a browser's own link can be too faint."""
    text, behind = theme(ground, "textColor"), theme(ground, "backgroundColor")
    return f"body{{color:{text};background:{behind}}}a{{color:{theme(ground, 'linkColor')}}}"


def paragraph(text: str) -> str:
    """Return a text as a paragraph."""
    return f"<p>{escape(text)}</p>"


def link(address: str, text: str) -> str:
    """Return a link; `address` is one of ours, or was checked to be no script."""
    return f'<a href="{escape(address)}">{escape(text)}</a>'


def listed(items: list[str]) -> str:
    """Return pieces of HTML as a list."""
    return f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"
