"""The headers of every response: what a browser may load, run, send and put in a frame."""

import base64
import hashlib
import re
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import file_util

from dashboard.parts.language import language_script
from dashboard.web.served_page import SERVER
from dashboard.words.languages import folders

INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)


class SecurityHeaders:
    """Adds HEADERS to every response of the application that it wraps."""

    def __init__(self, app: ASGIApp) -> None:
        """Keep the application that answers."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the application answer, and add the headers as the answer begins."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] in {"http.response.start", "websocket.http.response.start"}:
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await self.app(scope, receive, send_with_headers)


def _digests() -> list[str]:
    """Return the CSP sources of the inline scripts: Streamlit's own, and ours for each language."""
    index = (Path(file_util.get_static_dir()) / "index.html").read_text(encoding="utf-8")
    ours = [SERVER, *(language_script(language) for language in folders())]
    scripts = INLINE.findall(index) + ours
    digests = (hashlib.sha256(script.encode()).digest() for script in scripts)
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]


# Measured in Chromium on every page: without one of these sources something breaks.
POLICY = {
    "default-src": ["'none'"],
    "script-src": ["'self'", *_digests(), "blob:"],  # the button "my location" is a blob
    "style-src": ["'self'", "'unsafe-inline'"],  # Streamlit styles its parts as they appear
    "img-src": ["'self'", "data:"],  # the page's icon
    "font-src": ["'self'", "data:"],  # a font within Streamlit's style sheet
    "connect-src": ["'self'"],
    "manifest-src": ["'self'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],  # the button that keeps a citation
    "frame-ancestors": ["'none'"],  # the site has no address that is made for a frame
}
"""What pages may load, by directive. Vega runs without 'unsafe-eval': Streamlit gives it an
interpreter. A blob can only be made by a script that already runs."""

HEADERS = {
    "Content-Security-Policy": "; ".join(
        f"{directive} {' '.join(sources)}" for directive, sources in POLICY.items()
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self)",
}
