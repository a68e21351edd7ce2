"""An address that leads nowhere is answered with the pages there are."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.types import Message, Receive, Scope, Send

from dashboard.pages import GROUPS, url_path
from dashboard.web.addresses import STREAM, KnownAddresses, is_known, is_own_stream

SHOWN = [url_path(name) for members in GROUPS.values() for name in members]


async def never(scope: Scope, receive: Receive, send: Send) -> None:
    """Stand for the site where it must not be asked."""
    raise AssertionError(scope["path"])


def ask(path: str, query: str = "", accepts: str = "en-US") -> tuple[int, str]:
    """Return status and text of an address that the site does not know."""
    messages: list[Message] = []
    scope: Scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": query.encode(),
        "headers": [(b"accept-language", accepts.encode())],
    }

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        messages.append(message)

    # in a thread of its own: where browser tests ran, this one has a running loop already
    with ThreadPoolExecutor(max_workers=1) as pool:
        pool.submit(asyncio.run, KnownAddresses(never)(scope, receive, send)).result()
    return messages[0]["status"], messages[1]["body"].decode()


@pytest.mark.parametrize(
    ("query", "accepts", "title", "language"),
    [
        ("", "en-US", "There is no such page", "en"),
        ("", "es-MX", "Esa página no existe", "es"),
        ("lang=es", "en-US", "Esa página no existe", "es"),
        ("lang=xx", "fr", "There is no such page", "en"),
    ],
)
def test_it_is_said_in_the_readers_language(
    query: str, accepts: str, title: str, language: str
) -> None:
    """The address's language comes first, then the browser's; machines read 404."""
    status, text = ask("/neighbourhood", query, accepts)
    assert status == 404
    assert f'<html lang="{language}">' in text
    assert f"<h1>{title}</h1>" in text
    assert re.findall(r'href="/([a-z-]+)\?lang', text) == SHOWN


@pytest.mark.parametrize(
    "path",
    [
        "/",
        *(f"/{name}" for name in SHOWN),
        "/what-changed/",
        "/favicon.png",
        "/index.html",
        "/media/0a1b.csv",
        "/_stcore/health",
        "/_stcore/host-config",
        "/healthz",
        "/.well-known/security.txt",
    ],
)
def test_pages_and_files_are_let_through(path: str) -> None:
    """A page's own address, a file of the site, a download and a service are known."""
    assert is_known(path)


@pytest.mark.parametrize(
    "path",
    [
        "/policies-2",
        "/api",
        "/what-changed/more",
        "/static/js/none.js",
        "/_stcore/metrics",
        "/_stcore/upload_file/a/b",
        "/_stcore/agent/mcp",
        "/component/any.thing/index.html",
        "/auth/login",
        "/.git/config",
        "/wp-login.php",
    ],
)
def test_other_addresses_are_unknown(path: str) -> None:
    """What only begins like a page, a file that is not there, and Streamlit's other services."""
    assert not is_known(path)
    assert ask(path)[0] == 404


@pytest.mark.parametrize(
    ("path", "origin", "expected"),
    [
        (STREAM, b"https://accord.example.org", True),
        (STREAM, b"http://accord.example.org", True),
        (STREAM, None, True),
        (STREAM, b"https://evil.example.org", False),
        (STREAM, b"https://accord.example.org:8443", False),
        (STREAM, b"https://accord.example.org@evil.example.org", False),
        (STREAM, b"null", False),
        (STREAM, b"http://localhost", False),
        ("/_stcore/other", None, False),
    ],
)
def test_only_a_page_of_this_host_opens_a_websocket(
    path: str, origin: bytes | None, expected: bool
) -> None:
    """The origin that a browser names has the host of the request."""
    headers = [(b"host", b"accord.example.org")]
    headers += [(b"origin", origin)] if origin is not None else []
    scope: Scope = {"type": "websocket", "path": path, "headers": headers}
    assert is_own_stream(scope) is expected
