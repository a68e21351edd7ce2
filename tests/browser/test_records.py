"""Complaints and calls: a part is selected, and missing records are explained."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_site import choose, open_page

pytestmark = pytest.mark.browser


def test_a_part_can_be_shared(page: Page, sample_site: str) -> None:
    """Period and area are in the address and change the counts."""
    open_page(page, sample_site, "complaints")
    first = page.get_by_role("heading", level=3).first.inner_text()
    choose(page, "Period", "The last 12 settled months")
    choose(page, "Which area", "Sallow Bend")
    expect(page).to_have_url(re.compile("period=last"))
    expect(page).to_have_url(re.compile("area="))
    expect(page.get_by_role("heading", level=3).first).not_to_have_text(first)
    expect(
        page.get_by_text("Shown: Sallow Bend, October 1, 2022 to September 30, 2023.")
    ).to_be_visible()


def test_two_counts_of_open_complaints_are_told_apart(page: Page, sample_site: str) -> None:
    """Each count says at what day it holds, and a line says why they differ; one can appeal."""
    open_page(page, sample_site, "complaints")
    path = "Received from January 2016 to September 2023: 2,941. By December 26, 2023:"
    expect(page.get_by_role("heading", name=path)).to_contain_text("103 still open")
    backlog = page.get_by_role("heading", name="194 complaints were open at the end of")
    expect(backlog).to_be_visible()
    expect(page.get_by_text("How to appeal: Invented: within 30 days")).to_be_visible()
    says = "These 194 are all that were open on September 30, 2023"
    expect(page.get_by_text(says)).to_contain_text("The 103 still open")


def test_a_priority_is_chosen(page: Page, sample_site: str) -> None:
    """The chart of response times names the selected priority."""
    # a window as tall as the page: a list closes when the page scrolls under it
    page.set_viewport_size({"width": 1280, "height": 8000})
    open_page(page, sample_site, "calls")
    choose(page, "Priority", "Priority 3")
    expect(page.get_by_role("heading", name="Priority 3: half were reached")).to_be_visible()
    expect(page).to_have_url(re.compile("priority=3"))


def test_a_subset_says_so_first(page: Page, new_orleans_site: str) -> None:
    """New Orleans' camera subset is named, and the page shows no share of it."""
    open_page(page, new_orleans_site, "calls")
    expect(page.get_by_text("only the 2022 calls for which camera footage")).to_be_visible()
    heading = page.get_by_role("heading", name="Started most often by")
    expect(heading).not_to_contain_text("%")


@pytest.mark.parametrize("slug", ["complaints", "overview", "data_quality", "get_the_data"])
def test_a_part_is_called_a_part_where_it_is_counted(
    page: Page, chicago_site: str, slug: str
) -> None:
    """Chicago's complaints are only the civilian office's, wherever the site counts them."""
    open_page(page, chicago_site, slug, "city=chicago&dataset=complaints")
    says = page.get_by_text("Only complaints that the civilian oversight office handles").first
    expect(says).to_be_visible()
    if slug == "overview":
        expect(page.get_by_text("complaints, only a part of all")).to_be_visible()


def test_a_city_without_such_records(page: Page, chicago_site: str) -> None:
    """Chicago's calls are not in its build: the page says so, and does not show a zero."""
    open_page(page, chicago_site, "calls", "city=chicago")
    expect(page.get_by_text("That does not mean that there were none.")).to_be_visible()
    expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(0)


def test_an_outcome_nobody_knows_is_no_zero(page: Page, chicago_site: str) -> None:
    """Without known outcomes, "sustained" is explained and not counted as 0."""
    open_page(page, chicago_site, "complaints", "city=chicago&period=2019")
    expect(
        page.get_by_text(re.compile(r"The records do not say how .* closed complaints ended"))
    ).to_be_visible()
    meaning = page.get_by_role("listitem").filter(has_text="Sustained: the evidence shows")
    expect(meaning).to_have_text("Sustained: the evidence shows the rule was broken")
