"""A request to the interface, from its address to the response."""

import logging
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from dashboard.api import limits, problems
from dashboard.api.operations import FILTER, REQUEST, VERSION, Operation, vintage_of
from dashboard.api.parameters import read
from dashboard.api.problems import Problem
from dashboard.api.selecting import is_of_filter
from dashboard.sums import digest
from dashboard.web.asked import client_of
from dashboard.web.tags import is_known
from dashboard.words import load
from dashboard.words.languages import ENGLISH
from queries.errors import NoAnswer, Unreadable
from queries.vintage.catalog import Vintage
from queries.vintage.versions import version

log = logging.getLogger("accord")

PIN, VINTAGE = "Accord-Version", "Accord-Vintage"
"""The headers of an answer that name what it is of; a request may pin a version by the first."""

READING = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": PIN,
    "Access-Control-Expose-Headers": ", ".join(
        (
            *("ETag", "Link", "Retry-After", "RateLimit-Limit", "RateLimit-Remaining"),
            *("Accept-Ranges", "Content-Range", "Content-Disposition", "Repr-Digest"),
            *(PIN, VINTAGE),
        )
    ),
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""Every page on the web may read what is public here; no cookie is sent or asked for."""

FRESH = "public, max-age=60"
"""A newly published vintage is seen within a minute; the ETag spares the content."""

UNREADABLE = (
    *("no_such_day", "no_such_number", "period_backward", "limits_backward"),
    *("sql_empty", "sql_one_select", "sql_part", "sql_function", "sql_error", "sql_too_long"),
)
"""Why a filter or a query has no answer whatever the vintage holds."""

LATER = {"sql_busy": 503, "sql_one_at_a_time": 429, "sql_too_often": 429}
"""The status of what is refused for a while: for the seconds that the reason gives."""

METHODS = "GET, HEAD, OPTIONS"


def endpoint(operation: Operation) -> Callable[[Request], Response]:
    """Return the function that answers requests for an operation."""

    def answer(request: Request) -> Response:
        return answered(request, lambda: _content(operation, request))

    return answer


def answered(request: Request, make: Callable[[], Response], *, is_brief: bool = False) -> Response:
    """Return the response that `make` gives within the limits, or the problem in its place.

    What `is_brief` to make takes no place from the questions that are not.
    """
    headers = {**READING, "RateLimit-Limit": str(limits.MOST_A_MINUTE)}
    if request.method == "OPTIONS":
        allowed = {
            "Allow": METHODS,
            "Access-Control-Allow-Methods": METHODS,
            "Access-Control-Allow-Headers": "If-None-Match, If-Range, Range",
        }
        return Response(status_code=204, headers={**headers, **allowed})
    try:
        client = client_of(request)
        left = limits.count(client)
        headers["RateLimit-Remaining"] = str(left)
        with nullcontext() if is_brief else limits.place(client):
            response = make()
    except Problem as problem:
        response = problems.response(problem)
    except NoAnswer as reason:
        response = problems.response(without_answer(reason, {"lang": ENGLISH}))
    except Unreadable as error:
        log.error("%s", error)
        detail = load(ENGLISH).text("cities.damaged", city=error.city)
        response = problems.response(Problem(503, detail, "damaged", retry_after_s=600))
    response.headers.update(headers)
    response.headers.add_vary_header(PIN)
    return response


def _content(operation: Operation, request: Request) -> Response:
    query = {name: request.query_params.getlist(name) for name in request.query_params}
    if VERSION in operation.parameters:
        query = pinned(request, query)
    chosen = {}
    if operation.has_filter:
        chosen = {name: query.pop(name) for name in [*query] if is_of_filter(name)}
    arguments = read(operation.parameters, request.path_params, query)
    arguments[FILTER] = chosen
    arguments["lang"] = arguments.get("lang") or ENGLISH
    headers = {}
    arguments[REQUEST] = request
    try:
        if "city" in arguments:
            vintage = vintage_of(arguments)
            headers = served(vintage)
            # another one may be published while the answer is made
            if VERSION in operation.parameters:
                arguments |= {"vintage": vintage.vintage, "version": None}
        answer = operation.answer(arguments)
    except NoAnswer as reason:
        filtered = {name: values[0] for name, values in chosen.items()}
        raise without_answer(reason, {**arguments, **filtered}) from None
    response = tagged(request, msgspec.json.encode(answer), "application/json")
    response.headers.update(headers)
    return response


def pinned(request: Request, query: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Return the parameters of an address with the version that a header pins, if one does."""
    by_header = request.headers.getlist(PIN)
    versions = list(dict.fromkeys([*query.get(VERSION.name, []), *by_header]))
    return {**query, **({VERSION.name: versions} if versions else {})}


def served(vintage: Vintage) -> dict[str, str]:
    """Return the headers that say which vintage an answer is of."""
    return {PIN: str(version(vintage)), VINTAGE: vintage.vintage}


def tagged(request: Request, content: bytes, media_type: str) -> Response:
    """Return content with its ETag, or 304 where the client has it already."""
    tag = f'"{digest(content)}"'
    headers = {"ETag": tag, "Cache-Control": FRESH}
    if is_known(request, tag):
        return Response(status_code=304, headers=headers)
    return Response(content, headers=headers, media_type=media_type)


def without_answer(reason: NoAnswer, arguments: Mapping[str, Any]) -> Problem:
    """Return why a question has no answer as a problem, in the language asked for.

    It names the parameter of the reason, or the one whose value the reason speaks of.
    """
    values = {str(value) for value in reason.values.values()}
    named = next((name for name, value in arguments.items() if str(value) in values), None)
    found = str(arguments[named]) if named else None
    if "parameter" in reason.values:
        named, found = str(reason.values["parameter"]), str(reason.values.get("value", ""))
    known = reason.values.get("known", "")
    is_later = reason.code in LATER
    status = 404 if reason.code.startswith("no_such") else 422
    return Problem(
        LATER.get(reason.code, 400 if reason.code in UNREADABLE else status),
        load(arguments["lang"]).no_answer(reason),
        reason.code,
        parameter=named,
        found=found,
        allowed=known if isinstance(known, list) else str(known).split(", ") if known else (),
        retry_after_s=int(str(reason.values["seconds"])) if is_later else None,
    )
