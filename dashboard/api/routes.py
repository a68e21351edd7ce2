"""The addresses of the interface."""

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard.api import answering, catalogue, figures, files, listing, tables
from dashboard.api.document import PREFIX, document
from dashboard.api.guide import guide
from dashboard.api.operations import OPERATIONS
from dashboard.api.problems import Problem
from dashboard.branding import brand
from dashboard.catalogue.addresses import API_DOCUMENT, API_DOCUMENT_TYPE, DATA, FEEDS
from dashboard.web.asked import site_of
from dashboard.web.plain_page import plain_page
from dashboard.words import load
from dashboard.words.languages import ENGLISH

METHODS = ["GET", "HEAD", "OPTIONS"]


def described(request: Request) -> Response:
    """Return the OpenAPI document."""
    content = msgspec.json.encode(document())
    return answering.answered(
        request, lambda: answering.tagged(request, content, API_DOCUMENT_TYPE)
    )


def read(request: Request) -> Response:
    """Return the document as a page to read."""
    shown = plain_page(
        "For programs", guide(site_of(request) or ""), load(ENGLISH), brand(None), 200
    )
    return answering.answered(request, lambda: shown)


def unknown(request: Request) -> Response:
    """Return the problem of an address that is none."""

    def refuse() -> Response:
        paths = tuple(PREFIX + operation.path for operation in OPERATIONS)
        raise Problem(404, "There is no such address.", "no_such_address", allowed=paths)

    return answering.answered(request, refuse)


ROUTES = [
    *(Route(path, read, methods=METHODS) for path in (PREFIX, f"{PREFIX}/")),
    Route(API_DOCUMENT, described, methods=METHODS),
    *(
        Route(PREFIX + operation.path, answering.endpoint(operation), methods=METHODS)
        for operation in OPERATIONS
    ),
    Route(f"{PREFIX}/{{rest:path}}", unknown, methods=METHODS),
    *catalogue.ROUTES,
    Route(f"{FEEDS}/{{rest:path}}", unknown, methods=METHODS),
    *figures.ROUTES,
]

FILE_ROUTES = [
    Route(f"{DATA}/", listing.all_cities, methods=METHODS),
    Route(f"{DATA}/{{city}}/", listing.of_city, methods=METHODS),
    Route(f"{DATA}/{{city}}/{{vintage}}/", listing.of_vintage, methods=METHODS),
    Route(f"{DATA}/{{city}}/{{vintage}}/{listing.SUMS}", listing.sums, methods=METHODS),
    *tables.routes(METHODS),
    catalogue.CROISSANT_ROUTE,
    Route(files.PATH, files.sent, methods=METHODS),
    *(
        Route(path, listing.with_slash, methods=METHODS)
        for path in (
            DATA,
            f"{DATA}/{{city}}",
            f"{DATA}/{{city}}/{{vintage}}",
        )
    ),
    Route(f"{DATA}/{{rest:path}}", unknown, methods=METHODS),
]
"""The addresses of files, which are answered apart (dashboard/web/apart.py)."""
