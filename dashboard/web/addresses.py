"""The addresses that the site answers; every other one is answered with the list of pages."""

from pathlib import Path
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import file_util

from dashboard.catalogue.addresses import BRIEFS, CATALOGUE, DATA, FEEDS, SITEMAP
from dashboard.edition.addresses import PREFIX
from dashboard.pages import GROUPS, url_path
from dashboard.parts.shapes import PREFIX as SHAPES
from dashboard.reading.answers import ADDRESSES as FIGURES
from dashboard.web.not_found import not_found
from dashboard.web.routes import ROUTES

PAGES = {"", *(url_path(name) for members in GROUPS.values() for name in members)}
OWN = {route.path.strip("/") for route in ROUTES}
STREAMLIT = {"_stcore/health", "_stcore/host-config"}
"""What a page asks of Streamlit's server. Its metrics, uploads and other services stay closed."""

STREAM = "/_stcore/stream"
MEDIA = "/media/"
PROGRAMS = ("/api/", "/cite/", f"{BRIEFS}/", f"{DATA}/", f"{FEEDS}/", CATALOGUE, SITEMAP)
"""Below these the interface for programs answers for itself."""
POLICY_VIOLATION = 1008
"""The code by which a websocket is refused (RFC 6455, section 7.4.1)."""


def _static_files() -> set[str]:
    folder = Path(file_util.get_static_dir())
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


KNOWN = PAGES | FIGURES | OWN | STREAMLIT | _static_files()


class KnownAddresses:
    """Lets known addresses through to the application that it wraps, and answers the others.

    Streamlit answers every address with its own page and status 200.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Keep the application that answers."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse a websocket that a page of another host opens."""
        if scope["type"] == "http" and not is_known(scope["path"]):
            response = await not_found(Request(scope, receive))
            await response(scope, receive, send)
        elif scope["type"] == "websocket" and not is_own_stream(scope):
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
        else:
            await self.app(scope, receive, send)


def is_known(path: str) -> bool:
    """Return whether an address is a page, a file of the site, or one of its services."""
    beginnings = (MEDIA, PREFIX, SHAPES, *PROGRAMS)
    return path.strip("/") in KNOWN or path == DATA or path.startswith(beginnings)


def is_own_stream(scope: Scope) -> bool:
    """Return whether a websocket is that of a page, opened by a page of this host or no browser.

    Streamlit refuses foreign hosts too, but first asks a third party for the server's own address.
    """
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    same_host = origin is None or urlsplit(origin).netloc == headers.get("host")
    return same_host and scope["path"] == STREAM
