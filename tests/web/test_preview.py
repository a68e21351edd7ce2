"""The picture of a link preview: the page's own answer, as text, and nothing for nonsense."""

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from dashboard.charts.card import HEIGHT, MOST_LINES, WIDTH, Line, drawing, wrapped
from dashboard.parts.answer import answer_to, question_of
from dashboard.parts.around import OwnDay, OwnPeriods
from dashboard.web import preview
from dashboard.words import load
from dashboard.words.markup import escaped
from dashboard.words.sentences import headline
from queries import warehouse
from queries.vintage.opened import opened
from tests.conftest import at_home
from tests.dashboard.test_addresses import opened as page_of
from tests.dashboard.test_picture import size
from tests.hostile import BEGINNINGS, ELSEWHERE, TEXT
from tests.web.asking import SITE, ask
from tests.web.test_served_page import Head

pytestmark = pytest.mark.slow
WORDS = load("en")
MARK = "data:image/svg+xml;base64,PHN2Zy8+"
DAY = dt.date(2020, 1, 1)


@pytest.fixture(scope="module", autouse=True)
def _at_sample(small_home: Path) -> Iterator[None]:
    """Serve the small sample city."""
    with at_home(small_home):
        yield


def picture(query: str) -> bytes:
    """Return the picture of an address."""
    answer = ask(f"/preview.png?{query}")
    assert (answer.status, answer.headers["content-type"]) == (200, "image/png"), answer.text
    return answer.content


@pytest.mark.parametrize(
    "query", ["", "page=what-changed&city=sample", "page=calls&city=sample", "page=glossary"]
)
def test_every_picture_has_the_size_of_a_preview(query: str) -> None:
    """It is drawn once, and another language is another picture."""
    content = picture(query)
    assert size(content) == (WIDTH, HEIGHT)
    assert picture(query) == content
    assert picture(f"{query}&lang=es") != content


@pytest.mark.parametrize(
    ("query", "status", "text"),
    [
        ("page=what-changed&city=nowhere", 404, "There is no city “nowhere” here"),
        ("page=what-changed&city=..%2Fsample", 404, "There is no city “../sample” here"),
        ("page=nothing", 404, "There is no such page"),
        ("page=nothing&lang=es", 404, "Esa página no existe"),
        (f"page=calls&x={'x' * preview.LONGEST_QUERY}", 400, "This address is too long."),
    ],
)
def test_nonsense_is_answered_in_words(query: str, status: int, text: str) -> None:
    """What is not there has no picture, and no other city stands in its place."""
    answer = ask(f"/preview.png?{query}")
    assert (answer.status, answer.headers["content-type"]) == (status, "text/plain; charset=utf-8")
    assert text in answer.text


@pytest.mark.parametrize(
    "choice",
    ["measure=x", "policy=x", "layer=x", "policy=own&date=x", "policy=own", "policy=periods"],
)
def test_a_choice_that_is_not_offered_gives_no_answer(choice: str) -> None:
    """The picture says what the page is, not what another choice would give."""
    of_page = picture(f"page=what-changed&city=sample&{choice}")
    assert of_page == picture("page=what-changed&city=sample&measure=y")
    assert of_page != picture("page=what-changed&city=sample")


def test_what_decides_no_answer_makes_no_new_picture() -> None:
    """Unknown keys, and choices on a page without a question, are left out."""
    assert picture("page=calls&city=sample&x=1&measure=force") == picture("page=calls&city=sample")
    front = picture("page=overview&city=sample")
    assert picture("page=overview&city=sample&measure=complaints") == front


@pytest.mark.parametrize(
    ("page", "choices"),
    [
        ("what_changed", {}),
        ("what_changed", {"measure": "complaints", "layer": "district"}),
        ("what_changed", {"policy": "deescalation-2019"}),
        ("what_changed", {"policy": "own", "date": "2020-01-01"}),
        ("your_neighborhood", {"area": "5"}),
        ("your_neighborhood", {"area": "5", "measure": "complaints"}),
    ],
)
def test_the_answer_is_that_of_the_page(
    page: str, choices: dict[str, str], small_home: Path
) -> None:
    """The same choices give the sentence that the page itself shows."""
    vintage = opened("sample")
    question = question_of(page, vintage, choices, WORDS)
    assert question is not None
    answer = answer_to(question, vintage, WORDS)
    assert answer is not None
    comparison, row = answer
    sentence = escaped(headline(row, comparison, WORDS))
    shown = page_of(small_home, page, {key: [value] for key, value in choices.items()})
    assert sentence in [str(header.value) for header in shown.header]


