"""SQL in a real browser: typed, run and taken by keyboard, on a phone and in two languages."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from dashboard.words import load
from tests.browser.conftest import Visit
from tests.browser.test_site import open_page, settle, take, unfold

pytestmark = pytest.mark.browser


def test_a_query_is_typed_run_and_taken(page: Page, sample_site: str) -> None:
    """By keyboard alone; the address has the query, and its file no formula."""
    open_page(page, sample_site, "sql")
    page.get_by_role("textbox", name="Your query").focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("select '=1+1' as sum, count(*) as n from force")
    page.keyboard.press("ControlOrMeta+Enter")
    expect(page.get_by_role("heading", name="The answer", exact=True)).to_be_visible()
    settle(page)
    name, content = take(page, page.get_by_role("button", name="CSV file"))
    assert name == "accord_sql.csv"
    assert content.decode("utf-8-sig").splitlines() == ["sum,n", "'=1+1,6000"]
    assert "sql=select" in page.url
    page.reload()
    settle(page)
    expect(page.get_by_role("textbox", name="Your query")).to_have_value(
        "select '=1+1' as sum, count(*) as n from force"
    )
    expect(page.get_by_test_id("stDataFrame")).to_have_count(0)


@pytest.mark.parametrize("language", ["en", "es"])
def test_it_fits_a_phone_and_a_screen_reader(
    language: str, same_tab: Visit, sample_site: str
) -> None:
    """With an answer, its chart and everything open nothing is too wide, and axe finds nothing."""
    page = same_tab(390)
    open_page(page, sample_site, "sql", f"lang={language}")
    words = load(language)
    page.get_by_role("button", name=words.text("sql.run")).click()
    expect(page.get_by_role("heading", name=words.text("sql.answer"), exact=True)).to_be_visible()
    settle(page)
    unfold(page)
    fits = "document.querySelector('[data-testid=stMain]').scrollWidth <= window.innerWidth"
    assert page.evaluate(fits)
    findings = Axe().run(page)
    assert findings.response["violations"] == [], findings.generate_report()
