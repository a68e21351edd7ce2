"""Finding one's area by a street and by the browser's location, in a real browser."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, WebSocket, expect

from tests.browser.test_site import choose, open_page, settle
from tests.browsing import new_visitor, served

pytestmark = pytest.mark.browser

INSIDE = {"longitude": -39.926732, "latitude": 37.964253}
"""In Gannet Shore."""


@pytest.fixture
def page_with_location(browser: Browser) -> Iterator[Page]:
    """A page in a browser that gives a location."""
    context = new_visitor(browser, geolocation=INSIDE, permissions=["geolocation"])
    yield context.new_page()
    context.close()


def heading(page: Page) -> str:
    """Return the first heading: the verdict, or the question which area it is."""
    return page.get_by_role("heading", level=2).first.inner_text()


def test_an_area_is_found_by_a_street(page: Page, sample_site: str) -> None:
    """A house number and street give a block; selecting it sets list, cards and address."""
    open_page(page, sample_site, "your_neighborhood")
    search = page.get_by_role("textbox", name="Find your area by street")
    search.fill("1612 linden")
    search.press("Enter")
    answer = page.get_by_text("16XX LINDEN AVE (Saint Orrin)")
    expect(answer).to_be_visible()
    settle(page)
    findings = Axe().run(page)
    assert findings.response["violations"] == [], findings.generate_report()
    answer.click()
    expect(page.get_by_role("heading", level=2).first).to_contain_text("Saint Orrin")
    settle(page)
    expect(page).to_have_url(re.compile("area=7"))
    assert "linden" not in page.url.lower()


def test_a_street_that_no_record_names(page: Page, sample_site: str) -> None:
    """The page says that no block fits, and the area stays."""
    open_page(page, sample_site, "your_neighborhood")
    before = heading(page)
    search = page.get_by_role("textbox", name="Find your area by street")
    search.fill("nowhere road")
    search.press("Enter")
    expect(page.get_by_text("No block in the records fits.")).to_be_visible()
    settle(page)
    assert heading(page) == before


def test_an_area_is_found_by_location(page_with_location: Page, sample_site: str) -> None:
    """The browser sends the point rounded to three decimals; the address names only the area."""
    messages: list[bytes] = []

    def listen(socket: WebSocket) -> None:
        socket.on(
            "framesent", lambda frame: messages.append(frame if isinstance(frame, bytes) else b"")
        )

    page_with_location.on("websocket", listen)
    open_page(page_with_location, sample_site, "your_neighborhood")
    page_with_location.get_by_role("button", name="Use my location").click()
    expect(page_with_location.get_by_role("heading", level=2).first).to_contain_text("Gannet Shore")
    settle(page_with_location)
    assert "area=30" in page_with_location.url
    assert "39.9" not in page_with_location.url
    traffic = b"".join(messages)
    assert json.dumps([-39.927, 37.964], separators=(",", ":")).encode() in traffic
    assert b"39.9267" not in traffic


def test_a_list_that_is_set_logs_nothing(
    page_with_location: Page, sample_home: Path, tmp_path: Path
) -> None:
    """An area found by location replaces the selected one, and the server logs nothing."""
    with served(sample_home, tmp_path / "log") as address:
        open_page(page_with_location, address, "your_neighborhood")
        choose(page_with_location, "Your area", "Sallow Bend")
        page_with_location.get_by_text("Choose another area by street or by location").click()
        page_with_location.get_by_role("button", name="Use my location").click()
        expect(page_with_location.get_by_role("heading", level=2).first).to_contain_text(
            "Gannet Shore"
        )
        expect(page_with_location.get_by_role("combobox", name="Your area")).to_have_value(
            "Gannet Shore"
        )
    assert (tmp_path / "log").read_text() == ""


def test_a_location_elsewhere_or_refused(browser: Browser, sample_site: str) -> None:
    """Outside all areas, or without permission, the page says so and the area stays."""
    elsewhere = {"longitude": 0, "latitude": 0}
    for leave, text in (
        ({"geolocation": elsewhere, "permissions": ["geolocation"]}, "lies in none of these areas"),
        ({"permissions": []}, "Your browser gave no location."),
    ):
        context = new_visitor(browser, **leave)
        page = context.new_page()
        open_page(page, sample_site, "your_neighborhood")
        before = heading(page)
        page.get_by_role("button", name="Use my location").click()
        expect(page.get_by_text(text)).to_be_visible()
        assert heading(page) == before
        context.close()
