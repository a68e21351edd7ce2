"""A real server with a published city, and a real browser."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlparse

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Request,
    ViewportSize,
    sync_playwright,
)

from tests.browsing import NoBrowserError, chromium, new_visitor, served

Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright, started once."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Chromium; on the test machine a missing one is a failure."""
    try:
        chrome = chromium(playwright)
    except NoBrowserError as missing:
        if os.environ.get("CI"):
            pytest.fail(str(missing))
        pytest.skip(str(missing))
    yield chrome
    chrome.close()


@pytest.fixture(scope="session")
def sample_site(sample_home: Path) -> Iterator[str]:
    """The address of a site over the sample city."""
    with served(sample_home) as address:
        yield address


@pytest.fixture(scope="session")
def exporting_site(sample_home: Path) -> Iterator[str]:
    """The address of a site over the sample city whose tables can be saved by their toolbar.

    The site turns this off, as the toolbar's file is not made safe for a spreadsheet.
    """
    with served(sample_home, STREAMLIT_CLIENT_DISABLE_DATA_EXPORT="false") as address:
        yield address


@pytest.fixture(scope="session")
def chicago_site(chicago_home: Path) -> Iterator[str]:
    """The address of a site over Chicago's real data."""
    with served(chicago_home) as address:
        yield address


@pytest.fixture(scope="session")
def new_orleans_site(new_orleans_home: Path) -> Iterator[str]:
    """The address of a site over New Orleans' real data."""
    with served(new_orleans_home) as address:
        yield address


@pytest.fixture(scope="session")
def asheville_site(asheville_home: Path) -> Iterator[str]:
    """The address of a site over Asheville's real data."""
    with served(asheville_home) as address:
        yield address


@pytest.fixture(scope="session")
def visit(browser: Browser) -> Iterator[Visit]:
    """A visitor's new tab, by the width and height of the window and what else a browser says.

    Visitors alike share what a browser keeps of the site's own code, which is a third of the wait;
    what they do is theirs alone, as the site keeps nothing in the browser. At the end, no page may
    have met its Content Security Policy.
    """
    contexts: dict[tuple[Any, ...], BrowserContext] = {}
    blocked: set[str] = set()

    def open_tab(width: int, height: int = 900, **settings: Any) -> Page:
        key = (width, height, *sorted(settings.items()))
        if key not in contexts:
            size: ViewportSize = {"width": width, "height": height}
            contexts[key] = new_visitor(browser, viewport=size, **settings)
            contexts[key].on("console", lambda message: blocked.update(_blocked(message)))
        return contexts[key].new_page()

    yield open_tab
    for context in contexts.values():
        context.close()
    assert blocked == set()


@pytest.fixture(scope="session")
def same_tab(visit: Visit) -> Iterator[Visit]:
    """The same tab again for each page of a walk, as wide and in such colours as is asked for.

    A tab keeps the site's code ready to run: half of the wait for a page in a new one. What a test
    hears of the tab it stops hearing at its end.
    """
    tabs: dict[str, Page] = {}

    def open_tab(
        width: int, height: int = 900, color_scheme: Literal["light", "dark"] = "light"
    ) -> Page:
        if "tab" not in tabs or tabs["tab"].is_closed():
            tabs["tab"] = visit(width, height, reduced_motion="reduce")
        tabs["tab"].set_viewport_size({"width": width, "height": height})
        tabs["tab"].emulate_media(color_scheme=color_scheme)
        return tabs["tab"]

    yield open_tab
    for tab in tabs.values():
        tab.close()


@contextmanager
def hosts_asked(page: Page) -> Iterator[set[str | None]]:
    """Collect the hosts that a page asks while a block runs, with their ports.

    The tab is emptied first: the page it showed before, perhaps another site's, asks on until then.
    """
    hosts: set[str | None] = set()

    def hear(request: Request) -> None:
        hosts.add(urlparse(request.url).netloc)

    page.goto("about:blank")
    page.on("request", hear)
    try:
        yield hosts
    finally:
        page.remove_listener("request", hear)


def _blocked(message: ConsoleMessage) -> list[str]:
    """Return what a browser says of something that the Content Security Policy forbids."""
    return [message.text] if "Content Security Policy" in message.text else []


@pytest.fixture
def page(visit: Visit) -> Iterator[Page]:
    """A visitor with a wide window."""
    tab = visit(1280)
    yield tab
    tab.close()
