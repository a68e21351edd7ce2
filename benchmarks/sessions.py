"""Many visitors on one server: its memory, and how one heavy request slows the others.

`python -m benchmarks.sessions --sessions 1000` serves what is published in ACCORD_HOME. Visitors
are real websockets that speak Streamlit's protocol, without a browser.
"""

import argparse
import asyncio
import statistics
import subprocess
import time
from collections.abc import Awaitable, Callable, Iterator
from itertools import cycle

from rich.console import Console
from rich.table import Table
from websockets.asyncio.client import connect

from queries import warehouse
from tests.browsing import server_of
from tests.visitor import PAGES, PROTOCOL, Visitor

MEMORY_AFTER = (100, 500)
GROWTH_AIM = 1.20
SLOWDOWN_AIM = 6.0
"""Most times the median page change may take while one other visitor's files are made."""

PROGRESS = Console(stderr=True)
AT_ONCE = 8
"""Visitors at the same time."""
PAGES_EACH = 3
CHANGES = 60
"""Page changes whose median is taken."""
HEAVY_PAGE = "get-the-data"
HEAVY_QUERY = "city=sample&dataset=calls"
FILES = ("take_csv", "take_geojson")


def main() -> None:
    """Print memory by number of sessions, and page changes alone and beside a heavy request."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sessions")
    parser.add_argument("--sessions", type=int, default=1_000)
    parser.add_argument("--heavy", default=HEAVY_QUERY, help="choices of the files that are made")
    options = parser.parse_args()
    table = Table("what", "measured", "aim", title="Many visitors on one server")
    with server_of(warehouse.home()) as (address, process_id):
        stream = f"{address.replace('http', 'ws', 1)}/_stcore/stream"
        asyncio.run(_measure(stream, process_id, options, table))
    Console().print(table)


async def _measure(stream: str, process_id: int, options: argparse.Namespace, table: Table) -> None:
    sessions_n: int = options.sessions
    cities = warehouse.published_cities()
    visits = _visits(cities)
    for city in cities:  # every page of every city once, so that all caches are filled
        await _with_visitor(stream, f"city={city}", _walk(PAGES))
    start = _memory_mb(process_id)
    table.add_row("memory, every page of every city shown once", f"{start:,.0f} MB", "")
    memory = {}
    opened = 0
    for goal in sorted({*(n for n in MEMORY_AFTER if n < sessions_n), sessions_n}):
        while opened < goal:
            group = [next(visits) for _ in range(min(AT_ONCE, goal - opened))]
            await asyncio.gather(
                *(_with_visitor(stream, query, _walk(pages)) for query, pages in group)
            )
            opened += len(group)
            if opened % 100 < len(group):
                PROGRESS.print(f"{opened:,} sessions: {_memory_mb(process_id):,.0f} MB")
        memory[goal] = _memory_mb(process_id)
        table.add_row(f"memory after {goal:,} sessions", f"{memory[goal]:,.0f} MB", "")
    growth = memory[sessions_n] / memory[min(memory)]
    table.add_row("last ÷ first", f"{growth:.2f}", f"≤ {GROWTH_AIM:.2f}")
    await _add_slowdown(stream, options.heavy, cities, table)
    after = _memory_mb(process_id)
    table.add_row("memory after the heavy requests", f"{after:,.0f} MB", "")


def _visits(cities: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield the choices and pages of one visitor after another, as different as they come."""
    pages = cycle(PAGES)
    for city, language in cycle((city, code) for city in cities for code in ("en", "es")):
        yield f"city={city}&lang={language}", [next(pages) for _ in range(PAGES_EACH)]


def _walk(pages: list[str]) -> Callable[[Visitor], Awaitable[None]]:
    async def walk(visitor: Visitor) -> None:
        for page in pages:
            await visitor.change(page)

    return walk


async def _with_visitor(stream: str, query: str, do: Callable[[Visitor], Awaitable[None]]) -> None:
    async with connect(stream, subprotocols=[PROTOCOL], max_size=None) as connection:
        await do(Visitor(connection, query))


async def _add_slowdown(stream: str, heavy_query: str, cities: list[str], table: Table) -> None:
    """Add the median page change, alone and while another visitor has files made without end."""
    heavy_s: list[float] = []

    async def take_files(visitor: Visitor) -> None:
        await visitor.change(HEAVY_PAGE)
        for file in cycle(FILES):
            start = time.perf_counter()
            await visitor.take(file)
            heavy_s.append(time.perf_counter() - start)

    query = f"city={cities[0]}"
    alone = await _changes(stream, query)
    taking = asyncio.create_task(_with_visitor(stream, heavy_query, take_files))
    beside = await _changes(stream, query)
    if taking.done():
        taking.result()  # files are made without end unless that failed
    taking.cancel()
    slowdown = statistics.median(beside) / statistics.median(alone)
    for name, seconds in (("alone", alone), ("beside a heavy request", beside)):
        milliseconds = f"{statistics.median(seconds) * 1000:.0f} ms"
        longest = f"{max(seconds) * 1000:.0f} ms"
        table.add_row(f"page change, {name}", f"{milliseconds}, at most {longest}", "")
    table.add_row("slowdown", f"{slowdown:.1f}", f"≤ {SLOWDOWN_AIM:.0f}")
    table.add_row("heavy requests", f"{len(heavy_s)}, at most {max(heavy_s):.1f} s", "")


async def _changes(stream: str, query: str) -> list[float]:
    """Return the seconds of CHANGES page changes of one visitor."""
    seconds: list[float] = []

    async def browse(visitor: Visitor) -> None:
        for page, _ in zip(cycle(PAGES), range(CHANGES), strict=False):
            start = time.perf_counter()
            await visitor.change(page)
            seconds.append(time.perf_counter() - start)

    await _with_visitor(stream, query, browse)
    return seconds


def _memory_mb(process_id: int) -> float:
    command = ["ps", "-o", "rss=", "-p", str(process_id)]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout) / 1024


if __name__ == "__main__":
    main()
