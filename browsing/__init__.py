"""A real server and a real browser: what the browser tests and the benchmark of the site share."""

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
from typing import IO

from playwright.sync_api import Browser, Playwright

START_WITHIN_S = 60
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


class NoBrowserError(RuntimeError):
    """Chromium is not on this machine."""


def chromium(playwright: Playwright) -> Browser:
    """Start the machine's Chromium; the caller closes it. Raise NoBrowserError without one."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        raise NoBrowserError("Chromium is not on this machine: apt-get install chromium")
    return playwright.chromium.launch(executable_path=path, args=FLAGS)


@contextmanager
def served(home: Path, log: IO[bytes] | None = None) -> Iterator[str]:
    """Serve an ACCORD_HOME on a free port until the block ends, and give the address.

    What the server logs goes to `log`, or else where the caller's own goes. Raise TimeoutError if
    the site does not answer within START_WITHIN_S.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", "from dashboard.cli import app; app()", "serve", "--port"]
    address = f"http://localhost:{port}"
    with subprocess.Popen(
        [*command, str(port)],
        env={**os.environ, "ACCORD_HOME": str(home), "STREAMLIT_SERVER_HEADLESS": "true"},
        stdout=subprocess.DEVNULL,
        stderr=log,
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
    raise TimeoutError(f"The site did not start within {START_WITHIN_S} s")
