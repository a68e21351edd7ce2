"""The addresses of feeds, of the catalogue, of a vintage's description, and of the sitemap."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard.api import answering
from dashboard.api.csv_sums import csv_sum
from dashboard.api.files import vintage_at
from dashboard.api.operations import CITY
from dashboard.api.parameters import LANGUAGE, Parameter, read, refuse_unknown
from dashboard.api.problems import Problem
from dashboard.catalogue import (
    atom,
    calendar,
    croissant,
    dcat,
    described,
    feeds,
    json_feed,
    schema_org,
)
from dashboard.catalogue.addresses import (
    CALENDAR,
    CATALOGUE,
    CROISSANT,
    DATA,
    FEED_FORMS,
    FEEDS,
    NAMES,
    SITEMAP,
)
from dashboard.web.asked import site_of
from dashboard.web.sitemap import sitemap
from dashboard.words import Words, load
from dashboard.words.languages import ENGLISH
from queries.errors import NoAnswer, Unreadable
from queries.records import extracts
from queries.review.monitoring import coarsest_layer
from queries.review.month_measures import month_measures
from queries.vintage.catalog import Vintage, cities
from queries.vintage.opened import opened

METHODS = ["GET", "HEAD", "OPTIONS"]
NAME = Parameter("name", "The feed.", is_in_path=True, is_required=True, known=lambda: [*NAMES])
SIGNALS = "signals"
AREA = Parameter("area", "The area's id, in the layer that is followed; all areas without it.")
MEASURE = Parameter("measure", "A measure's id; all measures without it.")

Content = tuple[bytes, str, Vintage | None]
"""A document, its media type, and the vintage that it is of."""


def _answers(
    make: Callable[[Request, str, Words], Content], *further: Parameter
) -> Callable[[Request], Response]:
    """Return an endpoint that gives what `make` returns, and takes `further` parameters."""

    def content(request: Request) -> Response:
        query = {name: request.query_params.getlist(name) for name in request.query_params}
        language = read((LANGUAGE, *further), {}, query)["lang"] or ENGLISH
        site = site_of(request)
        if site is None:
            raise Problem(400, "The request names no host.", "no_host")
        document, media_type, vintage = make(request, site, load(language))
        response = answering.tagged(request, document, media_type)
        response.headers.update(answering.served(vintage) if vintage else {})
        return response

    return lambda request: answering.answered(request, lambda: content(request))


def _feed(form: str, request: Request, site: str, words: Words) -> Content:
    vintage = opened(CITY.read([request.path_params["city"]]))
    name = NAME.read([request.path_params["name"]])
    return *_in_form(feeds.feed(name, vintage, form, words), form, site), vintage


def _signals(form: str, request: Request, site: str, words: Words) -> Content:
    vintage = opened(CITY.read([request.path_params["city"]]))
    area, measure = (request.query_params.get(part.name) for part in (AREA, MEASURE))
    layer = coarsest_layer(vintage)
    refuse_unknown(AREA.name, area, vintage.areas(layer)["area_id"].to_list())
    refuse_unknown(MEASURE.name, measure, [known.id for known in month_measures(vintage, layer)])
    feed = feeds.signals_feed(vintage, form, words, area, measure)
    return *_in_form(feed, form, site), vintage


def _feed_of_all(form: str, _: Request, site: str, words: Words) -> Content:
    return *_in_form(feeds.feed_of_all(_readable(), form, words), form, site), None


def _in_form(feed: atom.Feed, form: str, site: str) -> tuple[bytes, str]:
    if form == "json":
        return msgspec.json.encode(json_feed.as_json(feed, site)), json_feed.MEDIA_TYPE
    return atom.as_xml(feed, site), atom.MEDIA_TYPE


def _calendar(request: Request, site: str, words: Words) -> Content:
    vintage = opened(CITY.read([request.path_params["city"]]))
    return calendar.calendar(vintage, site, words), calendar.MEDIA_TYPE, vintage


def _catalogue(_: Request, site: str, words: Words) -> Content:
    content = dcat.catalogue(_readable(), site, words)
    return msgspec.json.encode(content), "application/json", None


def _croissant(request: Request, site: str, words: Words) -> Content:
    vintage = vintage_at(request)
    sums = {
        part.name: csv_sum(vintage, extracts.whole(vintage, part.name), croissant.MOST_SUMMED)
        for part in described.datasets(vintage, words)
    }
    content = croissant.described(vintage, sums, site, words)
    return msgspec.json.encode(content), schema_org.MEDIA_TYPE, vintage


def _sitemap(_: Request, site: str, __: Words) -> Content:
    return sitemap(_readable(), site), "application/xml", None


def _readable() -> list[Vintage]:
    """Return the published vintages that can be opened, by city."""
    vintages = []
    for city in cities():
        with suppress(NoAnswer, Unreadable):  # damaged since it was listed
            vintages.append(opened(city))
    return vintages


ROUTES = [
    *(
        Route(f"{FEEDS}/{path}.{form}", _answers(partial(make, form), *further), methods=METHODS)
        for form in FEED_FORMS
        for path, make, further in (
            (NAMES[0], _feed_of_all, ()),
            (f"{{city}}/{SIGNALS}", _signals, (AREA, MEASURE)),
            ("{city}/{name}", _feed, ()),
        )
    ),
    Route(f"{FEEDS}/{{city}}/{CALENDAR}", _answers(_calendar), methods=METHODS),
    Route(CATALOGUE, _answers(_catalogue), methods=METHODS),
    Route(SITEMAP, _answers(_sitemap), methods=METHODS),
]

CROISSANT_ROUTE = Route(
    f"{DATA}/{{city}}/{{vintage}}/{CROISSANT}", _answers(_croissant), methods=METHODS
)
"""The address of the description of a vintage, which stands among those of its files."""
