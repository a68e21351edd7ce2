"""The trend around the policy in a real browser: chart, sentences, cautions."""

import io
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Page, expect

from dashboard.tables import trends
from dashboard.words import load
from dashboard.words.trends import levels, placebo
from queries.change.trend import trend
from queries.vintage.catalog import open_city
from tests.browser.test_site import open_page, take
from tests.conftest import at_home

pytestmark = pytest.mark.browser

PAGE = "trend_around_policy"


@pytest.mark.parametrize("language", ["en", "es"])
def test_chicagos_order_of_2017_with_its_caution(
    page: Page, chicago_site: str, chicago_home: Path, language: str
) -> None:
    """The page has both levels, the placebo dates and the recording caution, in both languages."""
    words = load(language)
    with at_home(chicago_home):
        answer = trend(open_city("chicago"), "force", policy_id="g03-02-2017")
    assert answer.main is not None
    open_page(page, chicago_site, PAGE, f"policy=g03-02-2017&lang={language}")
    expect(page.get_by_text(levels(answer, answer.main, words))).to_be_visible()
    expect(page.get_by_text(placebo(answer, words))).to_be_visible()
    caution = dict(answer.cautions)["recording_caution"][language]
    expect(page.get_by_test_id("stAlert").get_by_text(caution)).to_be_visible()
    page.get_by_text(words.text("trend.more.title")).click()
    expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(2)
    expect(page.get_by_text(words.text("designs.refused.whole_city"))).to_be_visible()


def test_a_break_shows_the_months_and_no_model(page: Page, sample_site: str) -> None:
    """After a break in recording the page has the chart, the reason and the plain comparison."""
    open_page(page, sample_site, PAGE, "policy=show-of-force-2022")
    expect(page.get_by_text("No model is shown for Uses of force a year.")).to_be_visible()
    expect(page.get_by_text("before and after cannot be compared")).to_be_visible()
    expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(1)
    expect(page.get_by_text("had nothing changed, it would")).to_have_count(0)


def test_places_and_the_table_that_is_taken_away(
    page: Page, sample_site: str, sample_home: Path
) -> None:
    """The downloaded months equal the table, and ten areas are compared with twenty."""
    open_page(page, sample_site, PAGE, "policy=mediators-2021&measure=complaints")
    expect(page.get_by_text("The policy came to 10 of 30 areas.")).to_be_visible()
    _, content = take(page, page.get_by_role("button", name="CSV file").first)
    words = load("en")
    with at_home(sample_home):
        answer = trend(open_city("sample"), "complaints", policy_id="mediators-2021")
    months = trends.monthly_table(answer, words)
    assert pl.read_csv(io.BytesIO(content), schema=months.schema).equals(months)


def test_a_date_of_ones_own_is_no_policy(page: Page, sample_site: str) -> None:
    """A date of the visitor's own has a trend and no comparison of places."""
    open_page(page, sample_site, PAGE, "policy=own&date=2021-03-01&measure=calls_per_residents")
    expect(page.get_by_text("had nothing changed, it would")).to_be_visible()
    expect(page.get_by_text("This is a date you chose")).to_be_visible()
    expect(page.get_by_text("Compared with places")).to_have_count(0)
