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
    """Expect a figure's title."""
    expect(page.get_by_role("heading", level=3, name=text)).to_be_visible()


@pytest.mark.accessibility("keyboard")
def test_a_look_is_chosen_with_the_keyboard(
    page: Page, browser: Browser, sample_site: str, sample_home: Path
) -> None:
    """Chart and table follow the typed measure and area, and the link shows the same."""
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
    sentence = "Complaints a year in Lowmarsh: no signal in September 2023"
    title(page, sentence)
    expect(page).to_have_url(re.compile("cell=complaints"))
    expect(page).to_have_url(re.compile("cell_area="))
    settle(page)
    _, content = take(page, page.get_by_role("button", name="CSV file").last)
    with at_home(sample_home):
        vintage = open_city("sample")
    month_review = review(vintage)
    control = chart(vintage, "complaints", "district", "5", month_review.month)
    assert control is not None
    months = months_table(control, load("en"))
    assert pl.read_csv(io.BytesIO(content), schema=months.schema).equals(months)
    visitor = new_visitor(browser).new_page()
    visitor.goto(page.url)
    settle(visitor)
    title(visitor, sentence)
    visitor.context.close()


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
    """A selected month shows its note and one sentence per signal."""
    open_page(page, sample_site, "monthly_review")
    choose(page, "Month", "March 2020")
    expect(page.get_by_text("the city stood still").first).to_be_visible()
    expect(page).to_have_url(re.compile("month=2020-03"))
    with at_home(sample_home):
        month_review = review(open_city("sample"), month=dt.date(2020, 3, 1))
    items = page.get_by_role("listitem").filter(has_text="Calls per 1,000 residents a year in ")
    signals = month_review.signals.filter(pl.col("measure") == "calls_per_residents")
    expect(items).to_have_count(len(signals))
    assert len(looks_table(month_review, load("en"))) == len(month_review.table)


def test_a_quiet_area_shows_its_waits(page: Page, sample_site: str) -> None:
    """Rare records have a chart of days between them, in both languages."""
    query = "by=neighborhood&cell=force&cell_area=21"
    for language, text in (("en", "days since the last day with"), ("es", "días desde el último")):
        open_page(page, sample_site, "monthly_review", f"{query}&lang={language}")
        heading = page.get_by_role("heading", level=3).last
        expect(heading).to_contain_text("Beacon Moor: 41")
        expect(heading).to_contain_text(text)


def test_a_look_leads_to_its_records(page: Page, sample_site: str) -> None:
    """The link under a chart opens Get the data with as many records as the look counts."""
    page.goto(f"{sample_site}/your-neighborhood?area=12")
    settle(page)
    query = "cell=complaints_sustained&month=2023-03&cell_area=1"
    open_page(page, sample_site, "monthly_review", query)
    link = page.get_by_role("link", name="See and take the records behind this")
    nouns = link.inner_text().rsplit(": ", 1)[1].strip()
    assert re.fullmatch(r"\d+ complaints?", nouns)
    link.click()
    page.wait_for_url("**/get-the-data?**")
    settle(page)
    matched = re.compile(rf"^{nouns.split()[0]} of [\d,]+ complaints match$")
    expect(page.get_by_role("heading", level=2, name=matched)).to_be_visible()
    expect(page.get_by_role("combobox", name="Period by")).to_have_value("day closed")


def test_the_review_can_be_printed(page: Page, sample_site: str) -> None:
    """The whole page is printed, not only the part in the window."""
    open_page(page, sample_site, "monthly_review")
    page.emulate_media(media="print")
    cut = """() => [...document.querySelectorAll('[data-testid="stMain"], [data-testid="stApp"]')]
        .filter(one => one.scrollHeight > one.clientHeight + 1
                       && getComputedStyle(one).overflowY !== 'visible').length"""
    assert page.evaluate(cut) == 0
