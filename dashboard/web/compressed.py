"""Streamlit's scripts and styles, compressed once and kept: their names change with them."""

import gzip
import mimetypes
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import cast

import brotli
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import file_util

PREFIX = "/static/"
FOLDER = Path(file_util.get_static_dir()) / "static"
TEXTS = {".css", ".js", ".json", ".svg"}
SMALL = 1_000
"""Bytes under which compression saves less than its header costs."""
KEPT = "public, max-age=31536000, immutable"
QUALITY = 9
"""Of brotli: its best is a tenth smaller and takes ten times as long."""


def _brotli(content: bytes) -> bytes:
    return cast(bytes, brotli.compress(content, quality=QUALITY))


def _gzip(content: bytes) -> bytes:
    return gzip.compress(content, compresslevel=9, mtime=0)


ENCODE: dict[str, Callable[[bytes], bytes]] = {"br": _brotli, "gzip": _gzip}
"""How files are compressed, by the name of the encoding, the smaller result first."""


class CompressedStatic:
    """Answers for the static files that are text, compressed; leaves others to the application.

    Streamlit keeps their addresses for itself, so that no route can answer for them.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Keep the application that answers all else."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer if the address is of a text and the browser takes one of our encodings."""
        path = _text_file(scope)
        encoding = accepted(Headers(scope=scope).get("accept-encoding", "")) if path else None
        if path is None or encoding is None:
            await self.app(scope, receive, send)
            return
        content = await run_in_threadpool(_compressed, path, encoding)
        response = Response(
            content if scope["method"] == "GET" else b"",
            headers={
                "Cache-Control": KEPT,
                "Content-Encoding": encoding,
                "Content-Length": str(len(content)),
                "Vary": "Accept-Encoding",
            },
            media_type=mimetypes.guess_type(path.name)[0],
        )
        await response(scope, receive, send)


def accepted(offers: str, encodings: Iterable[str] = tuple(ENCODE)) -> str | None:
    """Return the first of some encodings among those of an Accept-Encoding header, or None."""
    weights = {}
    for offer in offers.split(","):
        name, _, weight = offer.replace(" ", "").partition(";q=")
        weights[name.lower()] = weight
    refused = {"0", "0.0", "0.00", "0.000"}
    return next((name for name in encodings if weights.get(name, "0") not in refused), None)


def _text_file(scope: Scope) -> Path | None:
    if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
        return None
    if not scope["path"].startswith(PREFIX):
        return None
    return _texts().get(scope["path"].removeprefix(PREFIX))


@cache
def _texts() -> dict[str, Path]:
    """Return the files that are worth compressing by their address under PREFIX."""
    return {
        path.relative_to(FOLDER).as_posix(): path
        for path in FOLDER.rglob("*")
        if path.suffix in TEXTS and path.stat().st_size >= SMALL
    }


@cache
def _compressed(path: Path, encoding: str) -> bytes:
    return ENCODE[encoding](path.read_bytes())
