"""A site of two processes behind one port, over real connections."""

import asyncio
import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed

from dashboard.processes.choice import COOKIE
from dashboard.serving import serve
from queries.errors import BadInput
from tests.browsing import server_of
from tests.visitor import ANSWER_WITHIN_S, Visitor, fetch, visiting

QUERY = "city=sample"
PAGE = "what-changed"
PROXIED = {"X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": "https"}


def workers(process_id: int) -> dict[int, int]:
    """Return the ids of the processes that serve a site, by their number."""
    command = ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(process_id)]
    listed = subprocess.run(command, check=False, capture_output=True, text=True)
    rows = [line.split() for line in listed.stdout.splitlines()]
    return {int(row[-1]): int(row[0]) for row in rows if "dashboard.processes.worker" in row}


def number_of(address: str, **headers: str) -> int:
    """Return the number of the process that answers a first request."""
    _, answered = fetch(f"{address}/?{QUERY}", **headers)
    return int(answered["Set-Cookie"].partition(";")[0].removeprefix(f"{COOKIE}="))


def wait_for(is_so: Callable[[], bool]) -> None:
    """Return once something is so; fail if it does not come."""
    until = time.monotonic() + ANSWER_WITHIN_S
    while not is_so():
        assert time.monotonic() < until


@pytest.fixture(scope="module")
def site(small_home: Path) -> Iterator[tuple[str, int]]:
    """The address of a site of two processes that are ready, and the id of what keeps them."""
    with server_of(small_home, workers=2) as (address, process_id):
        wait_for(lambda: {number_of(address), number_of(address)} == {0, 1})
        yield address, process_id


async def picture(address: str, visitor: Visitor) -> bytes:
    """Have a chart of the page drawn as a picture, and return the file that it is."""
    file = next(key for key in visitor.files if key.startswith("png_"))
    place = await visitor.take(file)
    cookies = "; ".join(visitor.cookies)
    content, _ = await asyncio.to_thread(fetch, f"{address}{place}", Cookie=cookies)
    return content


async def visit_and_kill(address: str, process_id: int) -> None:
    """Visit as two people, end the process of one, and visit as that one again."""
    async with AsyncExitStack() as stack:
        visitors = [await stack.enter_async_context(visiting(address, QUERY)) for _ in range(2)]
        by_number = {int(visitor.cookies[0][-1]): visitor for visitor in visitors}
        for visitor in visitors:
            await visitor.change(PAGE)
            for _ in range(2):
                assert (await picture(address, visitor)).startswith(b"\x89PNG")
        before = workers(process_id)
        os.kill(before[0], signal.SIGKILL)
        with pytest.raises(ConnectionClosed):
            await by_number[0].change(PAGE)
        assert await asyncio.to_thread(number_of, address, Cookie=f"{COOKIE}=0") == 1
        await by_number[1].change(PAGE)
    async with visiting(address, QUERY) as again:
        await again.change(PAGE)
    await asyncio.to_thread(wait_for, lambda: set(workers(process_id)) == {0, 1})
    after = workers(process_id)
    assert (after[0] != before[0], after[1]) == (True, before[1])


@pytest.mark.slow
def test_visits_share_the_processes_and_outlive_one(site: tuple[str, int]) -> None:
    """New visits take turns; page, stream and files of one stay together; a dead process returns.

    Its visitors are served by the other one at once.
    """
    with ThreadPoolExecutor(max_workers=1) as pool:  # where browser tests ran, a loop is running
        pool.submit(asyncio.run, visit_and_kill(*site)).result()


@pytest.mark.slow
def test_what_comes_through_a_proxy_shares_no_connection(site: tuple[str, int]) -> None:
    """A proxy's next request may be another visitor's; what it says of the visitor is passed on."""
    address, _ = site
    content, headers = fetch(f"{address}/?{QUERY}", **PROXIED)
    assert headers["Connection"] == "close"
    assert "Secure" in headers["Set-Cookie"]
    assert f"https://{address.removeprefix('http://')}/preview.png" in content.decode()
    _, direct = fetch(f"{address}/robots.txt")
    assert direct["Set-Cookie"] is None


@pytest.mark.slow
def test_the_site_stops_with_all_its_processes(small_home: Path) -> None:
    """SIGTERM ends every process, also while a visitor is there and one has just started."""
    with server_of(small_home, workers=2) as (address, process_id):
        started = workers(process_id).values()
        held = socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2])))
    with contextlib.closing(held):
        wait_for(lambda: not any(Path(f"/proc/{process}").exists() for process in started))


NEVER_READY = """
import socket
from dashboard.processes import site
site.WORKER = "json.decoder"
site.serve(socket.create_server(("127.0.0.1", 0)), 2)
"""
"""A site whose processes end at once."""


def test_a_site_that_cannot_start_ends() -> None:
    """Processes that end before they were ever ready are not started again and again."""
    command = [sys.executable, "-c", NEVER_READY]
    ended = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)
    assert ended.returncode == 1
    assert re.search("could not be started.*\n.*process [01] ended with 0", ended.stderr)


def test_a_port_in_use_is_reported(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Several processes do not start where another program listens, and say what to do."""
    monkeypatch.setenv("ACCORD_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    other = socket.create_server(("127.0.0.1", 0))
    with other, pytest.raises(BadInput, match="--port"):
        serve(other.getsockname()[1], workers=2)
