"""Visitors of the public edition at once: how long a page takes, from request to last byte.

`python -m benchmarks.public_load CITY` asks a server of its own over what is published in
ACCORD_HOME, after each page was made once (`accord export CITY`).
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


def main() -> None:
    """Print the times of all requests: median, 95th percentile and slowest."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.public_load")
    parser.add_argument("city", nargs="?", default="sample")
    city = parser.parse_args().city
    paths = [
        f"{PREFIX}{city}/{language}/{path}"
        for language in ("en", "es")
        for path in places(opened(city))
    ]
    with served(warehouse.home()) as address:
        asyncio.run(load(address, paths[:20], visitors=1, think=0.0, seconds=5.0))
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
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    while time.monotonic() < until:
        request = f"GET {dice.choice(paths)} HTTP/1.1\r\nHost: {place.netloc}\r\n"
        began = time.monotonic()
        writer.write(f"{request}Accept-Encoding: br\r\n\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        if not head.startswith("http/1.1 200"):
            raise RuntimeError(head)
        length = head.split("content-length: ")[1].split("\r\n")[0]
        await reader.readexactly(int(length))
        times.append(time.monotonic() - began)
        await asyncio.sleep(think * (0.5 + dice.random()))
    writer.close()
    return times


if __name__ == "__main__":
    main()
