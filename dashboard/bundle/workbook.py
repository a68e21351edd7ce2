"""An extract as a workbook (.xlsx): the records, the dictionary, and what they are."""

import datetime as dt
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow.parquet as pq
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from dashboard.bundle import dictionary, readme
from dashboard.bundle.extract import Extract
from dashboard.bundle.stata import PIECE_BYTES
from dashboard.words import extracts as extract_words

CELL_LETTERS = 32_767
"""Most letters of a cell in Excel; longer texts are cut there."""

BATCH = 5_000
"""Records read at a time."""

FORMATS = {"day": "yyyy-mm-dd", "time": "yyyy-mm-dd hh:mm:ss"}
WIDTHS = {"day": 11, "time": 19, "id": 16, "list": 24, "category": 20}
WIDTH = 12
WIDE = 110

OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
"""One row is in memory at a time, and no text becomes a formula or a link."""


def xlsx(extract: Extract, parquet: Path) -> Iterator[bytes]:
    """Yield the extract as a workbook; `parquet` is its Parquet file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "records.xlsx"
        with Workbook(str(path), {**OPTIONS, "tmpdir": folder}) as book:
            dataset, city = readme.title(extract)
            book.set_properties(
                {"title": f"{dataset}, {city}", "created": extract.vintage.manifest.built_at}
            )
            _records(book, extract, parquet)
            _table(book, "dictionary", dictionary.fields(extract), extract)
            _table(book, "values", dictionary.values(extract), extract)
            _about(book, extract)
        with path.open("rb") as content:
            while piece := content.read(PIECE_BYTES):
                yield piece


def _records(book: Workbook, extract: Extract, parquet: Path) -> None:
    columns = extract.columns
    sheet, bold = _sheet(book, "records", extract)
    formats = {kind: book.add_format({"num_format": form}) for kind, form in FORMATS.items()}
    for at, column in enumerate(columns):
        kind = column.field.kind
        width = max(WIDTHS.get(kind, WIDTH), len(column.name) + 2)
        sheet.set_column(at, at, width, formats.get(kind))
        sheet.write_string(0, at, column.name, bold)
    names = [column.name for column in columns]
    cell_formats = [formats.get(column.field.kind) for column in columns]
    row = 0
    with pq.ParquetFile(parquet) as file:
        for batch in file.iter_batches(BATCH, columns=names):
            for cells in zip(*batch.to_pydict().values(), strict=True):
                row += 1
                for at, value in enumerate(cells):
                    _write(sheet, row, at, value, cell_formats[at])
    sheet.autofilter(0, 0, row, len(columns) - 1)


def _write(sheet: Worksheet, row: int, at: int, value: Any, form: Format | None) -> None:
    """Write a cell by its type; an empty one is left out."""
    match value:
        case None:
            return
        case bool():
            sheet.write_boolean(row, at, value)
        case int() | float():
            sheet.write_number(row, at, value)
        case dt.date():
            sheet.write_datetime(row, at, value, form)
        case _:
            sheet.write_string(row, at, str(value)[:CELL_LETTERS])


def _table(book: Workbook, name: str, table: pl.DataFrame, extract: Extract) -> None:
    sheet, bold = _sheet(book, name, extract)
    for at, heading in enumerate(_headings(table.columns, extract)):
        sheet.write_string(0, at, heading, bold)
    for row, cells in enumerate(table.iter_rows(), start=1):
        for at, value in enumerate(cells):
            _write(sheet, row, at, value, None)
    sheet.set_column(0, len(table.columns) - 1, WIDTHS["list"])


def _headings(names: list[str], extract: Extract) -> Iterable[str]:
    words = extract.words
    for name in names:
        base, _, language = name.partition("_") if name.startswith("label_") else (name, "", "")
        heading = words.text(f"bundle.heading.{base}")
        yield f"{heading} ({language})" if language else heading


def _about(book: Workbook, extract: Extract) -> None:
    words, vintage, selection = extract.words, extract.vintage, extract.selection
    sheet, bold = _sheet(book, "about", extract)
    dataset, city = readme.title(extract)
    unit = extract_words.unit(vintage, selection, extract.n, words)
    paragraphs = {
        "what": [
            f"{dataset}, {city}",
            readme.made(extract),
            words.text(
                "bundle.readme.records",
                sentence=extract_words.sentence(vintage, selection, words),
                n=words.number(extract.n),
                unit=unit,
            ),
            words.text("bundle.readme.page", page=extract.page),
            words.text("bundle.readme.empty", zone=vintage.city.time_zone),
        ],
        "keep": extract_words.cautions(vintage, selection, words),
        "disclosed": readme.protected(extract),
        "sources": [*readme.source_lines(extract), words.text("bundle.readme.no_licence")],
        "cite": [readme.citation(extract)],
    }
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, WIDE, wrapped)
    row = 0
    for key, texts in paragraphs.items():
        sheet.write_string(row, 0, words.text(f"bundle.readme.{key}"), bold)
        for at, text in enumerate(texts, start=1):
            sheet.write_string(row + at, 0, text, wrapped)
        row += len(texts) + 2


def _sheet(book: Workbook, name: str, extract: Extract) -> tuple[Worksheet, Format]:
    sheet = book.add_worksheet(extract.words.text(f"bundle.workbook.{name}"))
    if name != "about":
        sheet.freeze_panes(1, 1)
    return sheet, book.add_format({"bold": True})
