"""A real server over a published city, and a real browser to walk through it."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from browsing import NoBrowserError, chromium, served


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright, started once."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Chromium; on the test machine a missing one is a failure."""
    try:
        started = chromium(playwright)
    except NoBrowserError as missing:
        if os.environ.get("CI"):
            pytest.fail(str(missing))
        pytest.skip(str(missing))
    yield started
    started.close()


@pytest.fixture(scope="session")
def sample_site(sample_home: Path) -> Iterator[str]:
    """The address of a site over the sample city."""
    with served(sample_home) as address:
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


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh visitor with a wide window."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()
