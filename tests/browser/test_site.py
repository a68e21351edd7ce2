"""All pages in a real browser, on a phone and on a desktop."""

import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Literal
from urllib.parse import urlparse

import polars as pl
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from benchmarks.site import SETTLED
from dashboard.tables.comparison import comparison_table, worded
from dashboard.web.first_answer import heading
from dashboard.words import Words, load
from queries.change.compare import compare
from queries.vintage.catalog import open_city
from tests.browser.conftest import Visit, hosts_asked
from tests.browsing import new_visitor, served
from tests.conftest import at_home

pytestmark = pytest.mark.browser

PAGES = (
    "overview",
    "what_changed",
    "your_neighborhood",
    "complaints",
    "calls",
    "policies",
    "cities",
    "glossary",
    "monthly_review",
    "compare_neighborhoods",
    "get_the_data",
    "sql",
    "use_of_force",
    "trend_around_policy",
    "data_quality",
    "how_we_know",
)
IN_WORDS = ("policies", "cities", "glossary", "get_the_data", "sql")
"""Pages without a chart."""
OF_NO_CITY = {"cities", "glossary", "how_we_know"}
CHICAGO_LACKS = {"calls"}
"""Pages that have no chart for Chicago: see test_records.py."""
Scheme = Literal["light", "dark"]
Look = tuple[int, Scheme]
"""The width of a visitor's window, and whether the browser asks for light or dark pages."""
LOOKS: dict[str, tuple[Look, Look]] = {
    "en": ((390, "dark"), (1280, "light")),
    "es": ((1280, "dark"), (390, "light")),
}
"""A page is opened in the first and turned into the second, once on a phone and once at a desk."""
GROUND = {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 24, 31)"}
"""The background of .streamlit/config.toml: once it is there, the page has changed its colours."""


def open_page(page: Page, site: str, name: str, query: str = "") -> None:
    """Open a page and wait until its last element is shown and no script runs."""
    path = "" if name == PAGES[0] else name.replace("_", "-")
    page.goto(f"{site}/{path}?{query}")
    settle(page)
    expect(page.get_by_role("dialog")).to_have_count(0)


def settle(page: Page) -> None:
    """Wait until the script has ended and all elements of the page are loaded.

    The script that a click asks for may not have begun yet: what the click changes is awaited
    with `expect`, never read at once.
    """
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
    expect(page.get_by_test_id("stExpander").last).to_be_visible()
    expect(page.locator('[data-stale="true"]')).to_have_count(0)
    # where the code of a part is not loaded yet, the page shows a grey place for it
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)


def unfold(page: Page) -> None:
    """Open all expanders of a page at once, and wait for the tables that are made on opening."""
    summaries = page.locator("[data-testid=stExpander] details:not([open]) > summary")
    summaries.evaluate_all("all => all.forEach(one => one.click())")
    settle(page)
    empty = page.locator("[class*=st-key-fold_]:not(:has([data-testid=stDataFrame]))")
    expect(empty).to_have_count(0)


def take(page: Page, button: Locator) -> tuple[str, bytes]:
    """Click a download button and return its file's name and content.

    A part that is still being loaded, such as a table just unfolded, moves the button away, and the
    toolbar of a low table lies over it once the mouse is there: it is pressed, not pointed at.
    """
    settle(page)
    with page.expect_download() as download:
        button.evaluate("button => button.click()")
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def choose(page: Page, label: str, option: str) -> None:
    """Select an option of a list by its text; a phone opens the fold with the lists first."""
    line = page.locator(".st-key-choices_row label")
    if line.is_visible() and not line.locator("input").is_checked():
        line.click()
    page.get_by_role("combobox", name=label).fill(option)
    page.get_by_role("option", name=option, exact=True).click()
    settle(page)


