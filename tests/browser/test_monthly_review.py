"""The monthly review in a real browser: a chief at a desk, without a mouse, and on paper."""

import datetime as dt
import io
import re
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard.tables.review import looks_table, months_table
from dashboard.words import load
from queries.review.monitoring import chart, review
from queries.vintage.catalog import open_city
from tests.browser.test_site import choose, open_page, settle, take
from tests.browsing import new_visitor
from tests.conftest import at_home

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def title(page: Page, text: str) -> None:
    """Expect a figure's takeaway."""
    expect(page.get_by_role("heading", level=3, name=text)).to_be_visible()


def test_a_look_is_chosen_with_the_keyboard(
    page: Page, browser: Browser, sample_site: str, sample_home: Path
) -> None:
    """Measure and area are typed, the chart and its table follow, and the link shows the same."""
    open_page(page, sample_site, "monthly_review")
    assert "cell" not in page.url
    expect(page.get_by_role("heading", level=2).first).to_contain_text("September 2023")
    for label, option in (
        ("Measure to look at", "Complaints a year"),
        ("Area to look at", "Lowmarsh"),
    ):
        page.get_by_role("combobox", name=label).press_sequentially(option)
        page.keyboard.press("Enter")
        settle(page)
    said = "Complaints a year in Lowmarsh: no signal in September 2023"
    title(page, said)
    expect(page).to_have_url(re.compile("cell=complaints"))
    expect(page).to_have_url(re.compile("cell_area="))
    settle(page)
    page.get_by_text("The same numbers as a table").last.click()
    _, content = take(page, page.get_by_role("button", name="Get this table as CSV").last)
    with at_home(sample_home):
        vintage = open_city("sample")
    found = review(vintage)
    made = chart(vintage, "complaints", "district", "5", found.month)
    assert made is not None
    shown = months_table(made, load("en"))
    assert pl.read_csv(io.BytesIO(content), schema=shown.schema).equals(shown)
    other = new_visitor(browser).new_page()
    other.goto(page.url)
    settle(other)
    title(other, said)
    other.context.close()


def test_a_look_is_chosen_on_the_grid(page: Page, sample_site: str) -> None:
    """A click on a cell puts its measure and area into the lists and the address."""
    open_page(page, sample_site, "monthly_review")
    grid = page.get_by_test_id("stVegaLiteChart").first.locator("canvas, svg").first
    box = grid.bounding_box()
    assert box is not None
    # the first rows are force, the columns to the right of the names the city and its districts
    grid.click(position={"x": box["width"] * 0.5, "y": box["height"] * 0.35})
    page.wait_for_url("**cell=force**")
    settle(page)
    expect(page.get_by_role("heading", level=3).last).to_contain_text("Force")


def test_another_month_and_its_remarks(page: Page, sample_site: str, sample_home: Path) -> None:
    """A month is chosen from the list; its note is shown, and a sentence for each signal."""
    open_page(page, sample_site, "monthly_review")
    choose(page, "Month", "March 2020")
    expect(page.get_by_text("the city stood still").first).to_be_visible()
    expect(page).to_have_url(re.compile("month=2020-03"))
    with at_home(sample_home):
        found = review(open_city("sample"), month=dt.date(2020, 3, 1))
    listed = page.get_by_role("listitem").filter(has_text="Calls per 1,000 residents a year in ")
    wanted = found.signals.filter(pl.col("measure") == "calls_per_residents")
    expect(listed).to_have_count(len(wanted))
    assert len(looks_table(found, load("en"))) == len(found.table)


def test_a_quiet_area_shows_its_waits(page: Page, sample_site: str) -> None:
    """Where records are rare, the days between them stand under the months, in both languages."""
    asked = "by=neighborhood&cell=force&cell_area=21"
    for language, said in (("en", "days since the last day with"), ("es", "días desde el último")):
        open_page(page, sample_site, "monthly_review", f"{asked}&lang={language}")
        heading = page.get_by_role("heading", level=3).last
        expect(heading).to_contain_text("Beacon Moor: 41")
        expect(heading).to_contain_text(said)


def test_a_look_leads_to_its_records(page: Page, sample_site: str) -> None:
    """The way under a chart opens Get the data with as many records as the look counts."""
    page.goto(f"{sample_site}/your-neighborhood?area=12")
    settle(page)
    asked = "cell=complaints_sustained&month=2023-03&cell_area=1"
    open_page(page, sample_site, "monthly_review", asked)
    way = page.get_by_role("link", name="See and take the records behind this")
    said = way.inner_text().rsplit(": ", 1)[1].strip()
    assert re.fullmatch(r"\d+ complaints?", said)
    way.click()
    page.wait_for_url("**/get-the-data?**")
    settle(page)
    expect(page.get_by_role("heading", level=2, name=said, exact=True)).to_be_visible()
    expect(page.get_by_role("combobox", name="Period by")).to_have_value("day closed")


def test_the_review_can_be_printed(page: Page, sample_site: str) -> None:
    """On paper the whole page is there, not only what the window shows."""
    open_page(page, sample_site, "monthly_review")
    page.emulate_media(media="print")
    cut = """() => [...document.querySelectorAll('[data-testid="stMain"], [data-testid="stApp"]')]
        .filter(one => one.scrollHeight > one.clientHeight + 1
                       && getComputedStyle(one).overflowY !== 'visible').length"""
    assert page.evaluate(cut) == 0
