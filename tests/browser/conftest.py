"""A real server over a published city, and a real browser to walk through it."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

START_WITHIN_S = 60
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright, started once."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Chromium; on the test machine a missing one is a failure."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        message = "Chromium is not on this machine: apt-get install chromium"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    started = playwright.chromium.launch(executable_path=path, args=FLAGS)
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


@contextmanager
def served(home: Path) -> Iterator[str]:
    """Serve an ACCORD_HOME on a free port until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", "from dashboard.cli import app; app()", "serve", "--port"]
    address = f"http://localhost:{port}"
    with subprocess.Popen(
        [*command, str(port)],
        env={**os.environ, "ACCORD_HOME": str(home), "STREAMLIT_SERVER_HEADLESS": "true"},
        stdout=subprocess.DEVNULL,
    ) as server:
        try:
            _wait(address, server)
            yield address
        finally:
            server.terminate()


def _wait(address: str, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + START_WITHIN_S
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=5):  # noqa: S310 - our own server
                return
        except (urllib.error.URLError, ConnectionError):
            continue
    pytest.fail(f"The site did not start within {START_WITHIN_S} s")
