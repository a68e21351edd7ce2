"""Requests to the interface without a server."""

from typing import Any

import msgspec
from starlette.applications import Starlette

from dashboard.api.document import PREFIX
from dashboard.api.routes import FILE_ROUTES, ROUTES
from tests.web.asking import Answer, ask

SITE = Starlette(routes=[*ROUTES, *FILE_ROUTES])


def get(path: str, method: str = "GET", **headers: str) -> Answer:
    """Return the answer to a request for an address below that of the interface."""
    return ask(PREFIX + path, method, SITE, **headers)


def content(path: str) -> Any:
    """Return the data of an answer that there is."""
    answer = get(path)
    assert answer.status == 200, answer.text
    return msgspec.json.decode(answer.content)


def problem(path: str) -> dict[str, Any]:
    """Return what was wrong with a request."""
    answer = get(path)
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    told: dict[str, Any] = msgspec.json.decode(answer.content)
    assert told["status"] == answer.status
    return told
