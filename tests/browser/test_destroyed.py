"""One city destroyed under a running server: the others do not change, and its repair is seen."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dashboard.words import load
from queries import warehouse
from tests.browser.conftest import Visit
from tests.browser.test_site import open_page
from tests.browsing import served
from tests.damage import CITIES
from tests.dashboard.test_cities import ASHTON, publish

pytestmark = pytest.mark.browser

NAMES = ("policies", "data_quality")


@pytest.fixture(scope="module")
def two_cities(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home with the sample and a made-up city, Ashton."""
    home = tmp_path_factory.mktemp("destroyed")
    shutil.copytree(sample_home / "warehouse", home / "warehouse")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ACCORD_HOME", str(home))
        publish("ashton", "Ashton")
        yield home


@pytest.fixture(scope="module")
def site(two_cities: Path) -> Iterator[str]:
    """The address of the site over both cities."""
    with served(two_cities) as address:
        yield address


def words_of(page: Page, site: str, name: str, city: str) -> str:
    """Open a page of a city and return what it says, but for the list of cities."""
    open_page(page, site, name, f"city={city}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page.get_by_test_id("stMain").inner_text()


@pytest.fixture(scope="module")
def before(same_tab: Visit, site: str) -> dict[str, str]:
    """What the sample's pages say while both cities are whole."""
    page = same_tab(1280)
    return {name: words_of(page, site, name, "sample") for name in NAMES}


@pytest.mark.parametrize("way", CITIES)
def test_a_destroyed_city_harms_no_other(
    way: str, page: Page, site: str, before: dict[str, str], two_cities: Path, tmp_path: Path
) -> None:
    """The sample's pages stay as they were, Ashton's says what is wrong until it is repaired."""
    folder = warehouse.city_folder("ashton")
    shutil.copytree(folder, tmp_path / "whole")
    CITIES[way](folder)
    assert {name: words_of(page, site, name, "sample") for name in NAMES} == before
    page.goto(f"{site}/policies?city=ashton")
    expect(page.get_by_test_id("stAlert")).to_be_visible()
    text = page.get_by_test_id("stMain").inner_text()
    words = load("en")
    reason = "unknown" if way == "city gone" else "damaged"
    assert any(words.text(f"cities.{reason}", city=name) in text for name in ("ashton", "Ashton"))
    assert ASHTON not in text
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(tmp_path / "whole", folder)
    assert ASHTON in words_of(page, site, "policies", "ashton")