@pytest.mark.parametrize("language", LOOKS)
@pytest.mark.parametrize("name", PAGES)
@pytest.mark.accessibility("rules")
def test_a_page_is_whole_for_everyone(
    name: str, language: str, same_tab: Visit, sample_site: str
) -> None:
    """Each page has title, charts and tables, fits the width, and axe-core finds nothing on it.

    On a phone and at a desk, in light and in dark colours, in both languages.
    """
    look(same_tab, sample_site, name, language, LOOKS[language], is_sample=True)


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("es", 390)])
@pytest.mark.parametrize("name", [name for name in PAGES if name not in CHICAGO_LACKS | OF_NO_CITY])
def test_a_page_of_a_real_city_is_whole(
    name: str, language: str, width: int, same_tab: Visit, chicago_site: str
) -> None:
    """Chicago's pages meet the same checks on real data."""
    look(same_tab, chicago_site, name, language, [(width, "light")], is_sample=False)


def look(
    visit: Visit,
    site: str,
    name: str,
    language: str,
    looks: Sequence[Look],
    *,
    is_sample: bool,
) -> None:
    """Open a page; check that it is complete, accessible, and loads from our host only."""
    words = load(language)
    width, scheme = looks[0]
    page = visit(width, color_scheme=scheme)
    with hosts_asked(page) as hosts:
        open_page(page, site, name, f"lang={language}")
        page.wait_for_function(SETTLED, arg=heading(name, words))  # as the benchmark waits for it
        for turned_width, turned_scheme in looks:
            turn(page, turned_width, turned_scheme)
            check_whole(page, name, words, is_sample=is_sample)
    assert hosts <= {urlparse(site).netloc, ""}


