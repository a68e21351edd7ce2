"""The accessibility statement in a real browser."""

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("es", "dark")])
def test_the_statement_is_accessible(
    language: str, scheme: Literal["light", "dark"], same_tab: Visit, sample_site: str
) -> None:
    """axe-core finds nothing, nothing is wider than the narrowest phone, the mark is drawn."""
    page = same_tab(320, 640, color_scheme=scheme)
    page.goto(f"{sample_site}/accessibility?city=sample&lang={language}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.locator("header img").evaluate("image => image.naturalWidth") > 0
    page.get_by_role("main").get_by_role("link").last.click()
    expect(page.get_by_test_id("stApp")).to_be_visible()
