"""The numbered lines of charts by month on a phone: they stand apart, and words name them."""

from itertools import combinations

import pytest
from playwright.sync_api import expect

from dashboard.parts.marks import PANDEMIC
from dashboard.words import load
from tests.browser.conftest import Visit
from tests.browser.test_site import open_page

pytestmark = pytest.mark.browser

NUMBERS = """chart => [...chart.querySelectorAll('text[font-weight=bold]')]
    .filter(text => /^[1-9]$/.test(text.textContent))
    .map(text => text.getBoundingClientRect())
    .map(box => [box.left, box.right, box.top, box.bottom])"""


@pytest.mark.parametrize(
    ("name", "language", "count"),
    [
        ("what_changed", "en", 2),
        ("trend_around_policy", "es", 2),
        ("complaints", "en", 4),
        ("monthly_review", "es", 3),
    ],
)
def test_marks_on_a_phone(
    name: str, language: str, count: int, same_tab: Visit, sample_site: str
) -> None:
    """On 390 pixels no number covers another; the chart's text and a line under it name each."""
    page = same_tab(390)
    open_page(page, sample_site, name, f"lang={language}&policy=deescalation-2019")
    words = load(language)
    pandemic = words.text("marks.pandemic", month=words.month(PANDEMIC))
    charts = page.locator(f'[data-testid="stVegaLiteChart"][aria-label*="{pandemic}"]')
    lines = page.get_by_role("listitem").filter(has_text=pandemic)
    expect(lines).to_have_count(charts.count())
    expect(lines.first).to_be_visible()
    numbers = [chart.evaluate(NUMBERS) for chart in charts.all()]
    assert len(numbers[0]) == count
    for boxes in numbers:
        for (left, right, top, bottom), other in combinations(boxes, 2):
            assert right <= other[0] or other[1] <= left or bottom <= other[2] or other[3] <= top
