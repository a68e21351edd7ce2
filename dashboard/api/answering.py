"""A request to the interface, from its address to the response."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from dashboard.api import limits, problems
from dashboard.api.operations import Operation
from dashboard.api.parameters import read
from dashboard.api.problems import Problem
from dashboard.web.tags import digest, is_known
from dashboard.words import load
from dashboard.words.languages import ENGLISH
from queries.errors import NoAnswer, Unreadable

log = logging.getLogger("accord")

READING = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Retry-After, RateLimit-Limit, "
    "RateLimit-Remaining, Accord-Vintage",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""Every page on the web may read what is public here; no cookie is sent or asked for."""

FRESH = "public, max-age=60"
"""A newly published vintage is seen within a minute; the ETag spares the content."""

UNREADABLE = ("no_such_day", "no_such_number", "period_backward")
"""Why a filter has no answer whatever the vintage holds."""

METHODS = "GET, HEAD, OPTIONS"


def endpoint(operation: Operation) -> Callable[[Request], Response]:
    """Return the function that answers requests for an operation."""

    def answer(request: Request) -> Response:
        return answered(request, lambda: _content(operation, request))

    return answer


def answered(request: Request, make: Callable[[], Response]) -> Response:
    """Return the response that `make` gives within the limits, or the problem in its place."""
    headers = {**READING, "RateLimit-Limit": str(limits.MOST_A_MINUTE)}
    if request.method == "OPTIONS":
        allowed = {"Allow": METHODS, "Access-Control-Allow-Methods": METHODS}
        return Response(status_code=204, headers={**headers, **allowed})
    try:
        left = limits.count(request.client.host if request.client else "")
        headers["RateLimit-Remaining"] = str(left)
        with limits.place():
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
    return response


def _content(operation: Operation, request: Request) -> Response:
    query = {name: request.query_params.getlist(name) for name in request.query_params}
    asked = read(operation.parameters, request.path_params, query)
    asked["lang"] = asked.get("lang") or ENGLISH
    try:
        answer = operation.answer(asked)
    except NoAnswer as reason:
        raise without_answer(reason, asked) from None
    return tagged(request, msgspec.json.encode(answer), "application/json")


def tagged(request: Request, content: bytes, media_type: str) -> Response:
    """Return content with its ETag, or 304 where the client has it already."""
    tag = f'"{digest(content)}"'
    headers = {"ETag": tag, "Cache-Control": FRESH}
    if is_known(request, tag):
        return Response(status_code=304, headers=headers)
    return Response(content, headers=headers, media_type=media_type)


def without_answer(reason: NoAnswer, asked: Mapping[str, Any]) -> Problem:
    """Return why a question has no answer as a problem, in the language asked for.

    It names the parameter whose value is the one that the reason speaks of.
    """
    values = {str(value) for value in reason.values.values()}
    named = next((name for name, value in asked.items() if str(value) in values), None)
    known = str(reason.values.get("known", ""))
    return Problem(
        400 if reason.code in UNREADABLE else 404 if reason.code.startswith("no_such") else 422,
        load(asked["lang"]).no_answer(reason),
        reason.code,
        parameter=named,
        found=str(asked[named]) if named else None,
        allowed=known.split(", ") if known else (),
    )
