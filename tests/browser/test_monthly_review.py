"""The monthly review in a real browser: at a desk, without a mouse, on a phone and on paper."""

import datetime as dt
import io
import re
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard.parts.month_links import cell_key
from dashboard.parts.source import source_line
from dashboard.tables import month as month_tables
from dashboard.words import load
from dashboard.words.measures import measure_name
from queries.review.month import Month, month_of
from queries.review.month_measures import month_choices
from queries.vintage.catalog import Vintage, open_city
from tests.browser.conftest import Visit
from tests.browser.test_site import choose, open_page, settle, take
from tests.browsing import new_visitor
from tests.conftest import at_home

pytestmark = pytest.mark.browser

WORDS = load("en")


@pytest.fixture(scope="module")
def sample(sample_home: Path) -> Vintage:
    """The sample city, as the site has it."""
    with at_home(sample_home):
        return open_city("sample")


def with_signal(sample: Vintage) -> Month:
    """Return the latest month in which an area of the sample moved."""
    months = (month_of(sample, "district", month) for month in month_choices(sample, "district"))
    return next(month for month in months if len(month.signals.filter(pl.col("kind") == "area")))


def table_of(page: Page, caption: str) -> list[list[str]]:
    """Return the texts of a table's body, without what only a screen reader hears."""
    rows = page.get_by_role("table", name=caption, exact=True).first.locator("tbody tr")
    return rows.evaluate_all(
        """rows => rows.map(row => [...row.cells].map(cell => {
            const seen = cell.cloneNode(true);
            seen.querySelectorAll('.accord-spoken, small').forEach(part => part.remove());
            return seen.textContent.trim();
        }))"""
    )


def test_the_page_tells_the_month(page: Page, sample_site: str, sample: Vintage) -> None:
    """Headline, promise, every number of the city's table and each signal are those of `Month`."""
    month = with_signal(sample)
    open_page(page, sample_site, "monthly_review", f"by=district&month={month.month:%Y-%m}")
    expect(page.get_by_role("heading", level=2).first).to_have_text(
        month_tables.headline(month, WORDS)
    )
    expect(page.get_by_text(month_tables.promise(month, sample, WORDS))).to_be_visible()
    caption = WORDS.text("month.table", month=WORDS.month(month.month))
    shown = {row[0]: row[1:6] for row in table_of(page, caption) if len(row) > 1}
    assert shown == {
        measure_name(row["measure"], sample, WORDS): [
            month_tables.amount(row[name], row, WORDS) for name in month_tables.AMOUNTS
        ]
        for row in month.citywide.to_dicts()
    }
    for row in month.signals.to_dicts():
        title = month_tables.signal_title(row, month, sample, WORDS)
        expect(page.get_by_role("heading", level=3, name=title, exact=True)).to_be_visible()


def test_what_needs_a_question_stands_first(page: Page, sample_site: str, sample: Vintage) -> None:
    """The open rows of the areas are those of the table's order, with a mark on every signal."""
    month = with_signal(sample)
    open_page(page, sample_site, "monthly_review", f"by=district&month={month.month:%Y-%m}")
    names = WORDS.say(sample.layer(month.layer).names)
    caption = WORDS.text("month.area_table", month=WORDS.month(month.month), layer=names)
    shown = table_of(page, caption)
    measures = month_tables.placed_measures(month)
    areas = month_tables.areas_by_need(month)
    for row, rows in zip(shown, areas, strict=False):
        cells = [
            f"{month_tables.amount(one['value'], one, WORDS)}"
            + (f" {mark}" if (mark := month_tables.mark(one)) else "")
            for one in rows
            if one["measure"] in measures
        ]
        assert row[0] == month_tables.short_area(rows[0], month, WORDS)
        assert row[1:] == cells
    assert len(shown) >= sum(map(month_tables.has_signal, areas)) > 0


@pytest.mark.accessibility("keyboard")
def test_a_number_opens_its_months_with_the_keyboard(
    page: Page, browser: Browser, sample_site: str, sample: Vintage
) -> None:
    """Enter on a number shows its months, takes the focus there, and the address shows the same."""
    month = month_of(sample, "district")
    open_page(page, sample_site, "monthly_review", "by=district")
    assert "cell" not in page.url
    rows = month_tables.areas_by_need(month)[0]
    row = next(one for one in rows if one["value"] is not None)
    heading = WORDS.text(
        "month.chart",
        measure=measure_name(row["measure"], sample, WORDS),
        where=month_tables.where(row, month, WORDS),
    )
    page.locator(f"[data-opens='{cell_key(row['measure'], row['area_id'])}']").focus()
    page.keyboard.press("Enter")
    opened = page.get_by_role("heading", level=2, name=heading, exact=True)
    expect(opened).to_be_focused()
    expect(page).to_have_url(re.compile(f"cell_area={row['area_id']}"))
    settle(page)
    visitor = new_visitor(browser).new_page()
    visitor.goto(page.url)
    settle(visitor)
    expect(visitor.get_by_role("heading", level=2, name=heading, exact=True)).to_be_visible()
    visitor.context.close()


def test_the_file_is_the_table(page: Page, sample_site: str, sample: Vintage) -> None:
    """The file under the city's table holds the rows of `Month`, in the words of the page."""
    open_page(page, sample_site, "monthly_review", "by=district&month=2023-08")
    _, content = take(page, page.locator(".st-key-csv_month button"))
    table = month_tables.month_table(sample, "district", dt.date(2023, 8, 1), WORDS, "citywide")
    assert pl.read_csv(io.BytesIO(content), schema=table.schema).equals(table)


