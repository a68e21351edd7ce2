"""Two periods of the visitor's own in a real browser: set by keyboard, linked, refused."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_site import choose, open_page, settle
from tests.browsing import new_visitor

pytestmark = pytest.mark.browser

DAYS = {
    "before_from": "2017-01-01",
    "before_to": "2017-12-31",
    "after_from": "2020-01-01",
    "after_to": "2020-12-31",
}
SET = "&".join(["policy=periods", *(f"{key}={day}" for key, day in DAYS.items())])
WORDS = "Before: January 1, 2017 to December 31, 2017. After: January 1, 2020 to December 31, 2020."
COMPARING = ("what_changed", "compare_neighborhoods", "your_neighborhood")


@pytest.mark.accessibility("keyboard")
def test_two_periods_are_set_by_keyboard_and_shared(
    page: Page, browser: Browser, sample_site: str
) -> None:
    """Nothing is compared before all four days are typed; the address then shows the same."""
    page.set_viewport_size({"width": 390, "height": 900})
    open_page(page, sample_site, "what_changed")
    choose(page, "Policy", "Two periods you choose")
    nothing = page.get_by_text("Nothing is compared between periods that nobody chose.")
    page.get_by_role("spinbutton", name="year, Before: first day").focus()
    for key, day in DAYS.items():
        expect(nothing).to_be_visible()
        expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(0)
        page.keyboard.type(day.replace("-", ""))
        page.keyboard.press("Tab")  # to the calendar's button
        page.keyboard.press("Tab")  # and on to the next day
        expect(page).to_have_url(re.compile(f"{key}={day}"))
        settle(page)
    expect(page.get_by_text(WORDS)).to_be_visible()
    headline = page.get_by_role("heading", level=2).first.inner_text()
    visitor = new_visitor(browser).new_page()
    visitor.goto(page.url)
    settle(visitor)
    expect(visitor.get_by_role("heading", level=2).first).to_have_text(headline)
    expect(visitor.get_by_text(WORDS)).to_be_visible()
    visitor.context.close()


@pytest.mark.parametrize("name", COMPARING)
def test_a_link_sets_two_periods(name: str, page: Page, sample_site: str) -> None:
    """On every page that compares, the days of a link are compared and called the visitor's own."""
    open_page(page, sample_site, name, SET)
    expect(page.get_by_text(WORDS)).to_be_visible()
    expect(page.get_by_text("These are two periods you chose")).to_be_visible()
    expect(page.get_by_text("This is a date you chose")).to_have_count(0)


@pytest.mark.parametrize(
    ("key", "day", "refusal"),
    [
        ("before_to", "2020-06-30", "The two periods overlap or run backward"),
        ("after_to", "2099-12-31", "the second period ends after them"),
        ("after_to", "tomorrow", "Choose all four days above."),
    ],
)
def test_periods_that_cannot_be_compared(
    key: str, day: str, refusal: str, page: Page, sample_site: str
) -> None:
    """A hand-made address is answered with the reason, as the terminal answers."""
    open_page(page, sample_site, "what_changed", SET.replace(DAYS[key], day))
    expect(page.get_by_test_id("stAlert").filter(has_text=refusal)).to_be_visible()
    expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(0)


def test_the_periods_stay_from_page_to_page(page: Page, sample_site: str) -> None:
    """The trend says why it has no answer, and the next page still compares the periods."""
    open_page(page, sample_site, "what_changed", SET)
    page.get_by_role("button", name="For the department").click()
    for title in ("The trend around the policy", "Your neighborhood"):
        page.get_by_role("link", name=title).first.click()
        expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
        settle(page)
        is_trend = title.startswith("The trend")
        expect(page.get_by_text("the months around one date")).to_have_count(1 if is_trend else 0)
        expect(page.get_by_text(WORDS)).to_have_count(0 if is_trend else 1)
