"""A visitor without a browser: a websocket that speaks Streamlit's protocol."""

import asyncio
import re
import urllib.request
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from email.message import Message
from itertools import count

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from dashboard.pages import GROUPS, url_path

PAGES = [url_path(name) for members in GROUPS.values() for name in members]
ANSWER_WITHIN_S = 120
VINTAGE = re.compile(rb"\b20\d{6}-\d{6}\b")
PROTOCOL = Subprotocol("streamlit")


class Visitor:
    """One open page: asks for pages and files, and waits until the server has answered.

    `files` are the files that the page offers, `vintages` the vintages that it names.
    """

    def __init__(
        self, connection: ClientConnection, query: str, cookies: Sequence[str] = ()
    ) -> None:
        """Keep the connection, the choices of the address, and the browser's cookies."""
        self.connection = connection
        self.cookies = list(cookies)
        self.query = query
        self.session_id = ""
        self.files: dict[str, str] = {}
        self.vintages: set[bytes] = set()
        self.request_ids = count(1)

    async def change(self, page: str) -> None:
        """Ask for a page, and return when its script has ended; raise RuntimeError on a failure."""
        ask = BackMsg()
        ask.rerun_script.query_string = self.query
        ask.rerun_script.page_name = "" if page == PAGES[0] else page
        await self.connection.send(ask.SerializeToString())
        self.files = {}
        self.vintages = set()
        while True:
            answer = await self._receive()
            if answer.WhichOneof("type") == "new_session":
                self.session_id = answer.new_session.initialize.session_id
            element = answer.delta.new_element
            if element.WhichOneof("type") == "download_button":
                button = element.download_button
                self.files[button.id.rsplit("-", 1)[-1]] = button.deferred_file_id
            if answer.WhichOneof("type") == "script_finished":
                if answer.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
                    raise RuntimeError(f"{page}: {answer.script_finished}")
                return

    async def take(self, file: str) -> str:
        """Have a file made, and return the address that the server names."""
        ask = BackMsg()
        ask.backend_operation_request.request_id = str(next(self.request_ids))
        ask.backend_operation_request.session_id = self.session_id
        ask.backend_operation_request.deferred_file.file_id = self.files[file]
        await self.connection.send(ask.SerializeToString())
        while True:
            answer = await self._receive()
            if answer.WhichOneof("type") == "backend_operation_response":
                response = answer.backend_operation_response
                if response.WhichOneof("payload") != "deferred_file":
                    raise RuntimeError(f"{file}: {response}")
                return str(response.deferred_file.url)

    async def _receive(self) -> ForwardMsg:
        message = await self.connection.recv()
        content = message if isinstance(message, bytes) else message.encode()
        self.vintages |= set(VINTAGE.findall(content))
        return ForwardMsg.FromString(content)


@asynccontextmanager
async def visiting(address: str, query: str) -> AsyncIterator[Visitor]:
    """Open a page as a browser does: first its HTML, then, with the cookies of that, its stream."""
    _, headers = await asyncio.to_thread(fetch, f"{address}/?{query}")
    cookies = [line.partition(";")[0] for line in headers.get_all("Set-Cookie") or []]
    async with connect(
        f"{address.replace('http', 'ws', 1)}/_stcore/stream",
        additional_headers={"Cookie": "; ".join(cookies)} if cookies else None,
        subprotocols=[PROTOCOL],
        max_size=None,
        open_timeout=ANSWER_WITHIN_S,
    ) as connection:
        yield Visitor(connection, query, cookies)


def fetch(address: str, **headers: str) -> tuple[bytes, Message]:
    """Return what an address answers, and the headers; raise HTTPError if it is no success."""
    request = urllib.request.Request(address, headers=headers)  # noqa: S310 - our own server
    with urllib.request.urlopen(request, timeout=ANSWER_WITHIN_S) as response:  # noqa: S310
        return response.read(), response.headers
