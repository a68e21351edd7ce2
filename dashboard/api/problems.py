"""What was wrong with a request: problem details (RFC 9457) that name the parameter."""

from collections.abc import Sequence

import msgspec
from starlette.responses import Response

MEDIA_TYPE = "application/problem+json"

GONE = 410
"""The status of a citation that was withdrawn; no other address has it."""

TITLES = {
    400: "A parameter cannot be used",
    404: "There is no such thing",
    GONE: "It was here and was withdrawn",
    422: "The question has no answer",
    429: "Too many requests",
    500: "Something went wrong here",
    503: "The server is busy",
}


class Details(msgspec.Struct, omit_defaults=True):
    """The content of an answer that tells a problem."""

    title: str
    status: int
    detail: str
    code: str
    parameter: str | None = None
    found: str | None = None
    allowed: list[str] = []


class Problem(Exception):
    """A request without an answer."""

    def __init__(
        self,
        status: int,
        detail: str,
        code: str,
        *,
        parameter: str | None = None,
        found: str | None = None,
        allowed: Sequence[str] = (),
        retry_after_s: int | None = None,
    ) -> None:
        """Keep what is wrong; `allowed` lists what would be taken, where that is a list."""
        super().__init__(detail)
        self.status = status
        self.details = Details(
            title=TITLES[status],
            status=status,
            detail=detail,
            code=code,
            parameter=parameter,
            found=found,
            allowed=list(allowed),
        )
        self.retry_after_s = retry_after_s


def response(problem: Problem) -> Response:
    """Return a problem as a response; `Retry-After` says when to ask again."""
    wait = problem.retry_after_s
    return Response(
        msgspec.json.encode(problem.details),
        status_code=problem.status,
        headers={"Cache-Control": "no-store", **({"Retry-After": str(wait)} if wait else {})},
        media_type=MEDIA_TYPE,
    )
