"""Files of records at addresses that last: /data/CITY/VINTAGE/DATASET.FORM, whole or filtered."""

import threading
import time
from collections.abc import Iterator, Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from dashboard.api import answering
from dashboard.api.operations import CITY, vintage_of
from dashboard.api.parameters import LANGUAGE, LONGEST, Parameter, unknown
from dashboard.api.problems import Problem
from dashboard.bundle import forms
from dashboard.web.asked import site_of
from dashboard.web.compressed import KEPT
from dashboard.web.tags import digest, is_known
from dashboard.words.languages import ENGLISH
from queries.errors import NoAnswer
from queries.records import extracts, files, filters
from queries.records.filters import LEAST, MOST, WHERE, Filter
from queries.vintage.catalog import Vintage

LATEST = "latest"
"""The vintage of an address that always gives what is published."""

PREFIX = "/data"
PATH = f"{PREFIX}/{{city}}/{{vintage}}/{{name}}"

MOST_AT_ONCE = 4
"""Files that are sent at once: each has a database of its own."""

LONGEST_S = 1_800
"""How long the sending of one file may take."""

BUSY_S = 30
MOST_VALUES = 200
"""Values of a field or areas in one filter; no city has more areas."""

OWN = ("layer", "from", "to", "day", "area", "column", "lang")
PREFIXES = (WHERE, LEAST, MOST)
FORMS = files.FORMS | forms.FORMS
FORM = Parameter("form", "The format of the file.", is_required=True, known=lambda: list(FORMS))
DATASET = Parameter("dataset", "The records.", is_required=True, known=filters.datasets)
MAKERS = {"csv": files.csv, "parquet": files.parquet, "geojson": files.geojson}

_places = threading.BoundedSemaphore(MOST_AT_ONCE)


def sent(request: Request) -> Response:
    """Return a file of records as a stream, or the problem in its place."""
    return answering.answered(request, lambda: _file(request))


def _file(request: Request) -> Response:
    dataset, _, form = request.path_params["name"].partition(".")
    dataset, form = DATASET.read([dataset]), FORM.read([form] if form else [])
    city = CITY.read([request.path_params["city"]])
    name = request.path_params["vintage"]
    vintage = vintage_of({"city": city, "vintage": None if name == LATEST else name})
    query = {key: request.query_params.getlist(key) for key in request.query_params}
    try:
        selection = _selection(vintage, dataset, query)
        forms.refuse_too_many(vintage, selection, form)
    except NoAnswer as reason:
        asked = {name: values[0] for name, values in query.items()}
        raise answering.without_answer(reason, {**asked, "lang": ENGLISH}) from None
    language = LANGUAGE.read(query.get("lang", [])) or ENGLISH
    site = site_of(request) or ""
    tag = _tag(vintage, selection, form, *((language, site) if form in forms.FORMS else ()))
    headers = {
        "ETag": tag,
        "Cache-Control": answering.FRESH if name == LATEST else KEPT,
        "Link": f'<{_frozen(vintage, request)}>; rel="canonical"',
        "Accord-Vintage": vintage.vintage,
    }
    if is_known(request, tag):
        return Response(status_code=304, headers=headers)
    file_name = files.file_name(vintage, selection, form)
    headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    media_type = f"{FORMS[form]}; charset=utf-8" if form == "csv" else FORMS[form]
    if request.method == "HEAD":
        return Response(headers=headers, media_type=media_type)
    if not _places.acquire(blocking=False):
        raise Problem(
            503, f"{MOST_AT_ONCE} files are being sent now.", "busy", retry_after_s=BUSY_S
        )
    if form in MAKERS:
        pieces = MAKERS[form](vintage, selection)
    else:
        pieces = forms.bundle(vintage, selection, language, site, form)
    return _Sending(_within(pieces), headers, media_type)


class _Sending(StreamingResponse):
    """A file that holds a place until it is sent, or nobody takes it any more."""

    def __init__(self, pieces: Iterator[bytes], headers: dict[str, str], media_type: str) -> None:
        super().__init__(pieces, headers=headers, media_type=media_type)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            _places.release()


def _within(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the pieces of a file, and end it where it takes too long.

    A file that ends early is not ended as HTTP ends a whole one, so nobody takes it for whole.
    """
    until = time.monotonic() + LONGEST_S
    for piece in pieces:
        yield piece
        if time.monotonic() > until:
            raise TimeoutError(f"a file took longer than {LONGEST_S} s")


def _selection(vintage: Vintage, dataset: str, query: Mapping[str, Sequence[str]]) -> Filter:
    """Return the filter of an address; raise Problem for what it cannot mean."""
    for name, values in query.items():
        if name not in OWN and not name.startswith(PREFIXES):
            raise unknown(name, [*OWN, *(f"{prefix}COLUMN" for prefix in PREFIXES)])
        if len(values) > MOST_VALUES or any(len(value) > LONGEST for value in values):
            raise Problem(
                400,
                f"{name} may have {MOST_VALUES} values of {LONGEST} letters.",
                "too_many_values",
                parameter=name,
            )
    layer = query.get("layer", [vintage.layer().id])[0]
    fixed = {"city": [vintage.city_id], "dataset": [dataset], "layer": [vintage.layer(layer).id]}
    selection = filters.from_query({**query, **fixed})
    if not extracts.columns(vintage, selection):
        raise NoAnswer("no_columns")
    return selection


def _frozen(vintage: Vintage, request: Request) -> str:
    """Return the address that gives the same file for as long as the vintage is kept."""
    asked = f"?{request.url.query}" if request.url.query else ""
    path = PATH.format(
        city=vintage.city_id, vintage=vintage.vintage, name=request.path_params["name"]
    )
    return path + asked


def _tag(vintage: Vintage, selection: Filter, *form: str) -> str:
    content = " ".join([vintage.vintage, selection.address(), *form])
    return f'"{digest(content.encode())}"'