def turn(page: Page, width: int, scheme: Scheme) -> None:
    """Give an opened page another width and other colours."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    expect(page.get_by_test_id("stApp")).to_have_css("background-color", GROUND[scheme])
    settle(page)


def check_whole(page: Page, name: str, words: Words, *, is_sample: bool) -> None:
    """Check that all parts of a page are there and fit, and that axe-core finds nothing."""
    title = words.text("overview.title" if name == "overview" else f"pages.{name}.title")
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
    if name not in IN_WORDS:
        expect(page.get_by_test_id("stVegaLiteChart").first).to_be_visible()
        expect(page.get_by_text(words.text("figures.table")).first).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)
    label = page.get_by_text(words.text("sample_label"))
    is_labelled = is_sample and (name not in OF_NO_CITY or name == "cities")
    expect(label).to_have_count(1 if is_labelled else 0)
    expect(page.get_by_role("button", name=words.text("share.label"))).to_be_visible()
    fits = "document.querySelector('[data-testid=stMain]').scrollWidth <= window.innerWidth"
    assert page.evaluate(fits)
    results = Axe().run(page)
    assert results.response["violations"] == [], results.generate_report()


def test_the_verdict_can_be_shared(page: Page, browser: Browser, sample_site: str) -> None:
    """The selection is in the address, and the address shows another visitor the same."""
    open_page(page, sample_site, "what_changed")
    assert "measure" not in page.url
    choose(page, "Measure", "Complaints per 1,000 calls")
    heading = page.get_by_role("heading", level=2).first
    expect(heading).to_have_text(re.compile("^Complaints per 1,000 calls"))
    expect(page).to_have_url(re.compile("measure=complaints_per_calls"))
    sentence = heading.inner_text()
    visitor = new_visitor(browser).new_page()
    visitor.goto(page.url)
    settle(visitor)
    expect(visitor.get_by_role("heading", level=2).first).to_have_text(sentence)
    visitor.context.close()


def test_the_language_stays(page: Page, sample_site: str) -> None:
    """Spanish, once selected, is in the address and stays on the next page."""
    open_page(page, sample_site, "what_changed")
    page.get_by_role("radio", name="Español").click()
    expect(page.get_by_role("heading", name="Qué cambió")).to_be_visible()
    settle(page)
    expect(page).to_have_url(re.compile("lang=es"))
    page.get_by_role("link", name="Su vecindario").first.click()
    expect(page.get_by_role("heading", name="Su vecindario")).to_be_visible()
    settle(page)
    expect(page).to_have_url(re.compile("lang=es"))


def test_an_area_is_chosen_from_the_list(page: Page, sample_site: str) -> None:
    """The cards show the area selected from the list, and the address names it."""
    open_page(page, sample_site, "your_neighborhood")
    choose(page, "Your area", "Sallow Bend")
    expect(page.get_by_role("heading", level=2).first).to_contain_text("Sallow Bend")
    expect(page).to_have_url(re.compile("area="))


def test_an_area_is_chosen_on_the_map(page: Page, sample_site: str) -> None:
    """A click on a polygon selects its area in the list, the cards and the address."""
    open_page(page, sample_site, "your_neighborhood")
    first = page.get_by_role("heading", level=2).first
    expect(first).to_have_text("Which area is yours?")
    chart = page.get_by_test_id("stVegaLiteChart").first.locator("canvas, svg").first
    box = chart.bounding_box()
    assert box is not None
    # a third across and half-way down the drawing lies inside the city, not in its river
    chart.click(position={"x": box["width"] * 0.4, "y": box["height"] * 0.4})
    expect(first).to_contain_text("Uses of force a year")
    settle(page)
    expect(page).to_have_url(re.compile("area="))


def test_a_date_of_ones_own_is_called_that(page: Page, sample_site: str) -> None:
    """Without a policy the page offers a date and says that it is the visitor's, not a policy's."""
    open_page(page, sample_site, "what_changed", "policy=own&date=2021-03-01")
    expect(page.get_by_text("This is your date, not the date of a policy.").first).to_be_visible()
    expect(page.get_by_role("heading", level=2).first).to_be_visible()


def test_nothing_is_compared_around_a_date_nobody_chose(page: Page, sample_site: str) -> None:
    """Without a policy and without a date the page asks for one and shows no verdict."""
    open_page(page, sample_site, "what_changed", "policy=own")
    expect(page.get_by_text("Nothing is compared around a date that nobody chose.")).to_be_visible()
    expect(page.get_by_role("heading", level=2)).to_have_count(0)


def test_a_city_without_a_usable_policy(page: Page, new_orleans_site: str) -> None:
    """New Orleans' policies predate its data: the page offers a date and says why."""
    open_page(page, new_orleans_site, "what_changed", "date=2019-01-01")
    expect(page.get_by_text("The register holds no policy inside these data")).to_be_visible()
    expect(page.get_by_text("This is your date, not the date of a policy.").first).to_be_visible()
    expect(page.get_by_role("heading", level=2).first).to_contain_text("New Orleans")


def test_a_recording_change_has_no_verdict(page: Page, sample_site: str) -> None:
    """A policy that only widened recording gets a reason, not a number."""
    open_page(page, sample_site, "what_changed", "policy=show-of-force-2022")
    heading = page.get_by_role("heading", level=2).first
    expect(heading).to_contain_text("before and after cannot be compared")


def test_the_file_is_the_table(page: Page, sample_site: str, sample_home: Path) -> None:
    """The CSV of Compare neighborhoods equals the table on the page, cell by cell."""
    open_page(page, sample_site, "compare_neighborhoods")
    button = page.locator(".st-key-csv_sample_force_neighborhood").get_by_role("button")
    name, content = take(page, button)
    with at_home(sample_home):
        comparison = compare(open_city("sample"), "force", None, "deescalation-2019")
    words = load("en")
    table = comparison_table(worded(comparison, words), words)
    assert pl.read_csv(io.BytesIO(content), schema=table.schema).equals(table)
    assert name.endswith(".csv")


def test_an_empty_warehouse_says_what_to_do(page: Page, tmp_path: Path) -> None:
    """Without a city the site shows the command that builds one."""
    with served(tmp_path) as address:
        page.goto(address)
        expect(page.get_by_role("heading", name="No city is built yet")).to_be_visible()
        expect(page.get_by_text("accord demo")).to_be_visible()
