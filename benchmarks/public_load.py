"""Visitors of the public edition at once: how long a page takes, from request to last byte.

`python -m benchmarks.public_load CITY` asks a server of its own over what is published in
ACCORD_HOME, after each page was made once.
"""

import argparse
import asyncio
import random
import statistics
import time
from urllib.parse import urlsplit

from dashboard.edition.addresses import PREFIX, places
from queries import warehouse
from queries.vintage.opened import opened
from tests.browsing import served

VISITORS = 200
THINK_S = 5.0
SECONDS = 30.0
AIM_S = 0.2
STEP = 10
"""One page in ten is asked for, so that making each once before takes no minutes."""


def main() -> None:
    """Print the times of all requests: median, 95th percentile and slowest."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.public_load")
    parser.add_argument("city", nargs="?", default="sample")
    city = parser.parse_args().city
    paths = [
        f"{PREFIX}{city}/{language}/{path}"
        for language in ("en", "es")
        for path in list(places(opened(city)))[::STEP]
    ]
    with served(warehouse.home()) as address:
        for path in paths:
            asyncio.run(fetch(urlsplit(address).netloc, path))
        times = asyncio.run(load(address, paths, VISITORS, THINK_S, SECONDS))
    print(
        f"{VISITORS} visitors, {THINK_S:g} s think: {len(times)} pages, "
        f"median {statistics.median(times):.3f} s, p95 {statistics.quantiles(times, n=20)[-1]:.3f} "
        f"s (aim {AIM_S:g}), slowest {max(times):.3f} s"
    )


async def load(
    address: str, paths: list[str], visitors: int, think: float, seconds: float
) -> list[float]:
    """Return the time of each request of visitors who ask for pages at random."""
    dice = random.Random(3)  # noqa: S311 - the same walk each time
    until = time.monotonic() + seconds
    walks = (_visit(address, paths, dice, think, until) for _ in range(visitors))
    return [took for times in await asyncio.gather(*walks) for took in times]


async def _visit(
    address: str, paths: list[str], dice: random.Random, think: float, until: float
) -> list[float]:
    times = []
    place = urlsplit(address)
    await asyncio.sleep(dice.random() * think)
    while time.monotonic() < until:
        began = time.monotonic()
        await fetch(place.netloc, dice.choice(paths))
        times.append(time.monotonic() - began)
        await asyncio.sleep(think * (0.5 + dice.random()))
    return times


async def fetch(host: str, path: str) -> None:
    """Fetch a page over a connection of its own; raise RuntimeError unless it is there."""
    name, _, port = host.partition(":")
    reader, writer = await asyncio.open_connection(name, int(port))
    request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n"
    writer.write(f"{request}Accept-Encoding: br\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    if not answer.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(f"{path}: {answer[:200]!r}")


if __name__ == "__main__":
    main()
