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

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

SAVE_TO_THE_TEST = """window.showSaveFilePicker = async () => {
    const decoder = new TextDecoder();
    let content = "";
    return { createWritable: async () => ({
        write: async (part) => { content += decoder.decode(part, { stream: true }); },
        close: async () => { window.held = content; },
    }) };
}"""
"""In place of the browser's dialog: what a table's toolbar saves is kept where a test reads it."""
DOWNLOADS = 10
"""Chromium drops, without a word, the eleventh download that a page asks for within a second."""
WITHOUT = {"overview", "policies", "glossary"}
"""Pages that say all in words; for the glossary's own file see tests/dashboard/test_glossary.py."""
BEGINNING = "get_the_data.csv"
"""The button whose file goes on after the last row shown: the page says how many there are."""

Rows = list[list[str]]


@pytest.mark.parametrize("name", [one for members in GROUPS.values() for one in members])
def test_every_table_on_the_screen_is_its_file(name: str, visit: Visit, sample_site: str) -> None:
    """All that the browser holds of a table is in the file of the button under it, and no more."""
    words = load("en")
    offers = re.compile(f"^({words.text('figures.csv')}|{words.text(BEGINNING)})$")
    page = unfolded(visit, sample_site, name)
    n = page.get_by_test_id("stDataFrame").count()
    assert (n == 0) == (name in WITHOUT)
    expect(page.get_by_test_id("stDownloadButton").filter(has_text=offers)).to_have_count(n)
    for at in range(n):
        if at and at % DOWNLOADS == 0:
            page.close()
            page = unfolded(visit, sample_site, name)
        table = page.get_by_test_id("stDataFrame").nth(at)
        button = table.locator("xpath=following::*[@data-testid='stDownloadButton'][1]//button")
        expect(button).to_have_text(offers)
        held, file = held_by_browser(page, table), saved(page, button)
        if button.inner_text() == words.text(BEGINNING):
            file = file[: len(held)]
        assert len(held) == len(file) > 1
        differ = [
            (shown, taken)
            for of_screen, of_file in zip(held, file, strict=True)
            for shown, taken in zip(of_screen, of_file, strict=True)
            if value(shown) != value(taken)
        ]
        assert differ == []
    page.close()


def unfolded(visit: Visit, site: str, name: str) -> Page:
    """Return a page as a new visitor has it, with everything on it open."""
    page = visit(1280, reduced_motion="reduce")
    page.add_init_script(SAVE_TO_THE_TEST)
    open_page(page, site, name)
    unfold(page)
    return page


def saved(page: Page, button: Locator) -> Rows:
    """Return the rows of the CSV file that a button gives, its header first."""
    with page.expect_download() as caught:
        button.evaluate("button => button.click()")  # a low table's toolbar lies over the button
    return rows(Path(caught.value.path()).read_bytes().decode("utf-8-sig"))


def held_by_browser(page: Page, table: Locator) -> Rows:
    """Return every cell of a table as the browser holds it: the table's toolbar writes them."""
    table.scroll_into_view_if_needed()
    expect(table.locator("canvas").first).to_be_visible()
    page.evaluate("delete window.held")
    toolbar = table.get_by_role("button", name=re.compile("^Download as CSV"))
    toolbar.evaluate("button => button.click()")
    return rows(str(page.wait_for_function("window.held").json_value()).removeprefix("\ufeff"))


def rows(content: str) -> Rows:
    """Return the cells of a CSV file, row by row."""
    return list(csv.reader(io.StringIO(content, newline="")))


def value(cell: str) -> float | dt.datetime | str:
    """Return what a cell says: a number, a time or words, however the first two are written."""
    for read in (float, dt.datetime.fromisoformat):
        try:
            return read(cell)
        except ValueError:
            continue
    return cell
