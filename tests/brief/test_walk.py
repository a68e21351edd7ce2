"""The paper of a data walk: a poster for each number, on paper of two sizes, tagged."""

from dashboard.brief.subject import Subject
from dashboard.brief.typeset import PAPERS
from dashboard.brief.walk import walk, walk_file
from dashboard.tables.month import amount
from tests.brief.reading import document, opened

SIZES = {"a4": ((595, 842), (1191, 842)), "letter": ((612, 792), (1224, 792))}
"""Points of a page and of a poster, by paper."""


def test_each_number_has_a_poster(moved: Subject) -> None:
    """Every known number of the city has one, with its chart, a question and room for answers."""
    known = moved.rows.drop_nulls("value")
    posters = walk(moved).posters
    assert len(posters) == len(known) > 5
    assert len({poster.name for poster in posters}) == len(posters)
    for poster, row in zip(posters, known.to_dicts(), strict=True):
        assert poster.question.endswith("?")
        assert poster.figure.picture.alt
        assert f": {amount(row['value'], row, moved.words)} in April 2020" in poster.figure.title


def test_the_sizes_fit_the_paper(moved: Subject) -> None:
    """Posters are twice the size of the sheet and of the cards; none runs over its page."""
    for paper in PAPERS:
        sizes = [
            tuple(round(float(end)) for end in page.mediabox[2:])
            for page in opened(walk_file(moved, paper)).pages
        ]
        page, poster = SIZES[paper]
        assert sizes == [page, *[poster] * len(walk(moved).posters), page]


def test_the_tags_read_as_the_walk(moved: Subject) -> None:
    """The posters' names are headings, their charts have texts, and the cards are read out."""
    content, tags = walk(moved), document(walk_file(moved, "a4"))
    heads = [tag.whole for tag in tags.all("H1")]
    names = [poster.name for poster in content.posters]
    assert heads == [*(section.title for section in content.guide), *names, content.cut]
    rooms = [tag.whole for tag in tags.all("H2")]
    assert rooms == [content.see, content.ask] * len(names)
    alts = [tag.alt for tag in tags.all("Figure")]
    assert alts == [poster.figure.picture.alt for poster in content.posters]
    assert all(card in tags.whole for card in content.cards)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in _metadata(moved)


def _metadata(about: Subject) -> bytes:
    pdf = opened(walk_file(about, "a4"))
    content: bytes = pdf.Root.Metadata.read_bytes()
    return content
