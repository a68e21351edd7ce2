"""What a citation holds, and how it is made of a figure that a page shows now."""

import base64
import datetime as dt
import hashlib
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from typing import Any

import msgspec

from dashboard.api import figures
from dashboard.api.csv_sums import csv_sum
from dashboard.api.figures import RequestedFigure
from dashboard.api.problems import Problem
from dashboard.reading.answers import Question
from dashboard.reading.page import read_page
from dashboard.sums import release
from dashboard.tables.spreadsheet import as_csv
from dashboard.words.languages import ENGLISH, folders
from queries import warehouse
from queries.records import extracts
from queries.records.filters import Filter
from queries.stored.reader import NotingReader
from queries.stored.seals import SEAL, sha256
from queries.vintage.answers import Answers
from queries.vintage.catalog import Vintage

ID_LETTERS = 12
"""Letters of an id, of 32 kinds."""

MOST_SUMMED = 500_000
"""Records whose file is read to sum it for a citation; the sum of a kept file is at hand."""


class Statement(msgspec.Struct):
    """What a page says in one language.

    `sentence` is that of the answer, `csv` the table behind the figure; "" without one.
    """

    title: str
    sentence: str
    text: str
    source: str
    cautions: list[str]
    csv: str
    sha256: str


class Records(msgspec.Struct):
    """The records of a filter. Their file is that of the vintage, which is kept for the citation.

    `sha256` is the sum of the CSV file; None for more than MOST_SUMMED records of no kept file.
    """

    n: int
    address: str
    sha256: str | None


class Query(msgspec.Struct):
    """A query of the tables of the vintage, with its bound values."""

    sql: str
    values: Any


class Code(msgspec.Struct):
    """The program that answered: its release, and the sum of program, words and brand."""

    release: str
    sum: str


class Citation(msgspec.Struct):
    """An answer as it was given. `choices` are all choices of the page, in the order of their keys.

    `seal` is the sum of the file that holds the sums of the vintage, None for a vintage without it.
    """

    id: str
    cited_on: dt.date
    page: str
    city: str
    vintage: str
    figure: str
    choices: list[tuple[str, str]]
    statements: dict[str, Statement]
    records: Records | None
    answer: Any
    queries: list[Query]
    code: Code
    seal: str | None

    @property
    def question(self) -> Question:
        """What was asked."""
        return Question(self.page, self.city, self.vintage, self.figure, tuple(self.choices))


def id_of(question: Question) -> str:
    """Return the id of the citation of a question: the same for the same question, always."""
    content = msgspec.json.encode(
        [question.page, question.city, question.vintage, question.figure, sorted(question.choices)]
    )
    digest = hashlib.sha256(content).digest()
    return base64.b32encode(digest).decode().lower()[:ID_LETTERS]


def citation_of(requested: RequestedFigure, today: dt.date) -> Citation:
    """Return the citation of a figure, which is asked anew so that its queries are known.

    Raises Problem where a language has no such figure.
    """
    question, vintage, selection = requested.question, requested.vintage, requested.figure.records
    if vintage is None:
        raise Problem(422, "A page about no city is not cited by itself.", "not_cited")
    in_english = figures.requested_figure(question.page, question.query(ENGLISH))
    return Citation(
        id=id_of(question),
        cited_on=today,
        page=question.page,
        city=question.city,
        vintage=question.vintage,
        figure=question.figure,
        choices=sorted(question.choices),
        statements={
            language: statement_of(
                figures.requested_figure(question.page, question.query(language))
            )
            for language in folders()
        },
        records=_records(vintage, selection) if selection else None,
        answer=msgspec.to_builtins(figures.answer_of(in_english)),
        queries=_written(vintage, selection) if selection else _queries(in_english, vintage),
        code=code(),
        seal=_seal(vintage),
    )


def statement_of(requested: RequestedFigure) -> Statement:
    """Return what a page says of a figure."""
    figure = requested.figure
    table = "" if figure.table is None else as_csv(figure.table)
    digest = hashlib.sha256(table.encode()).hexdigest() if table else ""
    return Statement(
        title=figure.title,
        sentence=figures.sentence_in(figures.answer_of(requested), requested),
        text=figure.alt,
        source=figure.source,
        cautions=requested.page.warnings,
        csv=table,
        sha256=digest,
    )


@cache
def code() -> Code:
    """Return what answers now."""
    return Code(version("accord-dashboard"), release())


def _records(vintage: Vintage, selection: Filter) -> Records:
    summed = csv_sum(vintage, selection, MOST_SUMMED)
    return Records(
        n=extracts.matched(vintage, selection),
        address=selection.file_address(vintage.vintage, "csv"),
        sha256=summed[0] if summed else None,
    )


def _written(vintage: Vintage, selection: Filter) -> list[Query]:
    return [Query(extracts.written(vintage, selection), {})]


def _queries(requested: RequestedFigure, vintage: Vintage) -> list[Query]:
    """Return every query that the page asks of a vintage of which nothing is known yet."""
    noting = NotingReader(vintage.reader.con, vintage.reader.on_error, vintage.reader.lock)
    unknown = replace(vintage, answers=Answers(), reader=noting)
    read_page(requested.page.name, unknown, requested.page.choices, requested.words)
    return [Query(sql, values) for sql, values in noting.noted]


def _seal(vintage: Vintage) -> str | None:
    path = warehouse.city_folder(vintage.city_id) / vintage.vintage / SEAL
    return sha256(path) if path.is_file() else None
