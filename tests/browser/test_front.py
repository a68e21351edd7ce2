"""The front page and the links between pages, in a real browser."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard.pages import GROUPS
from tests.browser.conftest import Visit
from tests.browser.test_site import open_page, settle
from tests.browsing import new_visitor

pytestmark = pytest.mark.browser

FORCE = "Is force used less often than before?"


def test_a_question_leads_to_its_whole_answer(page: Page, sample_site: str) -> None:
    """The first card answers its question, with the range, and its link opens the same result."""
    open_page(page, sample_site, "overview")
    expect(page.get_by_role("heading", name=FORCE)).to_be_visible()
    sentence = "Uses of force per 1,000 calls fell in Rivermont (sample city, not real)."
    expect(page.get_by_text("Yes, less often than before.")).to_be_visible()
    expect(page.get_by_text("−24 %", exact=True)).to_be_visible()
    expect(page.get_by_text("from a fall of 31 % to a fall of 16 % (95 %)")).to_be_visible()
    expect(page.get_by_text("The record is too short to tell").first).to_be_visible()
    page.get_by_role("link", name="See the line, and what to keep in mind").nth(1).click()
    expect(page.get_by_role("heading", name="What changed")).to_be_visible()
    settle(page)
    expect(page.get_by_role("heading", level=2).first).to_have_text(sentence)
    expect(page).to_have_url(re.compile("measure=force_per_calls"))


def test_without_a_policy_the_last_years_are_told(page: Page, new_orleans_site: str) -> None:
    """A card without a policy has a level for each of the last years, and no verdict."""
    open_page(page, new_orleans_site, "overview")
    expect(page.get_by_text("January 1, 2022 to December 31, 2022: 395 a year")).to_be_visible()
    expect(page.get_by_text("it is no verdict").first).to_be_visible()
    main = page.get_by_test_id("stMain").inner_text()
    assert "fell in" not in main
    assert "rose in" not in main


def test_the_link_to_share_names_the_city(page: Page, browser: Browser, sample_site: str) -> None:
    """The address to copy has every choice and the city, and shows another visitor the same."""
    open_page(page, sample_site, "what_changed", "measure=complaints&lang=es")
    page.get_by_role("button", name="Enlace a esta página").click()
    address = page.get_by_test_id("stCode").inner_text()
    assert address.startswith(f"{sample_site}/what-changed?")
    assert all(part in address for part in ("city=sample", "measure=complaints", "lang=es"))
    visitor = new_visitor(browser).new_page()
    visitor.goto(address)
    settle(visitor)
    first = page.get_by_role("heading", level=2).first.inner_text()
    expect(visitor.get_by_role("heading", level=2).first).to_have_text(first)
    visitor.context.close()


def test_a_first_visit_is_in_the_browsers_language(browser: Browser, sample_site: str) -> None:
    """A Spanish browser gets Spanish; English, once selected, stays in the address."""
    context = new_visitor(browser, locale="es-MX")
    page = context.new_page()
    page.goto(sample_site)
    expect(page.get_by_role("heading", name="¿Qué cambió")).to_be_visible()
    settle(page)
    page.get_by_role("radio", name="English").click()
    expect(page.get_by_role("heading", level=1, name="What changed after")).to_be_visible()
    settle(page)
    page.goto(page.url)
    expect(page.get_by_role("heading", level=1, name="What changed after")).to_be_visible()
    expect(page).to_have_url(re.compile("lang=en"))
    context.close()


def test_nothing_is_stored_in_the_browser(page: Page, sample_site: str) -> None:
    """A choice of language sets no cookie that outlives the visit."""
    open_page(page, sample_site, "overview")
    page.get_by_role("radio", name="Español").click()
    expect(page.get_by_role("heading", name="¿Qué cambió")).to_be_visible()
    assert [cookie for cookie in page.context.cookies() if cookie.get("expires", -1) != -1] == []


def test_the_menu_opens_on_a_phone(same_tab: Visit, sample_site: str) -> None:
    """At 390 pixels one menu has all pages, and is closed on the page it opened."""
    page = same_tab(390, 844, reduced_motion="no-preference")
    open_page(page, sample_site, "overview")
    expect(page.get_by_role("button", name="Menu")).to_be_in_viewport()
    page.get_by_role("button", name="Menu").click()
    menu = page.get_by_test_id("stPopoverBody")
    # Cities is in the menu only where there are several
    expect(menu.get_by_role("link")).to_have_count(sum(map(len, GROUPS.values())) - 1)
    menu.get_by_role("link", name="Glossary").click()
    expect(page.get_by_role("heading", name="Glossary")).to_be_visible()
    expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)


def test_asheville_tells_its_process(page: Page, asheville_site: str) -> None:
    """The page has all steps of 2016 and 2017, folded, and says that nothing can be compared."""
    open_page(page, asheville_site, "policies")
    page.get_by_text("How it came about, day by day").click()
    expect(page.get_by_text("First meeting of the group: 16 representatives")).to_be_visible()
    expect(page.get_by_text("May 5, 2017 · in force")).to_be_visible()
    expect(
        page.get_by_text("Uses of force a year: this cannot be compared here").first
    ).to_be_visible()


def test_a_page_with_nothing_to_compare_is_whole(page: Page, asheville_site: str) -> None:
    """Without anything to compare, the page says so, what is missing, and the data's source."""
    for name in ("what_changed", "your_neighborhood", "trend_around_policy"):
        open_page(page, asheville_site, name)
        lines = page.get_by_role("listitem").filter(
            has_text="The city publishes records of this kind"
        )
        expect(lines.filter(has_text="Uses of force a year")).to_be_visible()
        expect(page.get_by_text("About this page")).to_be_visible()
        expect(page.get_by_role("button", name="Link to this page")).to_be_visible()


def test_a_page_prints_whole(page: Page, sample_site: str) -> None:
    """On paper the page is not cut at the window's height."""
    open_page(page, sample_site, "policies")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 816, "height": 600})
    last = page.get_by_test_id("stExpander").last
    bottom = "last => last.getBoundingClientRect().bottom + window.scrollY"
    assert last.evaluate(bottom) > 600
    assert len(re.findall(rb"/Type /Page\b", page.pdf(format="Letter"))) >= 2


def test_an_address_that_leads_nowhere(page: Page, sample_site: str) -> None:
    """The answer has status 404 and links to the pages, and the links work."""
    answer = page.goto(f"{sample_site}/neighbourhoods")
    assert answer is not None
    assert answer.status == 404
    page.get_by_role("link", name="Your neighborhood").click()
    expect(page.get_by_role("heading", name="Your neighborhood")).to_be_visible()
