"""Get the data in a real browser: selection, table and file agree."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import polars as pl
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from dashboard.tables.protected import crossed
from dashboard.words import load
from queries.records import disclosure, extracts, files
from queries.records.filters import from_query
from queries.vintage.catalog import open_city
from tests.browser.conftest import Visit
from tests.browser.test_site import choose, open_page, settle, take, unfold
from tests.conftest import at_home

pytestmark = pytest.mark.browser

ASKED = (
    "dataset=calls&from=2019-01-01&area=3&area=5&where.category=traffic&most.response_s=600"
    "&column=call_id"
)


def test_a_link_shows_and_gives_the_same(page: Page, sample_site: str, sample_home: Path) -> None:
    """Opened from a URL, the page counts, keeps the URL and gives the matching file."""
    with at_home(sample_home):
        sample = open_city("sample")
    query = {"city": ["sample"], "layer": ["neighborhood"], **parse_qs(ASKED)}
    selection = from_query(query)
    page.goto(sample_site + selection.address())
    settle(page)
    n = extracts.matched(sample, selection)
    total = sample.manifest.datasets["calls"].rows
    title = f"{n:,} of {total:,} calls match"
    expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
    name, content = take(page, page.get_by_role("link", name=re.compile(f"^Download {n:,} rows")))
    assert name == files.file_name(sample, selection, "csv")
    with at_home(sample_home):
        assert content == b"".join(files.csv(sample, selection))
    assert parse_qs(urlsplit(page.url).query) == parse_qs(ASKED)


def test_choices_go_into_the_url(page: Page, sample_site: str) -> None:
    """A value limits the records to its count, and another dataset starts without it."""
    open_page(page, sample_site, "get_the_data", "dataset=force")
    choose(page, "Limit by another field", "reason")
    page.keyboard.press("Escape")
    choose(page, "Only where “reason” is", "Flight (1,254)")
    page.keyboard.press("Escape")  # an open list hides the page behind it
    expect(page.get_by_role("heading", name="1,254 of 6,000 incidents with force")).to_be_visible()
    assert parse_qs(urlsplit(page.url).query)["where.reason"] == ["Flight"]
    choose(page, "Records", "Complaints")
    expect(page.get_by_role("heading", name="3,000 complaints")).to_be_visible()
    assert parse_qs(urlsplit(page.url).query) == {"dataset": ["complaints"]}


def test_a_typed_day_counts_on_enter(page: Page, sample_site: str, sample_home: Path) -> None:
    """A day typed and entered limits the count, the address and the file to the same records."""
    open_page(page, sample_site, "get_the_data", "dataset=force")
    page.get_by_role("textbox", name="From").focus()
    page.keyboard.type("2019-04-01")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("from=2019-04-01"))
    with at_home(sample_home):
        sample = open_city("sample")
    query = {
        "city": ["sample"],
        "layer": ["neighborhood"],
        **parse_qs("dataset=force&from=2019-04-01"),
    }
    selection = from_query(query)
    n = extracts.matched(sample, selection)
    expect(
        page.get_by_role("heading", name=f"{n:,} of 6,000 incidents", exact=False)
    ).to_be_visible()
    _, content = take(page, page.get_by_role("link", name=re.compile(f"^Download {n:,} rows")))
    assert len(pl.read_csv(content)) == n < 6_000


def test_areas_are_chosen_on_a_map(page: Page, sample_site: str) -> None:
    """A click adds an area to the list, and another on the same takes it back."""
    open_page(page, sample_site, "get_the_data", "dataset=force&area=3")
    page.get_by_text("Choose areas on a map").click()
    shape = page.locator("path[aria-roledescription=geoshape][aria-label='Ropewalk']")
    shape.click(force=True)
    expect(page).to_have_url(re.compile(r"area=3&area=\d+"))
    settle(page)
    shape.click(force=True)
    expect(page).not_to_have_url(re.compile(r"area=3&area=\d+"))


def test_every_table_is_offered_whole(page: Page, sample_site: str, sample_home: Path) -> None:
    """Each table has a link in each format, whose file has all records of the table."""
    open_page(page, sample_site, "get_the_data", "dataset=calls")
    _, content = take(page, page.get_by_role("link", name="CSV Complaints"))
    with at_home(sample_home):
        sample = open_city("sample")
    assert len(pl.read_csv(content)) == sample.manifest.datasets["complaints"].rows
    for form in files.FORMS:
        assert page.locator(f"a[href*='/persons.{form}?']").count() == 1


def test_a_choice_made_elsewhere_limits_no_records(page: Page, sample_site: str) -> None:
    """After a visit to one neighborhood or a selection, a return to the page has all records."""
    open_page(page, sample_site, "your_neighborhood", "area=12")
    for _ in range(2):
        for group, name in (("Topics", "Glossary"), ("Data", "Get the data")):
            page.get_by_role("button", name=group, exact=True).click()
            page.get_by_role("link", name=name).click()
            page.wait_for_url(f"**/{name.lower().replace(' ', '-')}**")
            settle(page)
        expect(page.get_by_role("heading", name="6,000 incidents with force")).to_be_visible()
        choose(page, "Only these neighborhoods", "Marsh End")
        page.keyboard.press("Escape")
        expect(page).to_have_url(re.compile("area="))


def test_counts_of_complainants_are_shown_and_taken(
    page: Page, sample_site: str, sample_home: Path
) -> None:
    """A link to complaints by race and area shows that table, keeps its URL, and gives its file."""
    query = "who=complaints&part=area"
    open_page(page, sample_site, "get_the_data", query)
    title = "Complaints by complainant's race and area"
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    assert parse_qs(urlsplit(page.url).query) == parse_qs(query)
    name, content = take(page, page.get_by_role("button", name="CSV file"))
    with at_home(sample_home):
        sample = open_city("sample")
    table = disclosure.counts(sample, "complaints", "complainant_race", "area")
    cells = crossed(table, "complaints", "complainant_race", "area", load("en"))
    assert name == "accord_complaints_complainant_race_area.csv"
    assert content.decode() == cells.write_csv(include_bom=True)
    assert cells.columns[:3] == ["area", "Black", "White"]


@pytest.mark.parametrize("language", ["en", "es"])
def test_it_fits_a_phone_and_a_screen_reader(
    language: str, same_tab: Visit, sample_site: str
) -> None:
    """With everything open nothing is wider than a phone, and axe finds nothing."""
    page = same_tab(390)
    open_page(page, sample_site, "get_the_data", f"lang={language}&where.reason=Flight&area=3")
    unfold(page)
    expect(page.get_by_test_id("stException")).to_have_count(0)
    fits = "document.querySelector('[data-testid=stMain]').scrollWidth <= window.innerWidth"
    assert page.evaluate(fits)
    findings = Axe().run(page)
    assert findings.response["violations"] == [], findings.generate_report()
