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
    """The same tab again for each test, as wide and in such colours as is asked for.

    A tab keeps the site's code ready to run: half of the wait for a page in a new one. Nothing of
    the test before is left in it: no page, cookie, stored value, route or place of the mouse. What
    a test hears of the tab it stops hearing at its end (`hearing`), and it adds no script to it.
    """
    tabs: dict[str, Page] = {}

    def open_tab(
        width: int,
        height: int = 900,
        color_scheme: Literal["light", "dark"] = "light",
        reduced_motion: Literal["reduce", "no-preference"] = "reduce",
    ) -> Page:
        if "tab" not in tabs or tabs["tab"].is_closed():
            tabs["tab"] = visit(width, height, reduced_motion="reduce")
        tab = tabs["tab"]
        forget(tab)
        tab.set_viewport_size({"width": width, "height": height})
        tab.emulate_media(media="screen", color_scheme=color_scheme, reduced_motion=reduced_motion)
        return tab

    yield open_tab
    for tab in tabs.values():
        tab.close()


def forget(tab: Page) -> None:
    """Empty a tab of its page and of all that the site, or a test, has left in it."""
    tab.unroute_all()
    if tab.url.startswith("http"):
        tab.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
    tab.goto("about:blank")
    tab.context.clear_cookies()
    tab.mouse.move(0, 0)


@contextmanager
def hearing(tab: Page, event: Any, hear: Callable[[Any], None]) -> Iterator[None]:
    """Call `hear` with each event of a tab while a block runs."""
    tab.on(event, hear)
    try:
        yield
    finally:
        tab.remove_listener(event, hear)


@contextmanager
def hosts_asked(page: Page) -> Iterator[set[str | None]]:
    """Collect the hosts that a page asks while a block runs, with their ports.

    The tab is emptied first: the page it showed before, perhaps another site's, asks on until then.
    """
    hosts: set[str | None] = set()

    def hear(request: Request) -> None:
        hosts.add(urlparse(request.url).netloc)

    page.goto("about:blank")
    with hearing(page, "request", hear):
        yield hosts


def _blocked(message: ConsoleMessage) -> list[str]:
    """Return what a browser says of something that the Content Security Policy forbids."""
    return [message.text] if "Content Security Policy" in message.text else []


@pytest.fixture
def page(same_tab: Visit) -> Page:
    """A visitor with a wide window, who has seen no page before."""
    return same_tab(1280, reduced_motion="no-preference")
