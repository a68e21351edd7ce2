"""The HTML of each page before any script runs: its title, description, language and icon.

Streamlit serves one file for every address. What a search engine, a link preview, a screen reader
or a browser without script needs is put in here.
"""

import re
from functools import cache
from html import escape
from pathlib import Path
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from streamlit import file_util

from dashboard.catalogue import schema_org
from dashboard.catalogue.addresses import API, API_DOCUMENT, API_DOCUMENT_TYPE
from dashboard.catalogue.feeds import feed_links
from dashboard.charts import card
from dashboard.edition.addresses import is_public_first, public_address
from dashboard.pages import GROUPS, page_name, url_path
from dashboard.parts.links import EXPLORE
from dashboard.parts.title import WITHOUT_CITY, Subject, description, subject, title
from dashboard.sums import digest
from dashboard.tokens import style
from dashboard.web.asked import choices_of, language_of, site_of
from dashboard.web.first_answer import first_answer
from dashboard.web.tags import is_known
from dashboard.words import Words, load
from queries.errors import NoAnswer, Unreadable
from queries.vintage.opened import opened

SERVER = "window.__streamlit = { BACKEND_BASE_URL: window.location.origin };"
"""Tells Streamlit's script where its server is. Without it the script tries the page's own address
first, as if the site stood in a folder of that name, and every first visit begins with two errors.
"""

STREAMLITS = (
    r"\s*<title>.*?</title>",
    r'\s*<link rel="shortcut icon"[^>]*>',
    r"\s*<!--(?:(?!-->).)*agent API.*?-->",
    r'\s*<link rel="service-desc"[^>]*>',  # an address that the site does not answer
    r"\s*<noscript>.*?</noscript>",
)
"""Parts of Streamlit's file that are left out."""


def served_page(request: Request) -> Response:
    """Return the HTML of a page, or 304 if the browser has it already.

    Where the public edition is served first, an address that it can answer leads to it, unless the
    address asks for the live page.
    """
    is_sent_on = is_public_first() and EXPLORE not in request.query_params
    if is_sent_on and (public := _public(request)):
        headers = {"Cache-Control": "no-cache", "Vary": "Accept-Language"}
        return RedirectResponse(public, status_code=302, headers=headers)
    content = html(request).encode()
    tag = f'W/"{digest(content)}"'
    headers = {"Cache-Control": "no-cache", "ETag": tag, "Vary": "Accept-Language"}
    if is_known(request, tag):
        return Response(status_code=304, headers=headers)
    return Response(content, headers=headers, media_type="text/html")


def front_page(request: Request) -> Response:
    """Send other names of the front page to its address, with the choices that they carry.

    Streamlit knows the front page by no name, and would say over it that there is no such page.
    """
    return RedirectResponse(f"/?{query}" if (query := request.url.query) else "/")


def html(request: Request) -> str:
    """Return Streamlit's file with what is true of the page that an address asks for."""
    path = request.url.path.strip("/")
    words, choices = load(language_of(request)), choices_of(request)
    about = subject(page_name(path), choices.get("city"))
    public = _public(request)
    start, head, body = _parts()
    return (
        f'{start}<html lang="{escape(words.language)}">'
        f"{head}{_head(about, path, choices, public, request, words)}"
        f"{body.replace('<body>', f'<body>{_body(about, choices, public, words)}', 1)}"
    )


@cache
def _parts() -> tuple[str, str, str]:
    """Return Streamlit's file up to <html>, from there to </head>, and from there on."""
    text = (Path(file_util.get_static_dir()) / "index.html").read_text(encoding="utf-8")
    for pattern in STREAMLITS:
        text = re.sub(pattern, "", text, count=1, flags=re.DOTALL)
    start, text = re.split("<html[^>]*>", text, maxsplit=1)
    head, body = text.split("</head>", maxsplit=1)
    return start, head, f"</head>{body}"


def _head(
    about: Subject,
    path: str,
    choices: dict[str, str],
    public: str | None,
    request: Request,
    words: Words,
) -> str:
    named, described = title(about, words), description(about, words)
    mark = about.brand.mark
    properties = {
        "og:type": "website",
        "og:site_name": about.brand.name,
        "og:title": named,
        "og:description": described,
        "og:locale": words.text("served.locale"),
    }
    site = site_of(request)
    if site is not None:
        query = urlencode(choices)
        properties["og:url"] = f"{site}/{path}?{query}" if query else f"{site}/{path}"
        properties |= {
            "og:image": f"{site}/preview.png?{_preview(about, choices, words)}",
            "og:image:width": str(card.WIDTH),
            "og:image:height": str(card.HEIGHT),
            "og:image:alt": named,
        }
    tags = [
        f"<title>{escape(named)}</title>",
        f'<meta name="description" content="{escape(described)}">',
        f'<link rel="shortcut icon" type="{mark.media_type}" '
        f'href="{escape(f"./icon?{urlencode(_city(about))}")}">',
        *([f'<link rel="alternate" href="{escape(public)}">'] if public else []),
        f'<link rel="service-doc" href="{API}">',
        f'<link rel="service-desc" type="{API_DOCUMENT_TYPE}" href="{API_DOCUMENT}">',
        '<meta name="twitter:card" content="summary_large_image">',
        *(
            f'<meta property="{name}" content="{escape(content)}">'
            for name, content in properties.items()
        ),
    ]
    tags.append(f"<script>{SERVER}</script>")
    return "\n    ".join(["", *tags, *_for_programs(about, site, words), ""])


def _for_programs(about: Subject, site: str | None, words: Words) -> list[str]:
    """Return the feeds and the description of the data that a page is about."""
    if about.city is None or site is None:
        return []
    try:
        vintage = opened(about.city.id)
        return [*feed_links(vintage, "", words), schema_org.script(vintage, site, words)]
    except (NoAnswer, Unreadable):  # the page says why
        return []


def _public(request: Request) -> str | None:
    """Return the address of the public page with the state that an address asks for, or None."""
    page = page_name(request.url.path.strip("/"))
    return public_address(page, {**choices_of(request), "lang": language_of(request)})


def _body(about: Subject, choices: dict[str, str], public: str | None, words: Words) -> str:
    # the style sheet stands after the head, to which Streamlit adds its own styles later
    return f"<style>{style()}</style>{first_answer(about, choices, public, words)}"


def _preview(about: Subject, choices: dict[str, str], words: Words) -> str:
    """Return the choices of the picture of a page; of the site's own if its city is unknown."""
    if about.city is None and "city" in choices and about.page not in WITHOUT_CITY:
        return urlencode({"lang": words.language})
    return urlencode({"page": url_path(about.page), **choices, "lang": words.language})


def _city(about: Subject) -> dict[str, str]:
    return {"city": about.city.id} if about.city else {}


_NAMES = [name for group in GROUPS.values() for name in group]
_FRONT, *_OTHERS = [f"/{url_path(name)}" for name in _NAMES]
PAGES = [
    *(Route(path, served_page) for path in ("/", *_OTHERS)),
    *(Route(path, front_page) for path in ("/index.html", _FRONT)),
]
"""The routes of all pages, before Streamlit's own, which would serve its file as it is."""
