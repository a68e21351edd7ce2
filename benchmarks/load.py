"""How long many visitors wait, each of whom thinks between two pages.

Visitors are real websockets that speak Streamlit's protocol, on the same machine and without a
browser. They walk through all pages of the cities that are published in ACCORD_HOME.
"""

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import cycle

import numpy as np
from websockets.exceptions import WebSocketException

from benchmarks.figures import Figures
from benchmarks.processes import processor_s
from dashboard.processes.site import usual_workers
from queries import warehouse
from tests.browsing import server_of
from tests.visitor import PAGES, visiting

THINK_S = (2.5, 7.5)
"""Least and most seconds between a page and the next click: 5 in the middle."""
VISITORS = (10, 20, 50, 100, 200)
SECONDS = 60
AIMS = {50: "95 % ≤ 1 s", 100: "no error"}
DEFAULTS = {"STREAMLIT_SERVER_FILE_WATCHER_TYPE": "auto", "STREAMLIT_RUNNER_POST_SCRIPT_GC": "true"}


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


SITES = {
    "Streamlit's defaults, one process": (1, DEFAULTS),
    "Accord, one process": (1, {}),
    "Accord, a process for each core": (usual_workers(), {}),
}
"""Processes and settings of the sites that are compared."""


def measure(levels: Sequence[int] = VISITORS, seconds: float = SECONDS) -> Figures:
    """Return the waits by the number of visitors, of each site in turn."""
    figures = Figures(
        "Load",
        f"Live pages, {np.mean(THINK_S):.0f} s between two clicks, {seconds:.0f} s for a level",
    )
    for visitors_n in levels:
        for name, (workers, settings) in SITES.items():
            with server_of(warehouse.home(), workers=workers, **settings) as (address, process_id):
                warm(address, workers)
                load = visits(address, process_id, visitors_n, seconds)
            waits = ", ".join(f"{load.wait_s(share):.2f}" for share in (50, 95, 100))
            figures.add_row(
                f"{visitors_n} visitors: {name}",
                f"{waits} s (median, 95 %, longest), {len(load.waits_s)} pages, "
                f"{len(load.errors)} errors, {load.change_ms:.0f} ms of processor a page",
                AIMS.get(visitors_n, ""),
            )
    return figures


def warm(address: str, workers: int) -> None:
    """Show every page of every city in every language once in each process of the server."""
    asyncio.run(_warm(address, workers))


def visits(address: str, process_id: int, visitors_n: int, seconds: float) -> Load:
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
