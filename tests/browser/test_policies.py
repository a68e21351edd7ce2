"""The agreement's room in a browser: one clause at a time, its own address, and whole on paper."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.test_everyone import WIDER
from tests.browser.test_site import open_page

pytestmark = pytest.mark.browser

CLAUSE = "deescalation-2019-duty-to-step-in"
UNSEEN = """() => [...document.querySelectorAll('.accord-agreement :is(p, li, h3, h4, blockquote)')]
    .filter(one => !one.matches('.accord-way'))
    .filter(one => !one.checkVisibility({ contentVisibilityAuto: true }))
    .map(one => one.textContent.slice(0, 60))"""
"""The texts of an agreement that are not shown."""


@pytest.mark.accessibility("print")
def test_the_room_is_short_on_a_phone_and_whole_on_paper(same_tab: Visit, sample_site: str) -> None:
    """Opening a clause folds the other; its address opens it alone; paper has every word."""
    page = same_tab(390)
    open_page(page, sample_site, "policies", "lang=en")
    clauses = page.locator(".accord-clause")
    opened = page.locator(".accord-clause[open]")
    expect(opened).to_have_count(0)
    expect(page.get_by_text("two meetings were too few")).to_be_visible()
    page.locator(".accord-contents").get_by_role("link").last.click()
    for number in (0, 1):
        clauses.nth(number).locator("> summary").press("Enter")
        expect(opened).to_have_count(1)
        expect(clauses.nth(number)).to_have_attribute("open", "")
    for part in (
        "What was asked",
        "What the text says now",
        "What could be known",
        "What is known",
    ):
        expect(opened.get_by_role("heading", name=part)).to_be_visible()
    assert page.evaluate(WIDER) == []
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate(UNSEEN) != []
    page.emulate_media(media="print")
    assert page.evaluate(UNSEEN) == []
    expect(page.get_by_role("link", name="The address of this clause")).to_have_count(0)
    page.emulate_media(media="screen")
    opened.get_by_role("link", name="The address of this clause").click()
    expect(clauses).to_have_count(1)
    expect(opened).to_have_attribute("id", CLAUSE)
    expect(page.get_by_text("two meetings were too few")).to_be_visible()
    assert page.evaluate(UNSEEN) == []
