"""Pages read by address, and what their figures give: a table, a picture, their question."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from dashboard.charts import picture
from dashboard.pages import url_path
from dashboard.parts.figure import Figure
from dashboard.parts.turns import turns
from dashboard.reading.page import VIEWS, Query, ReadPage, read_page
from dashboard.tables.spreadsheet import as_csv
from dashboard.words import Words
from queries.vintage.answers import Answers
from queries.vintage.catalog import Vintage

FORMS = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "svg": "image/svg+xml",
    "png": "image/png",
}
"""The endings of a page's address and what they give."""

DRAWN = ("svg", "png")
ADDRESSES = {f"{url_path(name)}.{form}" for name in VIEWS for form in FORMS}
"""Every address that gives a figure, without the choices."""

MAIN = {"what_changed": "series"}
"""The figure that a page's address means if it names none, where that is not always the first."""

MOST_PAGES = 32
"""Pages in memory at once, of about 1 MB each: a program asks for several forms of one figure."""

_pages = Answers(MOST_PAGES)
_pen = threading.Lock()


@dataclass(frozen=True)
class Question:
    """What a figure answers: a page with all its choices, of one vintage; "" is no city."""

    page: str
    city: str
    vintage: str
    figure: str
    choices: tuple[tuple[str, str], ...]

    def query(self, language: str) -> dict[str, list[str]]:
        """Return the question as the query of an address."""
        named: dict[str, list[str]] = {}
        for key, value in self.choices:
            named.setdefault(key, []).append(value)
        of = {"vintage": [self.vintage]} if self.vintage else {}
        return {**named, **of, "figure": [self.figure], "lang": [language]}

    def address(self, form: str, language: str) -> str:
        """Return the address that gives the same for as long as the vintage is kept."""
        return f"/{url_path(self.page)}.{form}?{urlencode(self.query(language), doseq=True)}"

    def page_address(self, language: str) -> str:
        """Return the address of the live page with the same choices."""
        return f"/{url_path(self.page)}?{urlencode([*self.choices, ('lang', language)])}"


def page_of(name: str, vintage: Vintage | None, query: Query, words: Words) -> ReadPage:
    """Return what a page shows for an address, made in its turn among the pages of visitors."""
    given = tuple((key, tuple(values)) for key, values in sorted(query.items()))
    subject = (vintage.city_id, vintage.vintage, id(vintage)) if vintage else None

    def make() -> ReadPage:
        with turns.turn(lambda _seconds: None):
            return read_page(name, vintage, query, words)

    page: ReadPage = _pages.once((name, subject, words.language, given), make)
    return page


def main_figure(page: ReadPage) -> str:
    """Return the id of the figure that a page's address means if it names none; "" for none."""
    preferred = MAIN.get(page.name, "")
    return preferred if preferred in page.figures else next(iter(page.figures), "")


def question(page: ReadPage, figure: Figure, vintage: Vintage | None) -> Question:
    """Return what a figure of a page answers."""
    asked = figure.records.to_query() if figure.records else page.choices
    choices = tuple((key, value) for key, values in asked.items() for value in values)
    if vintage is None:
        return Question(page.name, "", "", figure.id, choices)
    return Question(page.name, vintage.city_id, vintage.vintage, figure.id, choices)


def csv(figure: Figure) -> bytes:
    """Return the table behind a figure, as the page's button gives it."""
    return as_csv(figure.table).encode() if figure.table is not None else b""


def drawing(form: str, figure: Figure, cautions: Sequence[str], address: str) -> bytes:
    """Return a figure's chart as svg or png, with its words, cautions, source and address."""
    draw = {"svg": picture.svg, "png": picture.png}[form]
    text = " ".join([figure.alt, *cautions])
    with _pen:  # drawing takes a processor, and pages come first
        return draw(figure.spec or {}, figure.title, text, f"{figure.source} {address}".strip())
