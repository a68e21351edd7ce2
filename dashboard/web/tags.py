"""Entity tags: what a client has already is not sent again (RFC 9110, section 13.1.2)."""

import hashlib

from starlette.requests import Request


def digest(content: bytes) -> str:
    """Return what tells a content from others, as 32 hex digits for its tag."""
    return hashlib.sha256(content).hexdigest()[:32]


def is_known(request: Request, tag: str) -> bool:
    """Return whether the client has what a tag names; weak and strong tags are compared alike."""
    sent = request.headers.get("if-none-match", "").split(",")
    known = {part.strip().removeprefix("W/") for part in sent}
    return tag.removeprefix("W/") in known or "*" in known
