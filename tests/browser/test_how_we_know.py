"""How we know, with every method and decision open, on a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from dashboard.tables.methods import sure
from dashboard.words import load
from queries.declared.methods import decisions, methods
from tests.browser.conftest import Visit
from tests.browser.test_site import open_page, unfold

pytestmark = pytest.mark.browser


def test_everything_opens_and_fits_a_phone(same_tab: Visit, sample_site: str) -> None:
    """Every formula is drawn, nothing is wider than the phone, and axe finds nothing."""
    page = same_tab(390)
    open_page(page, sample_site, "how_we_know", "lang=es")
    unfold(page)
    formulas = sum(len(method.symbols) for method in methods())
    expect(page.locator(".katex")).to_have_count(formulas)
    expect(page.locator(".katex-error")).to_have_count(0)
    for decision in decisions():
        expect(page.get_by_text(decision.title, exact=True).first).to_be_visible()
    fits = "document.querySelector('[data-testid=stMain]').scrollWidth <= window.innerWidth"
    assert page.evaluate(fits)
    findings = Axe().run(page)
    assert findings.response["violations"] == [], findings.generate_report()


def test_how_sure_comes_first(page: Page, sample_site: str) -> None:
    """A resident reads the five sentences without scrolling."""
    open_page(page, sample_site, "how_we_know")
    for sentence in sure(load("en")):
        box = page.get_by_text(sentence, exact=True).bounding_box()
        assert box is not None
        assert box["y"] + box["height"] < 900