def test_another_month_and_its_notes(page: Page, sample_site: str) -> None:
    """A selected month shows the note that is on record for it, and is in the address."""
    open_page(page, sample_site, "monthly_review")
    choose(page, "Month", "March 2020")
    expect(page.get_by_text("the city stood still").first).to_be_visible()
    expect(page).to_have_url(re.compile("month=2020-03"))


def test_a_quiet_area_shows_its_waits(page: Page, sample_site: str) -> None:
    """Rare records have a chart of days between them, in both languages."""
    query = "by=neighborhood&month=2023-09&cell=force&cell_area=21"
    for language, text in (("en", "days since the last day with"), ("es", "días desde el último")):
        open_page(page, sample_site, "monthly_review", f"{query}&lang={language}")
        heading = page.get_by_role("heading", level=3).last
        expect(heading).to_contain_text("Beacon Moor: 41")
        expect(heading).to_contain_text(text)


def test_a_number_leads_to_its_records(page: Page, sample_site: str) -> None:
    """The link under the months opens Get the data with as many records as the number counts."""
    page.goto(f"{sample_site}/your-neighborhood?area=12")
    settle(page)
    query = "by=district&cell=complaints_sustained&month=2023-03&cell_area=1"
    open_page(page, sample_site, "monthly_review", query)
    link = page.get_by_role("link", name="See and take the records behind this").last
    nouns = link.inner_text().rsplit(": ", 1)[1].strip()
    assert re.fullmatch(r"\d+ complaints? of \w+ \d{4}", nouns)
    link.click()
    page.wait_for_url("**/get-the-data?**")
    settle(page)
    matched = re.compile(rf"^{nouns.split()[0]} of [\d,]+ complaints match$")
    expect(page.get_by_role("heading", level=2, name=matched)).to_be_visible()
    expect(page.get_by_role("combobox", name="Period by")).to_have_value("day closed")


def test_a_phone_reads_the_month_as_cards(same_tab: Visit, sample_site: str) -> None:
    """On 390 pixels every number of the city's table lies in the window, under its own heading."""
    page = same_tab(390)
    open_page(page, sample_site, "monthly_review")
    cells = page.locator(".accord-month td[data-head]")
    boxes = cells.evaluate_all(
        "cells => cells.map(cell => cell.getBoundingClientRect()).map(box => [box.left, box.right])"
    )
    assert boxes
    assert min(left for left, _ in boxes) >= 0
    assert max(right for _, right in boxes) <= 390
    heads = cells.evaluate_all(
        "cells => cells.map(cell => getComputedStyle(cell, '::before').content)"
    )
    assert all(head not in ("none", '""') for head in heads)


def test_a_phone_says_what_a_mark_means(same_tab: Visit, sample_site: str) -> None:
    """On 390 pixels a number that is not judged is there, with its mark and its word."""
    page = same_tab(390)
    open_page(page, sample_site, "monthly_review", "by=district&lang=es")
    marked = page.locator(".accord-heat [data-state='too_few'], [data-state='not_judged']")
    said = [cell.inner_text() for cell in marked.all() if "×" in cell.inner_text()]
    assert said
    words = load("es")
    states = [words.text(f"month.states.{state}") for state in ("too_few", "not_judged")]
    assert all(any(state in text for state in states) for text in said)


def test_the_month_can_be_printed(page: Page, sample_site: str, sample: Vintage) -> None:
    """Two sheets hold the whole page with every area, as wide as the paper and nothing to press."""
    open_page(page, sample_site, "monthly_review", "by=district")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 688, "height": 970})
    cut = """() => [...document.querySelectorAll('[data-testid="stMain"], [data-testid="stApp"]')]
        .filter(one => one.scrollHeight > one.clientHeight + 1
                       && getComputedStyle(one).overflowY !== 'visible').length"""
    assert page.evaluate(cut) == 0
    wide = "() => [...document.querySelectorAll('.accord-table')].map(one => one.scrollWidth)"
    assert max(page.evaluate(wide)) <= 688
    month = month_of(sample, "district")
    areas = page.locator(".accord-paper tbody th").all_inner_texts()
    assert areas == [
        month_tables.short_area(rows[0], month, WORDS) for rows in month_tables.areas_by_need(month)
    ]
    for unseen in (".accord-briefs", ".st-key-about", ".accord-heat:not(.accord-paper)"):
        assert page.locator(unseen).first.is_hidden()
    expect(
        page.get_by_text(source_line(sample, list(sample.manifest.datasets), WORDS))
    ).to_be_visible()
    for paper in ("A4", "Letter"):
        assert len(re.findall(rb"/Type /Page\b", page.pdf(format=paper))) <= 2


def test_each_edition_of_the_brief_is_linked(page: Page, sample_site: str) -> None:
    """The page leads to the brief for the chief, for residents in both forms, and for a board."""
    open_page(page, sample_site, "monthly_review", "by=district&month=2023-08&lang=es")
    links = page.locator(".accord-briefs a")
    found = []
    for address in links.evaluate_all("links => links.map(link => link.getAttribute('href'))"):
        answer = page.request.get(f"{sample_site}{address}")
        assert answer.ok
        found.append(answer.headers["content-disposition"].split('"')[1])
    name = "brief_sample_2023-08"
    assert found == [
        f"{name}_chief_es.pdf",
        f"{name}_community_es.pdf",
        f"{name}_community_es.html",
        f"{name}_board_es.pdf",
    ]
