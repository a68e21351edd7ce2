"""The ASGI application: the pages of the site, and the other routes."""

import logging
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from dashboard.api.routes import FILE_ROUTES
from dashboard.api.routes import ROUTES as API
from dashboard.brief.routes import ROUTES as BRIEFS
from dashboard.catalogue.addresses import DATA
from dashboard.citing.routes import ROUTES as CITATIONS
from dashboard.parts import plain
from dashboard.sums import release
from dashboard.web.addresses import KnownAddresses
from dashboard.web.apart import Apart
from dashboard.web.compressed import CompressedStatic
from dashboard.web.headers import HEADERS, SecurityHeaders
from dashboard.web.public import PUBLIC
from dashboard.web.routes import ROUTES
from dashboard.web.served_page import PAGES
from dashboard.web.shapes import SHAPES
from dashboard.words import load
from queries.errors import Unreadable

log = logging.getLogger("accord")


def apologise(error: Exception) -> bool:
    """Show the visitor an apology for a failed page, and log the error."""
    words = load(st.query_params.get("lang", "en"))
    if isinstance(error, Unreadable):  # damaged while the page was made
        log.error("%s", error)
        plain.warning(words.text("cities.damaged", city=error.city))
        return True
    log.error("a page failed", exc_info=error)
    plain.error(words.text("apology"))
    return True


def fail(_request: Request, _error: Exception) -> PlainTextResponse:
    """Return an apology for an address that failed; the server logs the error."""
    return PlainTextResponse(load("en").text("apology"), status_code=500, headers=HEADERS)


release()  # what this process keeps is of the program and the rules that it has read

app = st.App(
    Path(__file__).with_name("navigation.py"),
    routes=[*ROUTES, *API, *CITATIONS, *BRIEFS, PUBLIC, SHAPES, *PAGES],
    middleware=[
        Middleware(SecurityHeaders),
        Middleware(KnownAddresses),
        Middleware(CompressedStatic),
        Middleware(Apart, prefix=DATA, routes=FILE_ROUTES, on_error=fail),
    ],
    on_script_error=apologise,
    exception_handlers={Exception: fail},
)
