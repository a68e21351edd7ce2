"""A real server and a real browser: what the browser tests and the benchmark of the site share."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from playwright.sync_api import Browser, BrowserContext, Playwright, expect

HEALTHY_WITHIN_S = 600
"""A server that runs this long without an answer hangs; a busy machine is slow, not broken."""
LOOK_EVERY_S = 0.1
ANSWER_WITHIN_S = 30
SHOWN_WITHIN_MS = 120_000
"""How long a browser waits for anything on a page, set here for every test and benchmark."""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

expect.set_options(timeout=SHOWN_WITHIN_MS)


class NoBrowserError(RuntimeError):
    """Chromium is not on this machine."""


class NoServerError(RuntimeError):
    """The server ended, or never became healthy; carries the server's own log."""


def chromium(playwright: Playwright) -> Browser:
    """Start the machine's Chromium; the caller closes it. Raise NoBrowserError without one."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        raise NoBrowserError("Chromium is not on this machine: apt-get install chromium")
    return playwright.chromium.launch(executable_path=path, args=FLAGS)


def new_visitor(browser: Browser, **settings: Any) -> BrowserContext:
    """Return a visitor who shares nothing with others; the caller closes it."""
    context = browser.new_context(**settings)
    context.set_default_timeout(SHOWN_WITHIN_MS)
    return context


@contextmanager
def served(home: Path, log: Path | None = None, **settings: str) -> Iterator[str]:
    """Serve an ACCORD_HOME on a free port until the block ends, and give the address.

    What the server logs goes to `log`, or to a temporary file. `settings` are environment
    variables for the server. Raises NoServerError.
    """
    with server_of(home, log, **settings) as (address, _):
        yield address


@contextmanager
def server_of(
    home: Path, log: Path | None = None, workers: int = 1, **settings: str
) -> Iterator[tuple[str, int]]:
    """Do as `served` with several processes, and give the id of the first with the address."""
    port = free_port()
    accord = [sys.executable, "-c", "from dashboard.cli import app; app()"]
    command = [*accord, "serve", "--workers", str(workers), "--port"]
    address = f"http://localhost:{port}"
    with (
        log.open("w+b") if log else tempfile.TemporaryFile() as log_file,
        subprocess.Popen(
            [*command, str(port)],
            env={
                **os.environ,
                "ACCORD_HOME": str(home),
                "STREAMLIT_SERVER_HEADLESS": "true",
                **settings,
            },
            stdout=subprocess.DEVNULL,
            stderr=log_file,
        ) as server,
    ):
        try:
            wait_until_healthy(address, server, log_file)
            yield address, server.pid
        finally:
            server.terminate()


def free_port() -> int:
    """Return a port that nobody uses."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_until_healthy(
    address: str, server: "subprocess.Popen[bytes]", log_file: IO[bytes]
) -> None:
    """Return once the server answers its health address.

    Raises NoServerError with the server's log as soon as the process ends, or after
    HEALTHY_WITHIN_S.
    """
    until = time.monotonic() + HEALTHY_WITHIN_S
    while time.monotonic() < until:
        try:
            code = server.wait(timeout=LOOK_EVERY_S)
        except subprocess.TimeoutExpired:
            if _is_healthy(address):
                return
        else:
            raise NoServerError(f"The server ended with code {code}:\n{_read(log_file)}")
    raise NoServerError(f"No answer from {address} in {HEALTHY_WITHIN_S} s:\n{_read(log_file)}")


def _is_healthy(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/_stcore/health", timeout=ANSWER_WITHIN_S):  # noqa: S310 - our own server
            return True
    except OSError:  # refused, reset, or too slow
        return False


def _read(log_file: IO[bytes]) -> str:
    log_file.seek(0)
    return log_file.read().decode(errors="replace")
