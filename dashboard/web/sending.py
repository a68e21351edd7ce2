"""How a file is sent: as a stream, or from the disk by ranges; in either way as it is taken.

No thread waits for a client: one makes or reads a piece, and the next once that has been taken.
"""

import logging
from collections.abc import AsyncIterable, Callable, Iterable

import anyio
from starlette.concurrency import run_in_threadpool
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import FileResponse, StreamingResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger("accord")

LONGEST_S = 1_800
"""How long the sending of one file may take."""

TAKEN_WITHIN_S = 60
"""How long a client may take to take a piece."""

PIECE_BYTES = 256 << 10
"""Bytes of a file on the disk that are in memory at once for one client."""

QUALITY = 1
"""Of gzip for a stream: a better one takes longer than most networks."""


class Stream(StreamingResponse):
    """Pieces that are sent as they are made; those of a text are compressed for who takes that.

    `end` is called when they are sent, or nobody takes them any more.
    """

    def __init__(
        self,
        pieces: Iterable[bytes] | AsyncIterable[bytes],
        headers: dict[str, str],
        media_type: str,
        end: Callable[[], None],
        *,
        is_text: bool,
    ) -> None:
        """Keep the pieces and how they are described."""
        super().__init__(pieces, headers=headers, media_type=media_type)
        self.end, self.is_text = end, is_text

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the pieces."""
        plain: ASGIApp = super().__call__
        answer = GZipMiddleware(plain, compresslevel=QUALITY) if self.is_text else plain
        await _in_time(answer, self.end, scope, receive, send)


class FileOnDisk(FileResponse):
    """A file on the disk, whole or by ranges (RFC 9110, section 14).

    `end` is called when it is sent, or nobody takes it any more.
    """

    chunk_size = PIECE_BYTES

    def __init__(
        self, path: str, headers: dict[str, str], media_type: str, end: Callable[[], None]
    ) -> None:
        """Keep the place of the file and how it is described."""
        super().__init__(path, headers=headers, media_type=media_type)
        self.end = end

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the file, or the part of it that the request names in bytes."""
        headers = [
            (name, value)
            for name, value in scope["headers"]
            if name != b"range" or value.lower().startswith(b"bytes=")
        ]
        scope = {**scope, "headers": headers}  # another unit is to be ignored
        await _in_time(super().__call__, self.end, scope, receive, send)


async def _in_time(
    answer: ASGIApp, end: Callable[[], None], scope: Scope, receive: Receive, send: Send
) -> None:
    """Send an answer, and leave it where its client takes too long.

    An answer that is left is not ended as HTTP ends a whole one, so nobody takes it for whole.
    """

    async def send_in_time(message: Message) -> None:
        with anyio.fail_after(TAKEN_WITHIN_S):
            await send(message)

    try:
        with anyio.fail_after(LONGEST_S):
            await answer(scope, receive, send_in_time)
    except TimeoutError:
        log.warning("a file was not sent whole: its client took too long")
    finally:
        with anyio.CancelScope(shield=True):  # what is ended may take a while to see that
            await run_in_threadpool(end)
