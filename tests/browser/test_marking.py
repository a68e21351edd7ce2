"""An area marked in one place is marked in all: map, dots, list, line and table."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_site import open_page, settle, unfold

pytestmark = pytest.mark.browser

FIELD = 'path[aria-roledescription="rect mark"][aria-label^="Area: {}"]'


def test_an_area_is_marked_everywhere(page: Page, sample_site: str) -> None:
    """Pointing outlines an area on the map; a click also marks it in list, line, dots and table."""
    open_page(page, sample_site, "what_changed")
    charts = page.get_by_test_id("stVegaLiteChart")
    chart = charts.filter(has=page.locator(FIELD.format("Sallow Bend")))
    field = chart.locator(FIELD.format("Sallow Bend"))
    expect(field).to_have_attribute("fill-opacity", "0.001")
    field.hover()
    expect(outlined(chart, 2)).to_have_count(1)
    expect(field).to_have_attribute("fill-opacity", "1")
    field.click()
    expect_marked(page, chart, "Sallow Bend")
    unfold(page)
    row = page.get_by_test_id("stDataFrame").locator("tr[aria-selected=true]")
    expect(row).to_contain_text("Sallow Bend")
    # a shape of the map, over which its outline comes to lie, and an area left by the list between
    shape = chart.locator('path[aria-roledescription=geoshape][aria-label^="Saltpan:"]')
    shape.click(force=True)
    expect_marked(page, chart, "Saltpan")
    settle(page)
    page.get_by_role("combobox", name="Mark an area").fill("Tollgate")
    page.get_by_role("option", name="Tollgate", exact=True).click()
    expect_marked(page, chart, "Tollgate")
    chart.locator(FIELD.format("Saltpan")).click()
    expect_marked(page, chart, "Saltpan")


def expect_marked(page: Page, chart: Locator, area: str) -> None:
    """Expect an area in the list, the line, the address, the map and the dots."""
    expect(page).to_have_url(re.compile("area="))
    expect(page.get_by_text(re.compile(f"Uses of force.* {area}")).first).to_be_visible()
    expect(chart.locator(FIELD.format(area))).to_have_attribute("fill-opacity", "1")
    expect(outlined(chart, 3)).to_have_count(1)
    settle(page)


def outlined(chart: Locator, width: int) -> Locator:
    """Return the shapes of a chart whose outline has a width."""
    return chart.locator(f'.mark-shape path[stroke-width="{width}"]')
