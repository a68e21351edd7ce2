"""A brief as PDF: tagged as PDF/UA-1 asks, on two pages at most, the same bytes each time."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.brief.content import content
from dashboard.brief.files import brief_file
from dashboard.brief.sheet import Credit, Figure, Named, Picture, Section, Sheet, Table
from dashboard.brief.subject import Subject, subject
from dashboard.brief.typeset import PAPERS, typeset
from dashboard.words import load
from queries.errors import NoAnswer
from queries.vintage.catalog import open_city
from tests.brief.reading import document, opened, rows
from tests.conftest import HomeOf, at_home
from tests.hostile import SIGNS
from tests.languages import LANGUAGES

TYPST_SIGNS = (
    '#import "x"',
    '#read("/etc/passwd")',
    "*bold*",
    "_slant_",
    "= head",
    "$x^2$",
    "@there",
    "<label>",
    "`raw`",
    "// gone",
    "/* gone */",
    "\\u{41}",
    "a -- b ... c ~ d",
    "'quoted' \"twice\"",
    "#{ panic() }",
)
"""What Typst would read as markup or code."""

MOST_PAGES = {"chief": 2, "community": 2, "board": 3}
"""Pages of a brief by edition (docs/brief.md)."""

POINTS_OF = {"a4": (595, 842), "letter": (612, 792)}


def cell(value: str | Named | Picture) -> str:
    """Return what a cell of a sheet's table reads as."""
    match value:
        case Named():
            return f"{value.name} {value.note}".strip()
        case Picture():
            return value.alt
    return value


def sheet_of(texts: list[str]) -> Sheet:
    """Return a sheet that has each text in every place where one can be."""
    picture = Picture('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', texts[0])
    table = Table(texts[1], ("A", "B", "C"), tuple((text, text, picture) for text in texts))
    figures = tuple(Figure(text, text, picture, (text,)) for text in texts[:2])
    section = Section(texts[2], tuple(texts), table, figures, tuple(texts))
    day = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    credit = Credit(texts[0], texts[1], "en", texts[2])
    return Sheet("en", texts[3], texts[4], tuple(texts), (section,), credit, "", day)


@pytest.mark.parametrize("edition", ["chief", "community", "board"])
def test_the_file_says_what_it_is(moved: Subject, edition: str) -> None:
    """It is marked as PDF/UA-1, with its language, its title, and the title in the window."""
    pdf = opened(brief_file(moved, edition, "pdf", "a4"))
    sheet = content(moved, edition)
    assert pdf.Root.MarkInfo.Marked
    assert str(pdf.Root.Lang) == "en"
    assert str(pdf.docinfo["/Title"]) == sheet.title
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf.Root.Metadata.read_bytes()


@pytest.mark.parametrize("edition", ["chief", "community", "board"])
def test_the_tags_read_as_the_sheet(moved: Subject, edition: str) -> None:
    """Title, headings, tables, charts and lists are tagged, and say what they should."""
    sheet, tags = content(moved, edition), document(brief_file(moved, edition, "pdf", "a4"))
    assert [tag.whole for tag in tags.all("Title")] == [sheet.title]
    assert [tag.whole for tag in tags.all("H1")] == [section.title for section in sheet.sections]
    figures = [figure for section in sheet.sections for figure in section.figures]
    assert [tag.whole for tag in tags.all("H2")] == [figure.title for figure in figures]
    written = [section.table for section in sheet.sections if section.table is not None]
    for tag, table in zip(tags.all("Table"), written, strict=True):
        head, *body = rows(tag)
        assert head == list(table.columns)
        assert body == [[cell(value) for value in row] for row in table.rows]
    every = [
        picture.alt
        for table in written
        for row in table.rows
        for picture in row
        if isinstance(picture, Picture)
    ]
    every += [figure.picture.alt for figure in figures]
    assert sorted(tag.alt for tag in tags.all("Figure")) == sorted(every)
    assert all(every)
    points = [point for section in sheet.sections for point in section.points]
    points += [question for figure in figures for question in figure.questions]
    assert sorted(tag.whole for tag in tags.all("LBody")) == sorted(points)


def test_every_head_of_a_column_is_one(moved: Subject) -> None:
    """Each head of a table is tagged as such and names its column."""
    heads = list(document(brief_file(moved, "board", "pdf", "a4")).all("TH"))
    assert len(heads) > 20
    assert {head.scope for head in heads} == {"/Column"}


