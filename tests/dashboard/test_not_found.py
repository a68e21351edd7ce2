"""An address that leads nowhere is answered with the pages there are."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.applications import Starlette
from starlette.types import Message, Scope

from dashboard.not_found import ROUTE, UnknownPage
from dashboard.pages import GROUPS, url_path

SHOWN = [url_path(name) for members in GROUPS.values() for name in members]


def ask(path: str, query: str = "", accepts: str = "en-US") -> tuple[int, str]:
    """Return status and text of an address of the real route."""
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
        pool.submit(asyncio.run, Starlette(routes=[ROUTE])(scope, receive, send)).result()
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


@pytest.mark.parametrize("path", [*SHOWN, "", "favicon.png", "api/v1/cities"])
def test_pages_and_files_are_left_alone(path: str) -> None:
    """A page's own address, a file, and an address with parts are not taken for a missing page."""
    assert re.fullmatch(UnknownPage.regex, path) is None


def test_a_longer_name_is_not_a_page() -> None:
    """An address that only begins like a page's is still no page."""
    assert re.fullmatch(UnknownPage.regex, "policies-2") is not None
