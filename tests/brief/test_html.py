"""A brief as a page: the same content as the PDF, in one file that asks for nothing."""

from html.parser import HTMLParser

import pytest

from dashboard.brief.content import content
from dashboard.brief.files import brief_file
from dashboard.brief.html import html
from dashboard.brief.subject import Subject
from tests.brief.test_pdf import TYPST_SIGNS, cell, sheet_of
from tests.hostile import SIGNS


class Reader(HTMLParser):
    """Collects the texts of a page by tag, its cells by row, and what it would ask for."""

    def __init__(self, page: str) -> None:
        """Read a page."""
        super().__init__()
        self.texts: dict[str, list[str]] = {}
        self.rows: list[list[str]] = []
        self.asked: list[str] = []
        self.alts: list[str] = []
        self.within: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin an element."""
        values = dict(attrs)
        if tag in ("img", "script", "link", "iframe"):
            self.asked.append(values.get("src") or values.get("href") or "")
        if tag == "img":
            self.alts.append(values.get("alt") or "")
            if self.within and self.within[-1] == "td":
                self.rows[-1][-1] += self.alts[-1]
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
        if tag not in ("img", "meta", "link"):
            self.within.append(tag)
            self.texts.setdefault(tag, []).append("")

    def handle_endtag(self, tag: str) -> None:
        """End an element."""
        assert self.within.pop() == tag

    def handle_data(self, data: str) -> None:
        """Add a text to the element, and to the cell, that it stands in."""
        if self.within:
            self.texts[self.within[-1]][-1] += data
            if {"td", "th"} & set(self.within):
                self.rows[-1][-1] += f" {data}" if self.within[-1] == "small" else data


@pytest.mark.parametrize("edition", ["chief", "community", "board"])
def test_the_page_has_the_sheets_texts(moved: Subject, edition: str) -> None:
    """Title, headings, tables, charts and lists are those of the content, in its order."""
    sheet = content(moved, edition)
    page = Reader(brief_file(moved, edition, "html", "a4").decode())
    assert page.texts["h1"] == [sheet.title]
    assert page.texts["h2"] == [section.title for section in sheet.sections]
    figures = [figure for section in sheet.sections for figure in section.figures]
    assert page.texts.get("h3", []) == [figure.title for figure in figures]
    written = [section.table for section in sheet.sections if section.table is not None]
    expected = [
        row
        for table in written
        for row in (list(table.columns), *[[cell(value) for value in row] for row in table.rows])
    ]
    assert page.rows == expected
    assert page.texts["caption"] == [table.caption for table in written]
    assert all(page.alts)


def test_the_page_asks_for_nothing(moved: Subject) -> None:
    """Its pictures are in it; it has no script, no style sheet of its own and no frame."""
    page = Reader(brief_file(moved, "chief", "html", "a4").decode())
    assert len(page.asked) > 5
    assert all(address.startswith("data:image/svg+xml;base64,") for address in page.asked)


def test_no_text_is_markup() -> None:
    """Names and notes are text, whatever they hold."""
    texts = [*TYPST_SIGNS, *SIGNS]
    page = Reader(html(sheet_of(texts)).decode())
    assert page.texts["h1"] == [texts[4]]
    assert page.rows[1:] == [[text, text, texts[0]] for text in texts]
    assert page.texts["li"] == [*texts[:2], *texts]
