"""Each published city destroyed in turn under a running server: which pages of others change.

Works on a copy of ACCORD_HOME: `python -m benchmarks.destroyed --city chicago`.
"""

import argparse
import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from rich.console import Console
from rich.table import Table

from benchmarks.site import SETTLED, WORDS
from dashboard.pages import GROUPS, url_path
from dashboard.web.first_answer import heading
from queries import warehouse
from tests.browsing import chromium, new_visitor, served
from tests.damage import CITIES

PAGES = [name for members in GROUPS.values() for name in members]


def main() -> None:
    """Print, for each way of destroying a city, how many pages were opened and how many changed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--city", default="chicago", help="the city to destroy")
    parser.add_argument("--others", nargs="+", default=["sample", "cincinnati"])
    options = parser.parse_args()
    table = Table("way", "pages of others", "changed", "the city itself", title=options.city)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        shutil.copytree(warehouse.home() / "warehouse", home / "warehouse")
        with served(home) as site, sync_playwright() as playwright:
            page = new_visitor(chromium(playwright)).new_page()
            add_rows(table, page, site, home / "warehouse" / options.city, options.others)
    Console().print(table)


def add_rows(table: Table, page: Page, site: str, folder: Path, others: list[str]) -> None:
    """Destroy a city's folder in every way, repaired between, and add a row for each."""
    whole = folder.parent.parent / folder.name
    shutil.copytree(folder, whole)
    addresses = [
        (
            f"{site}/{'' if name == PAGES[0] else url_path(name)}?city={city}",
            heading(name, WORDS),
        )
        for city in others
        for name in PAGES
    ]
    before = [text_of(page, *address) for address in addresses]
    for way, destroy in CITIES.items():
        destroy(folder)
        page.goto(f"{site}/what-changed?city={folder.name}")
        page.get_by_test_id("stAlert").first.wait_for()
        alert = page.get_by_test_id("stAlert").first.inner_text()
        after = [text_of(page, *address) for address in addresses]
        changed = sum(old != new for old, new in zip(before, after, strict=True))
        table.add_row(way, str(len(after)), str(changed), alert)
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(whole, folder)


def text_of(page: Page, address: str, title: str) -> str:
    """Open a page and return what it says."""
    page.goto(address)
    page.wait_for_function(SETTLED, arg=title)
    return page.get_by_test_id("stMain").inner_text()


if __name__ == "__main__":
    main()
