"""Data quality in a real browser: what Seattle's data lack, what New Orleans' city changed."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_site import open_page, settle
from tests.browsing import served

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def seattle_site(seattle_home: Path) -> Iterator[str]:
    """The address of a site over Seattle's real data."""
    with served(seattle_home) as address:
        yield address


@pytest.fixture(scope="module")
def revised_site(revised_home: Path) -> Iterator[str]:
    """The address of a site over New Orleans, published as of 2018, 2020 and 2023 in turn."""
    with served(revised_home) as address:
        yield address


def test_seattle_shows_what_its_data_lack(page: Page, seattle_site: str) -> None:
    """The page says that force has no element beyond access, and since when race is missing."""
    open_page(page, seattle_site, "data_quality", "city=seattle")
    expect(page.get_by_text("What this city lets the public see")).to_be_visible()
    force = page.get_by_role("listitem").filter(has_text="Use of force: 15 elements")
    expect(force).to_contain_text("no 9")
    jumps = page.get_by_text("Months that stand out").nth(1)
    jumps.click()
    expect(page.get_by_text("June 2020: “race” was filled in 43 %")).to_be_visible()
    expect(page.get_by_text("beats_2008_2015.geojson").first).to_be_attached()


def test_what_the_city_changed_is_told_and_explained(page: Page, revised_site: str) -> None:
    """Each build names its differences from the build before, explained or open."""
    open_page(page, revised_site, "data_quality", "city=new_orleans")
    expect(page.get_by_text("The records behind these changes")).to_be_visible()
    expect(page.get_by_text("Use of force: 3,176 records")).to_be_visible()
    page.get_by_role("combobox", name="Build").fill("December 31, 2020")
    page.get_by_role("option", name="sources of December 31, 2020").click()
    settle(page)
    expect(page.get_by_text("Use of force: 2,270 records")).to_be_visible()
    expect(page).to_have_url(re.compile("build="))
