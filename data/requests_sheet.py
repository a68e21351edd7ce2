"""Reads the requests of an agreement from a spreadsheet, all of them or none."""

import csv
import datetime as dt
import difflib
import io
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import fastexcel

from data.agreements import PERSON
from queries.declared import dictionary
from queries.declared.agreement import ANSWERS
from queries.errors import BadInput
from queries.texts import Texts

HEADERS: dict[str, dict[str, str]] = {
    "en": {
        "group": "group",
        "on": "date",
        "text": "request",
        "clause": "clause",
        "answer": "answer",
        "reason": "reason",
        "answered_on": "answered on",
        "source": "source",
        "link": "link",
    },
    "es": {
        "group": "grupo",
        "on": "fecha",
        "text": "petición",
        "clause": "cláusula",
        "answer": "respuesta",
        "reason": "motivo",
        "answered_on": "respondida el",
        "source": "fuente",
        "link": "enlace",
    },
}
"""The columns by language and key of a request; the header's language is that of the texts."""

NEEDED = ("group", "text", "answer", "source")
TEXTS = ("group", "text", "reason")
DAYS = ("on", "answered_on")
IN_TEXT = ("taken_up", "in_part")

_MIDNIGHT = re.compile(r"[ T]00:00:00(\.0+)?$")

Entry = dict[str, Any]


def read_sheet(path: Path, clauses: Sequence[str]) -> tuple[list[Entry], list[str]]:
    """Return the requests of a CSV file or workbook, and its mistakes, one line each.

    A file with a mistake is not to be taken: its requests are then those of the rows without one.
    Raises BadInput for a file that is no table.
    """
    rows = _rows(path)
    language, names = _header(rows[0] if rows else [])
    columns, mistakes = _columns(rows[0] if rows else [], names)
    if mistakes:
        return [], mistakes
    requests: list[Entry] = []
    first_row: dict[str, int] = {}
    for number, cells in enumerate(rows[1:], start=2):
        row = {key: _cell(cells, at) for key, at in columns.items()}
        if not any(row.values()):
            continue
        wrong = _wrong(row, clauses, language)
        same = json.dumps([row.get(key) for key in ("group", "on", "text")])
        if same in first_row:
            wrong["text"] = f"the same request stands in row {first_row[same]}"
        first_row.setdefault(same, number)
        mistakes += [f"row {number}, {names[key]}: {text}" for key, text in wrong.items()]
        if not wrong:
            requests.append(_request(row, language))
    if not requests and not mistakes:
        mistakes.append("row 2: there is no request under the header")
    return requests, mistakes


def _rows(path: Path) -> list[list[str]]:
    """Return the cells of a file's rows as text, header first."""
    try:
        if path.suffix.lower() == ".csv":
            text = path.read_text(encoding="utf-8-sig")
            first = text.split("\n", maxsplit=1)[0]
            delimiter = max(",;\t", key=first.count)
            return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
        sheet = fastexcel.read_excel(path).load_sheet(0, header_row=None, dtypes="string")
        return [[cell or "" for cell in row] for row in sheet.to_polars().rows()]
    except (OSError, UnicodeDecodeError, csv.Error, fastexcel.FastExcelError) as error:
        raise BadInput(
            "This file cannot be read as a table",
            file=path,
            actual=str(error),
            expected="a workbook (.xlsx), or CSV in UTF-8",
            remedy="save it again as a workbook",
        ) from error


def _header(written: Sequence[str]) -> tuple[str, dict[str, str]]:
    """Return the language in which most columns are known, and its names by key."""
    cells = {cell.strip().casefold() for cell in written}
    return max(HEADERS.items(), key=lambda item: len(cells & {*item[1].values()}))


def _columns(written: Sequence[str], names: dict[str, str]) -> tuple[dict[str, int], list[str]]:
    """Return the place of each column, and what is wrong in the header."""
    known = {name: key for key, name in names.items()}
    mistakes = []
    columns: dict[str, int] = {}
    for at, cell in enumerate(written):
        name = cell.strip().casefold()
        if not name:
            continue
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            meant = f"is it “{near[0]}”?" if near else f"known are: {', '.join(known)}"
            mistakes.append(f"row 1, column {at + 1}: “{cell.strip()}” is unknown; {meant}")
        elif known[name] in columns:
            mistakes.append(f"row 1, column {at + 1}: “{cell.strip()}” stands twice")
        else:
            columns[known[name]] = at
    missing = [names[key] for key in NEEDED if key not in columns]
    mistakes += [f"row 1: there is no column “{name}”" for name in missing]
    return columns, mistakes


def _cell(cells: Sequence[str], at: int) -> str:
    return " ".join(cells[at].split()) if at < len(cells) else ""


def _wrong(row: dict[str, str], clauses: Sequence[str], language: str) -> dict[str, str]:
    """Return what is wrong in a row, by column."""
    wrong = {key: "it is blank" for key in NEEDED if not row[key]}
    answer = _answer(row["answer"])
    if row["answer"] and answer is None:
        choices = ", ".join(answer_names(language))
        wrong["answer"] = f"“{row['answer']}” is none of: {choices}"
    clause = row.get("clause", "")
    if clause and clause not in clauses:
        wrong["clause"] = f"“{clause}” is none of: {', '.join(clauses)}"
    if not clause and answer in IN_TEXT:
        wrong["clause" if "clause" in row else "answer"] = "it must say which clause took it up"
    if PERSON.match(row["group"]):
        wrong["group"] = f"“{row['group']}” names a person; write the group or the office"
    for key in DAYS:
        if row.get(key) and _day(row[key]) is None:
            wrong[key] = f"“{row[key]}” is no day; write it as 2018-12-31"
    days = [_day(row.get(key, "")) for key in DAYS]
    if days[0] and days[1] and days[0] > days[1]:
        wrong["answered_on"] = f"{days[1]} is before the request, {days[0]}"
    if row.get("link") and not row["link"].startswith(("https://", "http://")):
        wrong["link"] = f"“{row['link']}” is no address; it begins with https://"
    return wrong


def _request(row: dict[str, str], language: str) -> Entry:
    """Return a row without mistakes as an entry of `requests.toml`."""
    entry: Entry = {}
    for key, cell in row.items():
        if not cell:
            continue
        if key in TEXTS:
            entry[key] = {language: cell}
        elif key in DAYS:
            entry[key] = _day(cell)
        else:
            entry[key] = _answer(cell) if key == "answer" else cell
    return entry


def answer_names(language: str) -> list[str]:
    """Return the answers as a language calls them, or by their codes."""
    return [texts.get(language, answer) for answer, texts in _answers().items()]


def _answers() -> dict[str, Texts]:
    return {answer: dictionary.word("request_answer", answer) for answer in ANSWERS}


def _answer(cell: str) -> str | None:
    """Return the answer that a cell names, by its code or in a language."""
    for answer, texts in _answers().items():
        code = cell.casefold().replace(" ", "_")
        if code == answer or cell.casefold() in (text.casefold() for text in texts.values()):
            return answer
    return None


def _day(cell: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(_MIDNIGHT.sub("", cell))
    except ValueError:
        return None
