"""Keeps a visitor with one process of a site that has several: its number in a cookie."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.processes.choice import COOKIE
from dashboard.web.addresses import PAGES

SERVICES = "/_stcore/"
FORWARDED = ("forwarded", "x-forwarded-for", "via")
"""Headers of a request that came through a proxy, whose connections many visitors share."""


class OwnProcess:
    """Names its process to each visitor; the cookie ends with the visit and says no more."""

    def __init__(self, app: ASGIApp, number: int) -> None:
        """Keep the application that answers, and the number of its process."""
        self.app = app
        self.number = number

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the application answer, and add the cookie where a visit begins or is taken up."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Headers(scope=scope)
        is_named = f"{COOKIE}={self.number}" in request.get("cookie", "").split("; ")
        path = scope["path"]
        is_visit = path.strip("/") in PAGES or path.startswith(SERVICES)

        async def send_marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if is_visit and not is_named:
                    headers.append("set-cookie", _cookie(self.number, scope["scheme"]))
                if any(name in request for name in FORWARDED):
                    headers["connection"] = "close"  # the next request may be another visitor's
            await send(message)

        await self.app(scope, receive, send_marked)


def _cookie(number: int, scheme: str) -> str:
    secure = "; Secure" if scheme == "https" else ""
    return f"{COOKIE}={number}; Path=/; HttpOnly; SameSite=Lax{secure}"
