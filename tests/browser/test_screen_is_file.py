"""Screen = file: a page's tables are, cell by cell, the files offered under them."""

import csv
import datetime as dt
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from dashboard.pages import GROUPS
from dashboard.words import load
from tests.browser.conftest import Visit
from tests.browser.test_site import open_page, unfold

pytestmark = pytest.mark.browser

SAVE_TO_THE_TEST = """() => { window.showSaveFilePicker = async () => {
    const decoder = new TextDecoder();
    let content = "";
    return { createWritable: async () => ({
        write: async (part) => { content += decoder.decode(part, { stream: true }); },
        close: async () => { window.held = content; },
    }) };
}}"""
"""Replaces the browser's dialog: a table's toolbar saves to where the test can read it."""
DOWNLOADS = 10
"""Chromium silently drops the eleventh download that a page starts within a second."""
WITHOUT = {"glossary", "sql"}
"""Pages without tables before anything is asked: see test_glossary.py and test_sql.py."""
BEGINNING = "Download "
"""How the link to a file with more rows than the table begins: the page states their number."""
LINK = "a.accord-download"

Rows = list[list[str]]


@pytest.mark.parametrize(
    "name", [page_name for members in GROUPS.values() for page_name in members]
)
def test_every_table_on_the_screen_is_its_file(
    name: str, same_tab: Visit, exporting_site: str
) -> None:
    """The file of the button under a table has exactly the rows of the browser's table."""
    words = load("en")
    offers = re.compile(f"^({words.text('figures.csv')}|{BEGINNING})")
    page = unfolded(same_tab, exporting_site, name)
    n = page.get_by_test_id("stDataFrame").count()
    assert (n == 0) == (name in WITHOUT)
    buttons = page.get_by_test_id("stDownloadButton").or_(page.locator(LINK))
    expect(buttons.filter(has_text=offers)).to_have_count(n)
    for position in range(n):
        if position and position % DOWNLOADS == 0:
            page = unfolded(same_tab, exporting_site, name)
        table = page.get_by_test_id("stDataFrame").nth(position)
        button = button_of(page, table)
        expect(button).to_have_text(offers)
        browser_table, file = held_by_browser(page, table), saved(page, button)
        if button.inner_text().startswith(BEGINNING):
            file = file[: len(browser_table)]
        assert len(browser_table) == len(file) > 1
        differ = [
            (cell, field)
            for of_screen, of_file in zip(browser_table, file, strict=True)
            for cell, field in zip(of_screen, of_file, strict=True)
            if value(cell) != value(field)
        ]
        assert differ == []


def button_of(page: Page, table: Locator) -> Locator:
    """Return the button of a table's file: in the row of its figure, else under the table."""
    key = table.evaluate(
        "table => table.closest('[class*=st-key-fold_]')?.className.match(/st-key-fold_(\\S+)/)[1]"
    )
    if key:
        return page.locator(f".st-key-csv_{key} button")
    link = "following::a[contains(@class, 'accord-download')]"
    button = "following::*[@data-testid='stDownloadButton']//button"
    return table.locator(f"xpath=({link} | {button})[1]")


def unfolded(same_tab: Visit, site: str, name: str) -> Page:
    """Return a page with all its expanders open, whose tables are saved to the test."""
    page = same_tab(1280)
    open_page(page, site, name, "area=12" if name == "your_neighborhood" else "")
    unfold(page)
    page.evaluate(SAVE_TO_THE_TEST)
    return page


def saved(page: Page, button: Locator) -> Rows:
    """Return the rows of a button's CSV file, header first."""
    with page.expect_download() as download:
        button.evaluate("button => button.click()")  # a low table's toolbar lies over the button
    return rows(Path(download.value.path()).read_bytes().decode("utf-8-sig"))


def held_by_browser(page: Page, table: Locator) -> Rows:
    """Return all cells of the browser's table, as its toolbar saves them."""
    table.scroll_into_view_if_needed()
    expect(table.locator("canvas").first).to_be_visible()
    page.evaluate("delete window.held")
    toolbar = table.get_by_role("button", name=re.compile("^Download as CSV"))
    toolbar.evaluate("button => button.click()")
    return rows(
        str(page.wait_for_function("() => window.held").json_value()).removeprefix("\ufeff")
    )


def rows(content: str) -> Rows:
    """Return the cells of a CSV file, row by row."""
    return list(csv.reader(io.StringIO(content, newline="")))


def value(cell: str) -> float | dt.datetime | str:
    """Return a cell's value: a number, a time or text, in whatever notation."""
    for parse in (float, dt.datetime.fromisoformat):
        try:
            return parse(cell)
        except ValueError:
            continue
    return cell
