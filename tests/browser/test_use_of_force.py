"""Use of force in a real browser: choices, missing fields, and files."""

import datetime as dt
import io
import re
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Page, expect

from dashboard.tables import force as force_tables
from dashboard.tables.panels import stacked
from dashboard.words import load
from queries.records import force, persons
from queries.records.periods import Part, Period
from queries.vintage.catalog import open_city
from tests.browser.test_site import choose, open_page, take
from tests.conftest import at_home

pytestmark = pytest.mark.browser


def test_area_and_period_are_kept_in_the_address(page: Page, sample_site: str) -> None:
    """The sentence has the selected area and year, and so has the address."""
    open_page(page, sample_site, "use_of_force")
    # wellbeing, below, is told of the same months
    expect(page.get_by_text("From November 2022 to October 2023").first).to_be_visible()
    choose(page, "Period", "2020")
    year = page.get_by_text("From January 2020 to December 2020")
    expect(year).to_be_visible()
    choose(page, "Which area", "Beacon Moor")
    caution = page.get_by_text("Interpret with caution.").first
    expect(caution).to_be_visible()
    expect(year).to_be_visible()
    expect(page).to_have_url(re.compile("period=2020"))
    expect(page).to_have_url(re.compile("area=21"))


def test_both_benchmarks_and_no_reason(page: Page, sample_site: str) -> None:
    """Ratios are shown on more than one benchmark and with their caution."""
    open_page(page, sample_site, "use_of_force")
    sentence = page.get_by_text("People recorded as Black were involved in")
    expect(sentence).to_contain_text("per resident")
    expect(sentence).to_contain_text("per arrest")
    expect(
        page.get_by_text("This does not tell us why; it neither shows nor rules out bias.")
    ).to_be_visible()


def test_shares_of_firearms_are_explained(page: Page, sample_site: str) -> None:
    """29 % list a pointed firearm, 35 % pointed one, 30 % used no other weapon: a line says so."""
    open_page(page, sample_site, "use_of_force")
    heading = page.get_by_role("heading", name="Where it is known: firearm pointed in 35")
    expect(heading).to_be_visible()
    says = page.get_by_text("Shares about a firearm differ, because each answers its own question.")
    expect(says).to_contain_text("“Officer's weapon” counts a firearm that was fired too")


def test_reports_are_not_called_incidents(page: Page, chicago_site: str) -> None:
    """Chicago's page counts reports, says that incidents are unknown, and shows no ratio."""
    open_page(page, chicago_site, "use_of_force")
    expect(page.get_by_text("How many incidents stand behind them cannot be told.")).to_be_visible()
    expect(page.get_by_text("A ratio between groups is not shown.")).to_be_visible()
    missing = "Not in the files used here: level of force, firearm pointed, reason, person's weapon"
    expect(page.get_by_text(missing)).to_be_visible()
    expect(page.get_by_text("name none, or do not say: kind of force (95")).to_be_visible()
    expect(page.get_by_role("heading", name="Kind of force")).to_have_count(0)


def test_the_file_is_the_table(page: Page, sample_site: str, sample_home: Path) -> None:
    """The CSV files under a chart and of people by year equal the tables, cell by cell."""
    open_page(page, sample_site, "use_of_force", "period=2020")
    words = load("en")
    with at_home(sample_home):
        vintage = open_city("sample")
        year = Period("year", dt.date(2020, 1, 1), dt.date(2020, 12, 31))
        values = force.breakdown(Part(vintage, "force", "neighborhood", None, year))
        people = persons.people(vintage, "race")
        before = Period("year", dt.date(2019, 1, 1), dt.date(2019, 12, 31))
        earlier = force.breakdown(Part(vintage, "force", "neighborhood", None, before))
        expected = {
            "Kind of force": stacked(
                [
                    "2019: January 1, 2019 to December 31, 2019",
                    "2020: January 1, 2020 to December 31, 2020",
                ],
                [
                    force_tables.breakdown(side, ["force_types"], words)
                    for side in (earlier, values)
                ],
                words,
            ),
            "Race": force_tables.people(people, persons.by_year(vintage, "race"), "race", words),
        }
    for title, table in expected.items():
        heading = page.get_by_role("heading", level=3).filter(has_text=f"{title}: most often")
        button = heading.locator("xpath=following::*[@data-testid='stDownloadButton'][1]//button")
        _, content = take(page, button)
        assert pl.read_csv(io.BytesIO(content), schema=table.schema).equals(table)
