"""The pages behind the links in mails, in a process apart from the site, which writes nothing.

A link alone changes nothing: programs open links to look at them. A button on its page does, and so
does a mail program that ends the mails by itself (RFC 8058).
"""

import logging
from collections.abc import Callable
from html import escape

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard.branding import brand
from dashboard.standing.subscribers import (
    Purpose,
    Subscriber,
    add,
    of_token,
    remove,
    subscribers,
)
from dashboard.web.plain_page import paragraph, plain_page
from dashboard.words import Words, load
from dashboard.words.languages import ENGLISH
from queries.errors import BadInput
from queries.texts import Texts

HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
}
log = logging.getLogger("accord")

LAST_PAGES = {"join": "joined", "leave": "left"}


def serve(city: str, name: Texts, port: int) -> None:
    """Answer the links of a city's mails, to this machine: a proxy leads readers here.

    The links are not in the log: each stands for a person. Raises BadInput without the key.
    """
    subscribers(city)
    uvicorn.run(app(city, name), host="127.0.0.1", port=port, access_log=False, server_header=False)


def app(city: str, name: Texts) -> Starlette:
    """Return the application that answers the links of a city's mails."""
    doers: dict[Purpose, Callable[[Subscriber], None]] = {
        "join": lambda reader: add(city, reader),
        "leave": lambda reader: remove(city, reader.address),
    }

    def endpoint(purpose: Purpose) -> Callable[[Request], Response]:
        def answer(request: Request) -> Response:
            reader = of_token(city, purpose, request.query_params.get("token", ""))
            if reader is None:
                return _page("bad", "", load(ENGLISH), 404)
            words = load(reader.language)
            values = {"city": words.say(name), "address": reader.address}
            if request.method == "POST":
                try:
                    doers[purpose](reader)
                except BadInput as error:  # as a full list, which its operator can mend
                    log.error("%s", error)
                    return _page("later", "", words, 503)
                return _page(LAST_PAGES[purpose], "", words, 200, **values)
            button = escape(words.text(f"mail.{purpose}_button"))
            form = f'<form method="post"><button>{button}</button></form>'
            return _page(purpose, form, words, 200, **values)

        return answer

    return Starlette(
        routes=[
            Route(f"/mail/{city}/{purpose}", endpoint(purpose), methods=["GET", "POST"])
            for purpose in doers
        ]
    )


def _page(key: str, form: str, words: Words, status: int, **values: str) -> Response:
    title = words.text(f"mail.{key}_title", **values)
    content = paragraph(words.text(f"mail.{key}_says", **values)) + form
    page = plain_page(title, content, words, brand(), status)
    page.headers.update(HEADERS)
    return page
