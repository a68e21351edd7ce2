"""The addresses of feeds, of the catalogue, of a vintage's description, and of the sitemap."""

from collections.abc import Callable
from contextlib import suppress

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard.api import answering
from dashboard.api.csv_sums import csv_sum
from dashboard.api.files import vintage_at
from dashboard.api.operations import CITY
from dashboard.api.parameters import LANGUAGE, Parameter, read
from dashboard.api.problems import Problem
from dashboard.catalogue import atom, croissant, dcat, described, feeds, schema_org
from dashboard.catalogue.addresses import CATALOGUE, CROISSANT, DATA, FEEDS, NAMES, SITEMAP
from dashboard.web.asked import site_of
from dashboard.web.sitemap import sitemap
from dashboard.words import Words, load
from dashboard.words.languages import ENGLISH
from queries.errors import NoAnswer, Unreadable
from queries.records import extracts
from queries.vintage.catalog import Vintage, cities
from queries.vintage.opened import opened

METHODS = ["GET", "HEAD", "OPTIONS"]
NAME = Parameter("name", "The feed.", is_in_path=True, is_required=True, known=lambda: [*NAMES])


def _answers(
    make: Callable[[Request, str, Words], tuple[bytes, str, Vintage | None]],
) -> Callable[[Request], Response]:
    """Return an endpoint that gives what `make` returns: content, media type, and its vintage."""

    def content(request: Request) -> Response:
        query = {name: request.query_params.getlist(name) for name in request.query_params}
        language = read((LANGUAGE,), {}, query)["lang"] or ENGLISH
        site = site_of(request)
        if site is None:
            raise Problem(400, "The request names no host.", "no_host")
        document, media_type, vintage = make(request, site, load(language))
        response = answering.tagged(request, document, media_type)
        response.headers.update(answering.served(vintage) if vintage else {})
        return response

    return lambda request: answering.answered(request, lambda: content(request))


def _feed(request: Request, site: str, words: Words) -> tuple[bytes, str, Vintage]:
    vintage = opened(CITY.read([request.path_params["city"]]))
    name = NAME.read([request.path_params["name"]])
    return atom.as_xml(feeds.feed(name, vintage, words), site), atom.MEDIA_TYPE, vintage


def _feed_of_all(_: Request, site: str, words: Words) -> tuple[bytes, str, None]:
    return atom.as_xml(feeds.feed_of_all(_readable(), words), site), atom.MEDIA_TYPE, None


def _catalogue(_: Request, site: str, words: Words) -> tuple[bytes, str, None]:
    content = dcat.catalogue(_readable(), site, words)
    return msgspec.json.encode(content), "application/json", None


def _croissant(request: Request, site: str, words: Words) -> tuple[bytes, str, Vintage]:
    vintage = vintage_at(request)
    sums = {
        part.name: csv_sum(vintage, extracts.whole(vintage, part.name), croissant.MOST_SUMMED)
        for part in described.datasets(vintage, words)
    }
    content = croissant.described(vintage, sums, site, words)
    return msgspec.json.encode(content), schema_org.MEDIA_TYPE, vintage


def _sitemap(_: Request, site: str, __: Words) -> tuple[bytes, str, None]:
    return sitemap(_readable(), site), "application/xml", None


def _readable() -> list[Vintage]:
    """Return the published vintages that can be opened, by city."""
    vintages = []
    for city in cities():
        with suppress(NoAnswer, Unreadable):  # damaged since it was listed
            vintages.append(opened(city))
    return vintages


ROUTES = [
    Route(f"{FEEDS}/{NAMES[0]}.atom", _answers(_feed_of_all), methods=METHODS),
    Route(f"{FEEDS}/{{city}}/{{name}}.atom", _answers(_feed), methods=METHODS),
    Route(CATALOGUE, _answers(_catalogue), methods=METHODS),
    Route(SITEMAP, _answers(_sitemap), methods=METHODS),
]

CROISSANT_ROUTE = Route(
    f"{DATA}/{{city}}/{{vintage}}/{CROISSANT}", _answers(_croissant), methods=METHODS
)
"""The address of the description of a vintage, which stands among those of its files."""
