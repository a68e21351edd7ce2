"""The shapes of a layer's areas, as a browser fetches them for every map of a vintage."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard.parts.shapes import PREFIX, shapes_json
from dashboard.web.compressed import ENCODE, KEPT, accepted
from dashboard.web.not_found import page_not_found
from queries.errors import NoAnswer, Unreadable
from queries.vintage.answers import Answers
from queries.vintage.opened import builds, opened

MOST_LAYERS = 50
"""Layers compressed in memory at once, of 10 to 200 KB each."""

_compressed = Answers(MOST_LAYERS)


def shapes(request: Request) -> Response:
    """Return the shapes of a layer of a vintage that is offered, compressed; they never change."""
    city, name, layer = (request.path_params[part] for part in ("city", "vintage", "layer"))
    try:
        published = opened(city)
        if name not in builds(published):
            return page_not_found(request)
        vintage = opened(city, name)
        content = shapes_json(vintage, vintage.layer(layer).id)
    except (NoAnswer, Unreadable):
        return page_not_found(request)
    headers = {"Cache-Control": KEPT, "Vary": "Accept-Encoding"}
    encoding = accepted(request.headers.get("accept-encoding", ""))
    if encoding:
        key = (city, name, layer, encoding)
        content = _compressed.once(key, lambda: ENCODE[encoding](content))
        headers["Content-Encoding"] = encoding
    return Response(content, headers=headers, media_type="application/json")


SHAPES = Route(f"{PREFIX}{{city}}/{{vintage}}/{{layer}}.json", shapes)
