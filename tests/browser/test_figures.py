"""Under each figure stands its address, and at the foot of a page the way to cite it."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from dashboard.pages import GROUPS
from dashboard.parts.title import WITHOUT_CITY
from dashboard.words import load
from tests.browser.conftest import Visit
from tests.browser.test_site import open_page
from tests.browsing import served

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    "name", [page_name for members in GROUPS.values() for page_name in members]
)
def test_each_address_on_a_page_answers(name: str, same_tab: Visit, sample_site: str) -> None:
    """What stands under the figures of a page leads to these figures, and each answers."""
    words = load("en")
    page = same_tab(1280)
    open_page(page, sample_site, name)
    links = page.get_by_role("link", name=words.text("figures.address"), exact=True)
    addresses = {link.get_attribute("href") or "" for link in links.all()}
    tables = page.locator('[class*="st-key-csv_"]').count()
    assert len(addresses) >= min(1, tables)
    for address in addresses:
        answer = page.request.get(f"{sample_site}{address}")
        assert answer.status == 200, answer.text()
        assert f"figure={answer.json()['figure']}" in address
    cite = page.get_by_role("link", name=words.text("cite.offer"))
    expect(cite).to_have_count(0 if name in WITHOUT_CITY else 1)


def test_an_answer_is_cited(same_tab: Visit, sample_home: Path, tmp_path: Path) -> None:
    """From the page to its kept answer by two clicks; the choices of the page go along."""
    words = load("en")
    (tmp_path / "warehouse").symlink_to(sample_home / "warehouse")
    with served(tmp_path) as site:
        page = same_tab(390)
        open_page(page, site, "what_changed", "measure=complaints")
        page.get_by_role("link", name=words.text("cite.offer")).click()
        page.get_by_role("button", name=words.text("cite.keep")).click()
        expect(page.get_by_role("heading", name=words.text("cite.how"))).to_be_visible()
        assert urlsplit(page.url).path.startswith("/cite/")
        expect(page.locator("main")).to_contain_text("measure = complaints")
        expect(page.locator("main")).to_contain_text(words.text("cite.now_same"))
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        assert list(Axe().run(page).response["violations"]) == []
