"""A request to routes without a server."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Scope

from dashboard.web.routes import ROUTES
from dashboard.web.served_page import PAGES

SITE = "https://accord.example.org"


@dataclass(frozen=True)
class Answer:
    """Status, headers and content of a response."""

    status: int
    headers: Headers
    content: bytes

    @property
    def text(self) -> str:
        """The content as text."""
        return self.content.decode()


def ask(address: str, method: str = "GET", app: ASGIApp | None = None, **headers: str) -> Answer:
    """Return the answer to a request for an address of the site, path and query."""
    parts = urlsplit(address)
    sent = {"host": urlsplit(SITE).netloc, **{k.replace("_", "-"): v for k, v in headers.items()}}
    scope: Scope = {
        "type": "http",
        "method": method,
        "scheme": urlsplit(SITE).scheme,
        "path": parts.path,
        "query_string": parts.query.encode(),
        "headers": [(key.encode(), value.encode("latin-1")) for key, value in sent.items()],
    }
    messages: list[Message] = []

    requests: list[Message] = [{"type": "http.request"}]

    async def receive() -> Message:
        if not requests:  # the client waits for the answer
            await asyncio.Event().wait()
        return requests.pop()

    async def send(message: Message) -> None:
        messages.append(message)

    # in a thread of its own: where browser tests ran, this one has a running loop already
    with ThreadPoolExecutor(max_workers=1) as pool:
        site = app or Starlette(routes=[*ROUTES, *PAGES])
        pool.submit(asyncio.run, site(scope, receive, send)).result()  # type: ignore[arg-type]
    content = b"".join(message.get("body", b"") for message in messages[1:])
    return Answer(messages[0]["status"], Headers(raw=messages[0]["headers"]), content)
