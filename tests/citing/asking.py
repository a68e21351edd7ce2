"""Requests to the addresses of citations without a server."""

from starlette.applications import Starlette

from dashboard.api.routes import FILE_ROUTES
from dashboard.api.routes import ROUTES as API
from dashboard.citing.routes import ROUTES
from tests.web.asking import Answer, ask

SITE = Starlette(routes=[*API, *FILE_ROUTES, *ROUTES])
CHANGE = "page=what-changed&city=sample&measure=force&policy=deescalation-2019&figure=change"


def get(address: str, method: str = "GET", **headers: str) -> Answer:
    """Return the answer to a request."""
    return ask(address, method, SITE, **headers)


def cite(query: str) -> str:
    """Keep a citation and return its address."""
    answer = get(f"/cite/new?{query}", "POST")
    assert answer.status == 303, answer.text
    return answer.headers["location"].partition("?")[0]
