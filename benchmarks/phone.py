"""Pages on a mid phone on slow 4G, as its browser measures them; the server is warm.

`python -m benchmarks.phone [CITY]` walks through what is published in ACCORD_HOME.
"""

import argparse
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, sync_playwright
from rich.console import Console
from rich.table import Table

from benchmarks.figures import Rows
from dashboard.edition.addresses import places, public_address
from dashboard.pages import url_path
from queries import warehouse
from queries.vintage.opened import opened
from tests.browsing import chromium, new_visitor, served
from tests.conftest import at_home

PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 3, "has_touch": True}
SLOW_4G = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
"""Milliseconds, and bytes a second: the profile of Chrome's own audits."""
SLOWER_PROCESSOR = 4
PAGES = ("overview", "your_neighborhood", "what_changed", "use_of_force")
BASE64 = 3 / 4
"""Bytes of a binary frame per letter in which the browser tells of it."""
QUIET_MS = 1_500
"""A page is settled once nothing arrived, moved or was painted for so long."""

OBSERVE = """() => {
    window.seen = { first: 0, largest: 0, shift: 0, last: 0 };
    const see = (type, use) => new PerformanceObserver(list => {
        list.getEntries().forEach(use);
        window.seen.last = performance.now();
    }).observe({ type, buffered: true });
    see("paint", entry => { window.seen.first = entry.startTime; });
    see("largest-contentful-paint", entry => { window.seen.largest = entry.startTime; });
    see("layout-shift", entry => { if (!entry.hadRecentInput) window.seen.shift += entry.value; });
    see("resource", () => {});
    see("longtask", () => {});
}"""
SETTLED = f"""() => document.querySelector('[data-test-script-state=notRunning] h1')
    && !document.querySelector('[data-testid=stSkeleton]')
    && performance.now() - window.seen.last > {QUIET_MS}"""
PUBLIC_SETTLED = f"""() => document.readyState === 'complete'
    && performance.now() - window.seen.last > {QUIET_MS}"""


def main() -> None:
    """Print how pages load on a phone, over what is published in ACCORD_HOME."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.phone")
    parser.add_argument("city", nargs="?", default="sample")
    table = Table(
        "what", "measured", "aim", title="Pages on a phone: slow 4G, processor 4 × slower"
    )
    add_rows(table, warehouse.home(), parser.parse_args().city)
    Console().print(table)


def add_rows(table: Rows, home: Path, city: str = "sample") -> None:
    """Add rows per page: paints, settled, layout shift, and what came over the network.

    The served HTML holds the first answer: it can be read from the first paint on.
    """
    with sync_playwright() as playwright, served(home) as address:
        browser = chromium(playwright)
        pages = {
            name: f"/{'' if name == 'overview' else url_path(name)}?city={city}" for name in PAGES
        }
        public = {f"public {name}": path for name, path in _public(home, city).items()}
        for name, path in (pages | public).items():
            url, settled_when = address + path, PUBLIC_SETTLED if name in public else SETTLED
            # what all visitors see alike is made once
            _load(browser, url, settled_when, is_slow=False)
            load = _load(browser, url, settled_when, is_slow=True)
            first, largest, settled = (load[key] / 1000 for key in ("first", "largest", "last"))
            table.add_row(f"{name}: first answer readable", f"{first:.1f} s", "≤ 2.5 s")
            table.add_row(
                f"{name}: largest paint, settled", f"{largest:.1f} s, {settled:.1f} s", ""
            )
            table.add_row(f"{name}: layout shift", f"{load['shift']:.3f}", "≤ 0.1")
            table.add_row(
                f"{name}: sent",
                f"{load['bytes'] / 1e6:.2f} MB, {load['requests']:.0f} requests",
                "",
            )
        browser.close()


def _public(home: Path, city: str) -> dict[str, str]:
    """Return the addresses of the public pages that stand for the live ones, by their name."""
    with at_home(home):
        area = next(place.area for place in places(opened(city)).values() if place.area)
        choices = {"city": city, "area": area}
        addresses = {name: public_address(name, choices) for name in PAGES}
    return {name: path for name, path in addresses.items() if path}


def _load(browser: Browser, url: str, settled_when: str, *, is_slow: bool) -> dict[str, float]:
    context = new_visitor(browser, locale="en-US", **PHONE)
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    received = _received(devtools)
    if is_slow:
        devtools.send("Network.emulateNetworkConditions", SLOW_4G)
        devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER_PROCESSOR})
    page.add_init_script(f"({OBSERVE})()")
    page.goto(url, wait_until="commit")
    page.wait_for_function(settled_when, polling=100)
    seen = page.evaluate("window.seen")
    context.close()
    return {**seen, **received}


def _received(devtools: CDPSession) -> dict[str, float]:
    """Return the bytes and the number of requests, which grow while the page loads."""
    received = {"bytes": 0.0, "requests": 0.0}

    def finished(event: dict[str, Any]) -> None:
        received["bytes"] += event["encodedDataLength"]
        received["requests"] += 1

    def frame(event: dict[str, Any]) -> None:
        received["bytes"] += len(event["response"]["payloadData"]) * BASE64

    devtools.send("Network.enable")
    devtools.on("Network.loadingFinished", finished)
    devtools.on("Network.webSocketFrameReceived", frame)
    return received


if __name__ == "__main__":
    main()
