"""Addresses that are answered past Streamlit's own layers."""

from collections.abc import Callable, Sequence

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send


class Apart:
    """Answers what lies below a prefix by routes of its own; leaves the rest to the application.

    Streamlit compresses all that passes it, anew for each client. A file that is kept compressed,
    or is so in itself, must be sent as it is, with its length.
    """

    def __init__(
        self,
        app: ASGIApp,
        prefix: str,
        routes: Sequence[BaseRoute],
        on_error: Callable[[Request, Exception], Response],
    ) -> None:
        """Keep the application that answers all else."""
        self.app, self.prefix = app, f"{prefix}/"
        self.own = Starlette(routes=routes, exception_handlers={Exception: on_error})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        is_own = scope["type"] == "http" and f"{scope['path']}/".startswith(self.prefix)
        await (self.own if is_own else self.app)(scope, receive, send)
