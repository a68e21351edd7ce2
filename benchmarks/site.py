"""The site as a visitor waits for it: a real server over the sample city, a real browser.

Alone (`python -m benchmarks.site`) it walks through what is published in ACCORD_HOME.
"""

import os
import statistics
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from rich.console import Console
from rich.table import Table

from benchmarks.figures import Rows
from dashboard.pages import GROUPS, url_path
from dashboard.web.first_answer import heading
from dashboard.words import load
from queries import warehouse
from tests.browsing import chromium, new_visitor, served

CHANGE_AIM_MS = 500.0
FIRST_AIM_MS = 3_000.0
ROUNDS = 5
WORDS = load("en")
PAGES = [name for members in GROUPS.values() for name in members]
MENUS = {
    name: "topics" if group == "everyone" else group
    for group, members in GROUPS.items()
    for name in members
}
"""The menu of the header that has a page, unless the page stands in the header itself."""

SETTLED = """title => {
    const all = selector => [...document.querySelectorAll(selector)];
    const heading = document.querySelector('h1');
    return heading !== null && heading.textContent.trim() === title
        && all('[data-testid=stApp][data-test-script-state=notRunning]').length === 1
        && all('[data-stale=true], [data-testid=stSkeleton]').length === 0
        && all('[data-testid=stVegaLiteChart]').every(chart => chart.querySelector('.marks'));
}"""
"""Nothing runs, nothing is left of the page before, and every chart is drawn."""

CHANGE = f"""([link, title]) => new Promise(done => {{
    const settled = {SETTLED};
    const start = performance.now();
    const look = () => settled(title) ? done(performance.now() - start)
        : requestAnimationFrame(look);
    link.click();
    requestAnimationFrame(look);
}})"""
"""Milliseconds from the click on a link to the settled page, by the browser's own clock."""


def main() -> None:
    """Print the times of the site over what is published in ACCORD_HOME."""
    table = Table("what", "measured", "aim", title="The site from the browser, sample city")
    add_rows(table, warehouse.home())
    Console().print(table)


def add_rows(table: Rows, home: Path) -> None:
    """Add each page's first opening and warm change, and over all; rows of what, measured, aim.

    First opening: a server and a browser that were just started, so nothing is kept anywhere.
    Change: the median of ROUNDS visits through the menu to a page that was visited before.
    """
    with sync_playwright() as playwright:
        first = {}
        for name in PAGES:
            browser = chromium(playwright)
            with served(home) as address:
                first[name] = _first(browser, address, name)
            browser.close()
        browser = chromium(playwright)
        with served(home) as address:
            change = _changes(browser, address)
        browser.close()
    for name in PAGES:
        title = WORDS.text(f"pages.{name}.title")
        table.add_row(f"{title}: first open", f"{first[name]:.0f} ms", f"≤ {FIRST_AIM_MS:.0f} ms")
        table.add_row(
            f"{title}: page change",
            f"{statistics.median(change[name]):.0f} ms",
            f"≤ {CHANGE_AIM_MS:.0f} ms",
        )
    overall = statistics.median(time for times in change.values() for time in times)
    table.add_row("every page: page change", f"{overall:.0f} ms", f"≤ {CHANGE_AIM_MS:.0f} ms")
    loads = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    table.add_row("work on the machine, 1, 5, 15 min", loads, "≤ its cores, else read with care")


def _first(browser: Browser, address: str, name: str) -> float:
    page = _visitor(browser)
    is_front = name == next(iter(PAGES))
    page.goto(f"{address}/{'' if is_front else url_path(name)}", wait_until="commit")
    page.wait_for_function(SETTLED, arg=heading(name, WORDS), polling="raf")
    milliseconds: float = page.evaluate("performance.now()")  # since the address was asked for
    page.context.close()
    return milliseconds


def _changes(browser: Browser, address: str) -> dict[str, list[float]]:
    page = _visitor(browser)
    page.goto(address)
    page.wait_for_function(SETTLED, arg=heading(next(iter(PAGES)), WORDS), polling="raf")
    times: dict[str, list[float]] = {name: [] for name in PAGES}
    # the last page first, so that no page is changed to itself
    for number in range(ROUNDS + 1):
        for name in reversed(PAGES):
            milliseconds = _change(page, name)
            if number > 0:  # the first round warms
                times[name].append(milliseconds)
    page.context.close()
    return times


def _change(page: Page, name: str) -> float:
    title = WORDS.text(f"pages.{name}.title")
    link = page.locator(".st-key-menu_wide").get_by_role("link", name=title, exact=True)
    if not link.count():  # in one of the menus
        page.get_by_role("button", name=WORDS.text(f"menus.{MENUS[name]}"), exact=True).click()
        link = page.get_by_test_id("stPopoverBody").get_by_role("link", name=title, exact=True)
    milliseconds: float = page.evaluate(CHANGE, [link.element_handle(), heading(name, WORDS)])
    return milliseconds


def _visitor(browser: Browser) -> Page:
    viewport = {"width": 1280, "height": 900}
    return new_visitor(browser, viewport=viewport, locale="en-US").new_page()


if __name__ == "__main__":
    main()
