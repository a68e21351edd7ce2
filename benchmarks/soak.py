"""Many visitors for a long time while new vintages are published: memory, errors, mixed pages."""

import asyncio
import random
import subprocess
import sys
import time
import urllib.request

from websockets.exceptions import WebSocketException

from benchmarks.figures import Figures
from benchmarks.load import THINK_S, warm
from benchmarks.processes import memory_mb
from dashboard.processes.site import usual_workers
from queries import warehouse
from tests.browsing import server_of
from tests.visitor import PAGES, visiting

CITY = "sample"
LIVE, PUBLIC = 20, 100
PUBLISH_EVERY_S = 120
MEMORY_EVERY_S = 30
GROWTH_AIM = 1.2
SINGLE = [page for page in PAGES if page != "data-quality"]
"""Pages that name one vintage; Data quality also names those before it."""

ACCORD = [sys.executable, "-c", "from dashboard.cli import app; app()"]
PUBLIC_PAGES = ("", "what-changed", "your-neighborhood", "policies")
"""Pages whose HTML is read without a websocket, as link previews and readers without script do."""


def measure(minutes: float) -> Figures:
    """Return memory over time, errors and pages of two vintages."""
    workers = usual_workers()
    figures = Figures(
        "Soak",
        f"{minutes:.0f} minutes, {LIVE} visitors of live pages and {PUBLIC} who read their HTML, "
        f"a vintage every {PUBLISH_EVERY_S} s, {workers} processes",
    )
    with server_of(warehouse.home(), workers=workers) as (address, process_id):
        warm(address, workers)
        asyncio.run(_soak(address, process_id, 60 * minutes, figures))
    return figures


async def _soak(address: str, process_id: int, seconds: float, figures: Figures) -> None:
    until = time.monotonic() + seconds
    counts = {"live": 0, "HTML": 0, "published": 0, "mixed": 0}
    errors: list[str] = []
    memory: list[float] = []

    async def live(seed: int) -> None:
        draw = random.Random(seed)  # noqa: S311 - a walk through pages is no secret
        while time.monotonic() < until:
            try:
                async with visiting(address, f"city={CITY}") as visitor:
                    while time.monotonic() < until:
                        await visitor.change(draw.choice(SINGLE))
                        counts["live"] += 1
                        counts["mixed"] += len(visitor.vintages) > 1
                        await asyncio.sleep(draw.uniform(*THINK_S))
            except (OSError, RuntimeError, WebSocketException) as error:
                errors.append(repr(error))

    async def public(seed: int) -> None:
        draw = random.Random(seed)  # noqa: S311 - likewise
        while time.monotonic() < until:
            try:
                page = f"{address}/{draw.choice(PUBLIC_PAGES)}?city={CITY}"
                await asyncio.to_thread(_read, page)
                counts["HTML"] += 1
            except OSError as error:
                errors.append(repr(error))
            await asyncio.sleep(draw.uniform(*THINK_S))

    async def publish() -> None:
        while time.monotonic() + PUBLISH_EVERY_S < until:
            await asyncio.sleep(PUBLISH_EVERY_S)
            for command in (("build", CITY), ("publish", CITY)):
                await asyncio.to_thread(_run, command)
            counts["published"] += 1

    async def watch() -> None:
        while time.monotonic() < until:
            memory.append(memory_mb(process_id))
            await asyncio.sleep(MEMORY_EVERY_S)

    visitors = [*(live(seed) for seed in range(LIVE)), *(public(seed) for seed in range(PUBLIC))]
    await asyncio.gather(*visitors, publish(), watch())
    for name in ("live", "HTML"):
        figures.add_row(f"{name} pages", f"{counts[name]:,}")
    figures.add_row("vintages published", f"{counts['published']}")
    figures.add_row("errors", f"{len(errors)} {'; '.join(sorted(set(errors))[:3])}", "0")
    figures.add_row("pages that name two vintages", f"{counts['mixed']}", "0")
    quarter = max(1, len(memory) // 4)
    first, last = (sum(part) / len(part) for part in (memory[:quarter], memory[-quarter:]))
    figures.add_row(
        "memory, first and last quarter",
        f"{first:,.0f} MB, {last:,.0f} MB: {last / first:.2f}",
        f"≤ {GROWTH_AIM}",
    )


def _read(address: str) -> int:
    with urllib.request.urlopen(address, timeout=120) as answer:  # noqa: S310 - our own server
        return len(answer.read())


def _run(command: tuple[str, ...]) -> None:
    subprocess.run([*ACCORD, *command], check=True, capture_output=True)
