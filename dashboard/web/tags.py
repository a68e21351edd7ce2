"""Entity tags: what a client has already is not sent again (RFC 9110, section 13.1.2)."""

from collections.abc import Mapping

from starlette.requests import Request


def is_known(request: Request, tag: str) -> bool:
    """Return whether the client has what a tag names; weak and strong tags are compared alike."""
    sent = request.headers.get("if-none-match", "").split(",")
    known = {part.strip().removeprefix("W/") for part in sent}
    return tag.removeprefix("W/") in known or "*" in known


def is_current(request: Request, headers: Mapping[str, str]) -> bool:
    """Return whether the client has what the headers of an answer name, by its tag or its date.

    A date is compared as it was sent, not by its order: what is published again after a newer one
    is older, and yet not what the client has.
    """
    if "if-none-match" in request.headers:
        return is_known(request, headers["ETag"])
    changed_at = headers.get("Last-Modified")
    return changed_at is not None and request.headers.get("if-modified-since") == changed_at
