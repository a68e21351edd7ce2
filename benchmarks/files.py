"""All calls of a city over HTTP, beside DuckDB's COPY to a file: time, processor, memory, pages."""

import asyncio
import statistics
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path

import duckdb

from benchmarks.figures import Figures, interleaved, ratio, spread
from benchmarks.load import warm
from benchmarks.others import file_of, read
from benchmarks.processes import memory_mb, processor_s
from queries import warehouse
from queries.records import extracts
from queries.records.filters import Filter
from queries.vintage.catalog import open_city
from tests.browsing import server_of
from tests.visitor import PAGES, visiting

CITY = "sample"
RUNS = 3
CHANGES = 60
LOOK_EVERY_S = 0.05
MEMORY_AIM_MB = 200
SLOWDOWN_AIM = 2.0
"""Most times the median page change may take while a file is sent."""


def measure() -> Figures:
    """Return how long the calls take as a stream that is filtered, and as a file that is kept."""
    vintage = open_city(CITY)
    selection = Filter(CITY, "calls", vintage.layer().id)
    first, _ = extracts.reach(vintage, selection)
    rows = extracts.matched(vintage, selection)
    figures = Figures("Files over HTTP", f"Sample city, CSV of {rows:,} calls, one process")
    with (
        tempfile.TemporaryDirectory() as folder,
        server_of(warehouse.home()) as (address, process_id),
    ):
        kept = f"{address}/data/{CITY}/latest/calls.csv"
        stream = f"{kept}?from={first}"  # a filter that all records match
        warm(address, 1)
        alone = _changes(address)
        works: dict[str, Callable[[], object]] = {
            "stream": lambda: read(stream),
            "kept": lambda: read(kept),
            "COPY": lambda: _copy(Path(folder) / "calls.csv"),
        }
        before = processor_s(process_id)
        with _peak(process_id) as memory:
            start = time.perf_counter()
            size = read(kept)
            making_s = time.perf_counter() - start
        _until_kept(kept)
        figures.add_row("first request, which makes the file", f"{making_s:.1f} s", "")
        figures.add_row("processor, until it is kept", f"{processor_s(process_id) - before:.0f} s")
        figures.add_row("memory it takes", f"{max(memory):.0f} MB", f"≤ {MEMORY_AIM_MB} MB")
        seconds = interleaved(works, RUNS)
        copied = seconds.pop("COPY")
        figures.add_row(
            f"COPY of the whole table to a file ({size / 1e6:,.0f} MB)", spread(copied, " s")
        )
        for name, ours in seconds.items():
            figures.add_row(f"{name}", spread(ours, " s"))
            figures.add_row(f"{name} ÷ COPY", ratio(ours, copied), "≤ 1")
        for name in ("stream", "kept"):
            before = processor_s(process_id)
            with _peak(process_id) as memory:
                works[name]()
            taken = processor_s(process_id) - before
            figures.add_row(f"{name}: processor of the server", f"{taken:.1f} s")
            figures.add_row(
                f"{name}: memory it takes", f"{max(memory):.0f} MB", f"≤ {MEMORY_AIM_MB} MB"
            )
            with _without_end(works[name]):
                beside = _changes(address)
            slowdown = statistics.median(beside) / statistics.median(alone)
            figures.add_row(
                f"{name}: page change beside it ÷ alone",
                f"{slowdown:.1f} ({1000 * statistics.median(alone):.0f} ms alone)",
                f"≤ {SLOWDOWN_AIM:.0f}",
            )
        start = time.process_time()
        works["COPY"]()
        figures.add_row("COPY: processor", f"{time.process_time() - start:.1f} s")
    return figures


def _copy(target: Path) -> None:
    with duckdb.connect() as con:
        con.execute(f"copy (from '{file_of(CITY)}') to '{target}' (format csv)")
    target.unlink()


def _until_kept(address: str) -> None:
    """Ask for the length of a file until there is one."""
    while True:
        request = urllib.request.Request(address, method="HEAD")  # noqa: S310 - our own server
        with urllib.request.urlopen(request, timeout=600) as answer:  # noqa: S310
            if answer.headers["Content-Length"]:
                return


@contextmanager
def _peak(process_id: int) -> Iterator[list[float]]:
    """Give a list of how much more memory than at first a process has, while a block runs."""
    first = memory_mb(process_id)
    more, is_over = [0.0], threading.Event()

    def look() -> None:
        while not is_over.wait(LOOK_EVERY_S):
            more.append(memory_mb(process_id) - first)

    with _running(look):
        try:
            yield more
        finally:
            is_over.set()


@contextmanager
def _without_end(work: Callable[[], object]) -> Iterator[None]:
    """Do a work again and again while a block runs."""
    is_over = threading.Event()

    def repeat() -> None:
        while not is_over.is_set():
            work()

    with _running(repeat):
        try:
            yield
        finally:
            is_over.set()


@contextmanager
def _running(work: Callable[[], None]) -> Iterator[None]:
    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        thread.join()


def _changes(address: str) -> list[float]:
    """Return the seconds of CHANGES page changes of one visitor."""
    return asyncio.run(_visit(address))


async def _visit(address: str) -> list[float]:
    seconds = []
    async with visiting(address, f"city={CITY}") as visitor:
        for page, _ in zip(cycle(PAGES), range(CHANGES), strict=False):
            start = time.perf_counter()
            await visitor.change(page)
            seconds.append(time.perf_counter() - start)
    return seconds
