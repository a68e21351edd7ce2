"""How long many visitors wait, each of whom thinks between two pages.

`python -m benchmarks.load --visitors 10 50` serves what is published in ACCORD_HOME. Visitors are
real websockets that speak Streamlit's protocol, on the same machine and without a browser.
"""

import argparse
import asyncio
import random
import time
from dataclasses import dataclass, field
from itertools import cycle

import numpy as np
from rich.console import Console
from rich.table import Table
from websockets.exceptions import WebSocketException

from benchmarks.processes import processor_s
from queries import warehouse
from tests.browsing import server_of
from tests.visitor import PAGES, visiting

THINK_S = (2.5, 7.5)
"""Least and most seconds between a page and the next click: 5 in the middle."""
VISITORS = (10, 20, 50, 100, 200)
SECONDS = 60


@dataclass
class Load:
    """The waits of all visitors, in seconds from a click to the finished page."""

    visitors_n: int
    waits_s: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    processor_s: float = 0.0

    def wait_s(self, percentile: float) -> float:
        """Return the wait that a share of all page changes stays within."""
        return float(np.percentile(self.waits_s, percentile)) if self.waits_s else np.nan

    @property
    def change_ms(self) -> float:
        """The server's processor time for a page change."""
        return 1_000 * self.processor_s / max(len(self.waits_s), 1)


def main() -> None:
    """Print how long visitors wait, by their number."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load")
    parser.add_argument("--visitors", type=int, nargs="+", default=VISITORS)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    table = Table("visitors", "page changes", "median", "95 %", "longest", "errors", "processor")
    with server_of(warehouse.home(), workers=options.workers) as (address, process_id):
        warm(address, options.workers)
        for visitors_n in options.visitors:
            load = measure(address, process_id, visitors_n, options.seconds)
            table.add_row(
                f"{visitors_n}",
                f"{len(load.waits_s)}",
                *(f"{load.wait_s(share):.2f} s" for share in (50, 95, 100)),
                f"{len(load.errors)}",
                f"{load.change_ms:.0f} ms a change",
            )
    Console().print(table)


def warm(address: str, workers: int) -> None:
    """Show every page of every city in every language once in each process of the server."""
    asyncio.run(_warm(address, workers))


def measure(address: str, process_id: int, visitors_n: int, seconds: float) -> Load:
    """Return the waits of `visitors_n` visitors who walk through the pages for some time."""
    load = Load(visitors_n)
    before = processor_s(process_id)
    asyncio.run(_visit_all(address, load, seconds))
    load.processor_s = processor_s(process_id) - before
    return load


async def _warm(address: str, workers: int) -> None:
    async def walk(query: str) -> None:
        async with visiting(address, query) as visitor:
            for page in PAGES:
                await visitor.change(page)

    for query in _queries():  # visitors at the same time are spread over the processes
        await asyncio.gather(*(walk(query) for _ in range(workers)))


async def _visit_all(address: str, load: Load, seconds: float) -> None:
    until = time.monotonic() + seconds
    queries = cycle(_queries())
    await asyncio.gather(
        *(_visit(address, next(queries), load, until, n) for n in range(load.visitors_n))
    )


async def _visit(address: str, query: str, load: Load, until: float, seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311 - a walk through pages is no secret
    await asyncio.sleep(draw.uniform(0, THINK_S[1]))
    try:
        async with visiting(address, query) as visitor:
            while time.monotonic() < until:
                start = time.monotonic()
                await visitor.change(draw.choice(PAGES))
                load.waits_s.append(time.monotonic() - start)
                await asyncio.sleep(draw.uniform(*THINK_S))
    except (OSError, RuntimeError, WebSocketException) as error:
        load.errors.append(repr(error))


def _queries() -> list[str]:
    """Return the choices of visitors: every city in every language."""
    return [
        f"city={city}&lang={language}"
        for city in warehouse.published_cities()
        for language in ("en", "es")
    ]


if __name__ == "__main__":
    main()
