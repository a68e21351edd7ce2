"""The public edition in a real browser: from the disk and from the server, no other host asked."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route

from tests.browsing import new_visitor
from tests.edition.pages import AREA, CHANGE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDTHS = {"desk": 1280, "phone": 390}


def page_at(browser: Browser, width: int, colours: str = "light") -> tuple[Page, list[str]]:
    """Return a page that reaches files alone, and the list of what else it asks for."""
    asked: list[str] = []

    def decide(route: Route) -> None:
        if route.request.url.startswith(("file:", "data:")):
            route.continue_()
        else:
            asked.append(route.request.url)
            route.abort()

    context = new_visitor(browser, viewport={"width": width, "height": 844}, color_scheme=colours)
    page = context.new_page()
    page.route("**/*", decide)
    return page, asked


@pytest.mark.accessibility("rules")
@pytest.mark.parametrize(
    ("path", "width", "colours"),
    [
        ("en/index.html", "desk", "light"),
        (f"es/{CHANGE}", "phone", "dark"),
        (f"en/{AREA}", "phone", "light"),
        ("es/how-we-know.html", "desk", "dark"),
    ],
)
def test_a_page_opens_from_the_disk(
    path: str, width: str, colours: str, edition: Path, browser: Browser
) -> None:
    """Nothing is asked of a host, nothing is wider than the page, and axe-core finds nothing."""
    page, asked = page_at(browser, WIDTHS[width], colours)
    page.goto(f"file://{edition / path}")
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS[width]
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert asked == []
    page.context.close()


def test_an_area_is_chosen_without_a_server(edition: Path, browser: Browser) -> None:
    """A click on the map marks the area there, and its row stands under that of the city."""
    page, _ = page_at(browser, WIDTHS["desk"])
    page.goto(f"file://{edition / 'en' / CHANGE}")
    rows = page.locator("table:has(tr[id]) tbody tr")
    before = rows.nth(1).inner_text()
    for area in ("#area-7", "#area-5"):
        page.locator(f".accord-map [data-to='{area}']").dispatch_event("click")
        page.wait_for_url(f"**{area}")
        assert rows.nth(1).get_attribute("id") == area[1:]
        assert page.locator(".accord-map [data-marked]").get_attribute("data-to") == area
    assert rows.nth(1).inner_text() != before
    assert rows.count() == len(set(rows.all_inner_texts()))
    page.context.close()
