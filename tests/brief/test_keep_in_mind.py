"""What must be known of a brief's numbers stands on it: units, signals, bands, days, sources."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from dashboard.brief import parts
from dashboard.brief.content import EDITIONS, content
from dashboard.brief.files import brief_file
from dashboard.brief.sheet import Sheet
from dashboard.brief.subject import Subject, subject
from dashboard.parts.source import source_line
from dashboard.tables.month import measure_name, why_words
from dashboard.words import load
from dashboard.words.sources import settled_words
from queries.vintage.catalog import Vintage, open_city
from tests.brief.reading import opened
from tests.conftest import at_home
from tests.languages import LANGUAGES

UNIT = {
    "en": "Use of force: these are reports, not incidents; each officer files one for each person.",
    "es": "Uso de la fuerza: son informes, no incidentes; "
    "cada agente presenta uno por cada persona.",
}


@pytest.fixture(scope="module")
def chicago(chicago_home: Path) -> Iterator[Vintage]:
    """Chicago, where the unit of force is an officer's report."""
    with at_home(chicago_home):
        yield open_city("chicago")


def texts_of(sheet: Sheet) -> list[str]:
    """Return the paragraphs and the points of a sheet."""
    sections = sheet.sections
    return [text for section in sections for text in (*section.texts, *section.points)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("edition", list(EDITIONS))
def test_a_brief_says_what_is_counted(chicago: Vintage, edition: str, language: str) -> None:
    """Where a record of force is no incident, every edition says so beside the table."""
    sheet = content(subject(chicago, load(language)), edition)
    (section,) = (section for section in sheet.sections if UNIT[language] in section.texts)
    assert section.table is not None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("edition", list(EDITIONS))
def test_a_brief_says_what_a_signal_is(moved: Subject, edition: str, language: str) -> None:
    """How many numbers leave their range by chance stands beside what a signal is."""
    about = subject(moved.vintage, load(language), moved.month.month)
    text = load(language).text(
        "brief.outside", looks=about.month.looks, n=round(about.month.looks / 10)
    )
    assert about.month.looks > 50
    assert text in texts_of(content(about, edition))
    of_area = subject(moved.vintage, load(language), moved.month.month, area="3")
    assert of_area.place.looks < 15
    (said,) = parts.outside(of_area)
    assert said == load(language).text("brief.outside", looks=of_area.place.looks, n=1)


def test_a_brief_with_nothing_judged_promises_nothing(moved: Subject) -> None:
    """Where no number could be judged, none is said to lie outside by chance."""
    assert parts.outside(replace(moved, place=replace(moved.place, looks=0))) == ()


def test_a_missing_band_is_explained(chicago: Vintage, moved: Subject) -> None:
    """The sentence on a missing band stands where a chart lacks one, and only there."""
    words = load("en")
    said = words.text("brief.no_band")
    for edition in EDITIONS:
        texts = texts_of(content(subject(chicago, words), edition))
        assert sum(said in text for text in texts) == 1
    quiet = subject(moved.vintage, words, dt.date(2018, 12, 1))
    force = quiet.place.table.filter(measure="force", area_id="")
    assert parts.without_band(replace(quiet, place=replace(quiet.place, table=force))) == ()


def test_cautions_on_the_range_are_the_pages(chicago: Vintage) -> None:
    """What spoiled the months behind a range stands under the table, as on the page."""
    about = subject(chicago, load("en"))
    noted = about.rows.filter(about.rows["notes"].list.len() > 0)
    assert not noted.is_empty()
    for edition in ("chief", "community"):
        points = texts_of(content(about, edition))
        assert sum("usual range" in point and "filled" in point for point in points) >= 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_settled_day_on_page_and_brief(chicago: Vintage, language: str) -> None:
    """Each dataset is settled to one day: in the brief and under a figure."""
    words = load(language)
    spans = chicago.manifest.datasets
    assert len({span.settled_to for span in spans.values()}) > 1
    together = settled_words(chicago, spans, words)
    for edition in EDITIONS:
        sheet = content(subject(chicago, words), edition)
        assert together in sheet.credit.after
    for name, span in spans.items():
        assert words.day(span.settled_to) in together
        assert settled_words(chicago, [name], words) == words.day(span.settled_to)
        assert words.day(span.settled_to) in source_line(chicago, [name], words)


def test_the_source_has_its_own_language(moved: Subject) -> None:
    """In a Spanish brief the source's name is marked as English, in the page and in the PDF."""
    about = subject(moved.vintage, load("es"), moved.month.month)
    page = brief_file(about, "community", "html", "a4").decode()
    assert f'<span lang="en">{content(about, "community").credit.origins}</span>' in page
    assert '<span lang="en">' not in brief_file(moved, "community", "html", "a4").decode()
    pages = opened(brief_file(about, "community", "pdf", "a4")).pages
    marked = [
        operands[1]
        for page in pages
        for operands, operator in pikepdf.parse_content_stream(page)
        if str(operator) == "BDC" and "/Lang" in operands[1]
    ]
    assert [str(part.Lang) for part in marked].count("en") >= 1


@pytest.mark.parametrize("edition", list(EDITIONS))
def test_why_a_number_is_not_judged_stands_under_the_table(chicago: Vintage, edition: str) -> None:
    """Each row without a judgement is named once, with its reason; its own cell is short."""
    about = subject(chicago, load("en"))
    rows = [row for row in about.rows.to_dicts() if row["why"]]
    assert rows
    texts = texts_of(content(about, edition))
    for row in rows:
        name = measure_name(row["measure"], chicago, about.words)
        reason = why_words(row["why"], about.words)
        assert sum(name in text and reason in text for text in texts) == 1