def test_no_text_is_markup() -> None:
    """Whatever a name or a note holds is read back letter by letter, from every place."""
    texts = [*TYPST_SIGNS, *SIGNS]
    sheet = sheet_of(texts)
    tags = document(typeset("brief.typ", sheet, sheet.made_at, "a4"))
    assert [tag.whole for tag in tags.all("Title")] == [texts[4]]
    assert [tag.whole for tag in tags.all("H1")] == [texts[2]]
    assert [tag.whole for tag in tags.all("H2")] == texts[:2]
    (table,) = tags.all("Table")
    assert rows(table)[1:] == [[text, text, texts[0]] for text in texts]
    assert [tag.whole for tag in tags.all("LBody")] == [*texts[:2], *texts]
    paragraphs = [tag.whole for tag in tags.all("P")]
    assert all(paragraphs.count(text) >= 2 for text in texts)
    assert paragraphs[-1] == " ".join(texts[:3])


def test_the_same_vintage_gives_the_same_bytes(moved: Subject) -> None:
    """Twice made is the same file, created on the day of the build."""
    first, second = (brief_file(moved, "chief", "pdf", "a4") for _ in range(2))
    assert first == second
    built = moved.vintage.manifest.built_at
    pdf = opened(first)
    assert str(pdf.docinfo["/CreationDate"]).startswith(f"D:{built:%Y%m%d%H%M%S}")


def test_a_letter_without_a_font_is_refused() -> None:
    """A private letter, which no font has, ends in a sentence that points to the page."""
    sheet = replace(sheet_of(list(TYPST_SIGNS)), title="\U000f0000")
    with pytest.raises(NoAnswer) as error:
        typeset("brief.typ", sheet, sheet.made_at, "a4")
    assert ".html" in load("en").no_answer(error.value)


def test_the_longest_brief_keeps_to_its_pages() -> None:
    """With four signals of two questions, six more and sixteen measures it has two pages."""
    picture = Picture('<svg xmlns="http://www.w3.org/2000/svg" width="300" height="96"/>', "A line")
    small = Picture('<svg xmlns="http://www.w3.org/2000/svg" width="84" height="20"/>', "A line")
    name = Named("Complaints sustained, of 100 decided", "September 2023")
    row = (name, *["11,111"] * 5, "−11 %", "12,786–13,023", small, "▼ below the usual range")
    table = Table("The month", tuple(["Year to date"] * 10), tuple([row] * 16), tuple(range(1, 8)))
    question = (
        "Friday and Saturday nights: 18 of the 45 force reports from May to August 2023. " * 3
    )
    figure = Figure(
        "Force reports in police district 15: high for some months",
        "45 in August 2023; usual 18–36. Signal since May 2023; building since March 2023. "
        "A year before: 31.",
        picture,
        (question,) * 2,
    )
    moved = Section("What moved", figures=(figure,) * 4, points=("A further signal",) * 7)
    texts = ("How to read this brief, in a line that is as long as they get. " * 3,) * 4
    sections = (Section("The month", table=table), moved, Section("How to read", texts=texts))
    day = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    credit = Credit("Source: ", "a city's open data", "en", ". Settled to May 31, 2026.")
    sheet = Sheet("en", "Above", "Title", ("Lead. " * 40,), sections, credit, "", day)
    for paper in PAPERS:
        assert len(opened(typeset("brief.typ", sheet, day, paper)).pages) == 2


@pytest.mark.slow
@pytest.mark.parametrize("city", ["sample", "chicago"])
def test_a_brief_has_few_pages(city: str, home_of: HomeOf) -> None:
    """In each edition and language, on each paper, each page of the size that was asked for."""
    with at_home(home_of(city)):
        vintage = open_city(city)
        for language in LANGUAGES:
            about = subject(vintage, load(language))
            for edition, most in MOST_PAGES.items():
                for paper, size in POINTS_OF.items():
                    pages = opened(brief_file(about, edition, "pdf", paper)).pages
                    assert len(pages) <= most
                    sizes = {
                        tuple(round(float(end)) for end in page.mediabox[2:]) for page in pages
                    }
                    assert sizes == {size}


def test_the_template_comes_along() -> None:
    """What Typst reads lies beside the code, and is part of what tells releases apart."""
    folder = Path(typeset.__code__.co_filename).parent
    assert {path.name for path in folder.glob("*.typ")} == {"brief.typ", "walk.typ"}
