"""The answer in the served HTML: the page's own, before any script has come."""

from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from dashboard.parts.glance import central, range_words
from dashboard.tables.comparison import worded
from dashboard.words import load
from dashboard.words.sentences import details, headline
from queries.change.compare import compare
from queries.vintage.catalog import open_city
from tests.conftest import at_home
from tests.web.asking import ask

QUESTION = "city=sample&policy=deescalation-2019&measure=force&layer=neighborhood"


@pytest.fixture(scope="module", autouse=True)
def _at_sample(sample_home: Path) -> Iterator[None]:
    with at_home(sample_home):
        yield


def first(address: str) -> str:
    """Return what lies over a page until it is there, as text."""
    text = ask(address).text
    return unescape(text[text.index('<div id="first">') : text.index('<div id="root">')])


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_first_answer_is_the_pages(language: str) -> None:
    """Headline, central figure, range and sentence are those of the comparison on the page."""
    words = load(language)
    comparison = compare(open_city("sample"), "force", "neighborhood", "deescalation-2019")
    row = worded(comparison, words).row(0, named=True)
    shown = first(f"/what-changed?{QUESTION}&lang={language}")
    for text in (
        headline(row, comparison, words),
        central(row, words),
        range_words(row, comparison, words),
        details(row, comparison, words),
        words.text("sample_label"),
    ):
        assert text
        assert text in shown


def test_an_area_has_its_own_first_answer() -> None:
    """An address of an area begins with that area's headline, not with the city's."""
    words = load("en")
    comparison = compare(open_city("sample"), "force", "neighborhood", "deescalation-2019")
    row = worded(comparison, words).row(1, named=True)
    shown = first(f"/your-neighborhood?{QUESTION}&area={row['area_id']}")
    assert headline(row, comparison, words) in shown


@pytest.mark.parametrize(
    "address",
    [
        "/calls?city=sample",
        "/what-changed?city=nowhere",
        "/what-changed?city=sample&measure=none",
        "/your-neighborhood?city=sample",
        "/what-changed?city=sample&policy=own&date=2019-04-01",
    ],
)
def test_where_there_is_no_answer_yet_the_page_says_what_it_shows(address: str) -> None:
    """No choice, an unknown one or a day of one's own: the description stands there, no number."""
    shown = first(address)
    page = address[1:].partition("?")[0].replace("-", "_")
    assert load("en").text(f"pages.{page}.here") in shown
    assert "<h2>" not in shown


@pytest.mark.parametrize(("measure", "dataset"), [("force", "force"), ("complaints", "complaints")])
def test_the_day_told_is_that_of_the_records_counted(
    measure: str, dataset: str, chicago_home: Path
) -> None:
    """An answer says up to which day its own records are settled, not those of another kind."""
    with at_home(chicago_home):
        spans = open_city("chicago").manifest.datasets
        shown = first(f"/what-changed?city=chicago&measure={measure}")
    day = load("en").day(spans[dataset].settled_to)
    assert load("en").text("preview.as_of", settled=day) in shown