def test_days_of_the_visitors_own_are_read() -> None:
    """A day and two periods are what the comparison is set around."""
    vintage = opened("sample")
    own = question_of("what_changed", vintage, {"policy": "own", "date": "2020-01-01"}, WORDS)
    assert own is not None
    assert own.around == OwnDay(DAY)
    days = {
        f"{key}": "2020-01-01" for key in ("before_from", "before_to", "after_from", "after_to")
    }
    periods = question_of("what_changed", vintage, {"policy": "periods", **days}, WORDS)
    assert periods is not None
    assert periods.around == OwnPeriods(((DAY, DAY), (DAY, DAY)))


def test_a_neighborhood_nobody_chose_has_no_answer() -> None:
    """Your neighborhood without an area, or with one that is not there, is only named."""
    vintage = opened("sample")
    assert question_of("your_neighborhood", vintage, {}, WORDS) is None
    assert question_of("your_neighborhood", vintage, {"area": "none"}, WORDS) is None


@pytest.mark.parametrize("name", [TEXT, *BEGINNINGS, "\x00\x1b[0m\u202e", "w" * 5_000, ""])
def test_a_hostile_name_is_text_on_the_card(name: str) -> None:
    """A card holds its own elements whatever it says, no other address, and every letter shown."""
    lines = [Line(f"{name} “{name}”", 44, is_bold=True), Line(name, 26)]
    svg = drawing(MARK, name, lines, name, None)
    root = ElementTree.fromstring(svg)  # noqa: S314 - our own drawing
    assert {element.tag.rpartition("}")[2] for element in root.iter()} == {
        "svg",
        "rect",
        "image",
        "text",
    }
    (image,) = [element for element in root.iter() if element.tag.endswith("image")]
    assert image.get("href") == MARK
    assert ELSEWHERE not in "".join(str(element.attrib) for element in root.iter())


def test_a_long_text_is_cut_and_says_so() -> None:
    """At most MOST_LINES lines, the last with an ellipsis; no line ends before a percent sign."""
    lines = wrapped(Line("number " * 200, 44))
    assert len(lines) == MOST_LINES
    assert lines[-1].endswith("…")
    assert all("%" not in line[:1] for line in wrapped(Line("38\u00a0% " * 60, 26)))


def test_too_many_at_once_are_put_off() -> None:
    """While MOST_WAITING pictures are asked for, one more is told to come again."""
    for _ in range(preview.MOST_WAITING):
        preview._waiting.acquire()
    try:
        answer = ask("/preview.png?page=calls&city=sample")
    finally:
        preview._waiting.release(preview.MOST_WAITING)
    assert (answer.status, answer.headers["retry-after"]) == (503, "10")
    assert picture("page=calls&city=sample")


@pytest.mark.parametrize(
    "address",
    [
        "/what-changed?city=sample&measure=complaints&x=1",
        "/your-neighborhood?city=sample&area=5&lang=es",
        "/glossary?city=sample",
        "/what-changed?city=nowhere",
        "/",
    ],
)
def test_a_page_names_its_picture(address: str) -> None:
    """The absolute address in a page's HTML answers with a picture; its size stands beside it."""
    meta = Head(ask(address).text).meta
    image = meta["og:image"]
    assert image.startswith(f"{SITE}/preview.png?")
    assert size(ask(image.removeprefix(SITE)).content) == (
        int(meta["og:image:width"]),
        int(meta["og:image:height"]),
    )
    assert meta["og:image:alt"] == meta["og:title"]
    assert ("city=" in image) == ("city=sample" in address)
    assert meta["twitter:card"] == "summary_large_image"


def test_a_damaged_city_has_no_answer(small_home: Path, tmp_path: Path) -> None:
    """Its picture says what the page is; no fault reaches the reader."""
    shutil.copytree(small_home / "warehouse", tmp_path / "warehouse")
    with at_home(tmp_path):
        folder = warehouse.city_folder("sample") / str(warehouse.current("sample"))
        folder.chmod(0o755)
        (folder / "daily_counts.parquet").unlink()
        damaged = picture("page=what-changed&city=sample")
    assert size(damaged) == (WIDTH, HEIGHT)
    assert damaged != picture("page=what-changed&city=sample")
