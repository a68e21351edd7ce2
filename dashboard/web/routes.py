"""Addresses for machines: icon, preview, health, robots, and whom to tell of a weakness."""

import datetime as dt

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from dashboard.branding import brand
from dashboard.catalogue.addresses import SITEMAP
from dashboard.contact import CONTACT, security_contact
from dashboard.web.accessibility import statement
from dashboard.web.asked import site_of
from dashboard.web.preview import preview
from queries.vintage.catalog import served_and_damaged

VALID_DAYS = 180
"""How long security.txt says it holds; RFC 9116 advises less than a year."""

ROBOTS = "User-agent: *\nDisallow: /_stcore/\nDisallow: /media/\nDisallow: /cite/new\n"
NO_CONTACT = (
    "This site names no contact for reports of weaknesses. Its operator sets one in "
    f"{CONTACT}, such as mailto:security@example.org.\n"
)
FRESH = {"Cache-Control": "no-store"}


async def live(_request: Request) -> PlainTextResponse:
    """Return 200: the process answers."""
    return PlainTextResponse("ok\n", headers=FRESH)


def ready(_request: Request) -> JSONResponse:
    """Return the ids of the cities that are served and of those that are damaged.

    The status is 503 without a city to serve. What is damaged, and where, stays in the operator's
    log and in `accord status`.
    """
    served, damaged = served_and_damaged()
    content = {"ready": bool(served), "served": served, "damaged": damaged}
    return JSONResponse(content, status_code=200 if served else 503, headers=FRESH)


async def robots(request: Request) -> PlainTextResponse:
    """Return what search engines should leave alone, made for one visit, and where pages are."""
    site = site_of(request)
    return PlainTextResponse(f"{ROBOTS}Sitemap: {site}{SITEMAP}\n" if site else ROBOTS)


async def security(_request: Request) -> PlainTextResponse:
    """Return the contact for reports of weaknesses (RFC 9116), or 404 if none is configured."""
    contact = security_contact()
    if contact is None:
        return PlainTextResponse(NO_CONTACT, status_code=404)
    today = dt.datetime.now(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    expires = (today + dt.timedelta(days=VALID_DAYS)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return PlainTextResponse(
        f"Contact: {contact}\nExpires: {expires}\nPreferred-Languages: en, es\n"
    )


def icon(request: Request) -> Response:
    """Return the mark of the site, or of the city that the address names."""
    mark = brand(request.query_params.get("city")).mark
    return Response(
        mark.content, headers={"Cache-Control": "max-age=3600"}, media_type=mark.media_type
    )


ROUTES = [
    Route("/accessibility", statement),
    Route("/icon", icon),
    Route("/preview.png", preview),
    Route("/healthz", live),
    Route("/readyz", ready),
    Route("/robots.txt", robots),
    Route("/.well-known/security.txt", security),
]
