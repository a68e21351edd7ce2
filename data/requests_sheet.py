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
from queries.declared.letters import OTHER_SCHEME, is_web, unseen
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

LONGEST = 60
"""Most letters of a cell that a line about it repeats."""

_MIDNIGHT = re.compile(r"[ T]00:00:00(\.0+)?$")

Entry = dict[str, Any]


def read_sheet(path: Path, clauses: Sequence[str]) -> tuple[list[Entry], list[str]]:
    """Return the requests of a CSV file or workbook, and its mistakes, one line each.

    A file with a mistake is not to be taken: its requests are then those of the rows without one.
    Raises BadInput for a file that is no table.
    """
    rows, mistakes = _rows(path)
    (first, header), *filled = [
        (number, cells) for number, cells in enumerate(rows, start=1) if any(map(str.strip, cells))
    ] or [(1, [])]
    language, names = _header(header)
    columns, wrong_header = _columns(header, names)
    mistakes += [f"row {first}: {text}" for text in wrong_header]
    if wrong_header:
        return [], mistakes
    requests: list[Entry] = []
    first_row: dict[str, int] = {}
    for number, cells in filled:
        row = {key: _cell(cells, at) for key, at in columns.items()}
        wrong = _wrong(row, clauses, language) | _unseen(cells, columns)
        same = json.dumps([row.get(key) for key in ("group", "on", "text")])
        if same in first_row:
            wrong.setdefault("text", f"the same request stands in row {first_row[same]}")
        first_row.setdefault(same, number)
        lines = [f"{names[key]}: {wrong[key]}" for key in names if key in wrong]
        found = [f"row {number}, {line}" for line in lines]
        found += [
            f"row {number}: {_quoted(cell)} stands under no heading; move it, or take it out"
            for at, cell in enumerate(cells)
            if cell.strip() and at not in columns.values()
        ]
        mistakes += found
        if not found:
            requests.append(_request(row, language))
    if not requests and not mistakes:
        mistakes.append(f"row {first + 1}: there is no request under the header")
    return requests, mistakes


def _rows(path: Path) -> tuple[list[list[str]], list[str]]:
    """Return the cells of a file's rows as text, blank rows too, and what else the file holds."""
    if not path.is_file():
        raise BadInput("There is no such file", file=path, remedy="correct the path")
    try:
        if path.suffix.lower() == ".csv":
            text = path.read_text(encoding="utf-8-sig")
            first = text.lstrip().split("\n", maxsplit=1)[0]
            delimiter = max(",;\t", key=first.count)
            lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
            return list(lines), []
        book = fastexcel.read_excel(path)
        rows, *others = [
            book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").to_polars().rows()
            for name in book.sheet_names
        ]
        further = [
            f"sheet {_quoted(name)}: it is not read; move it into a file of its own, or delete it"
            for name, sheet in zip(book.sheet_names[1:], others, strict=True)
            if any(cell for row in sheet for cell in row)
        ]
        return [[cell or "" for cell in row] for row in rows], further
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
            mistakes.append(f"the heading {_quoted(cell)} is unknown; {meant}")
        elif known[name] in columns:
            mistakes.append(f"the heading {_quoted(cell)} stands twice")
        else:
            columns[known[name]] = at
    missing = [names[key] for key in NEEDED if key not in columns]
    mistakes += [f"there is no column “{name}”" for name in missing]
    return columns, mistakes


def _cell(cells: Sequence[str], at: int) -> str:
    return " ".join(cells[at].split()) if at < len(cells) else ""


def _wrong(row: dict[str, str], clauses: Sequence[str], language: str) -> dict[str, str]:
    """Return what is wrong in a row, by column."""
    wrong = {key: "it is blank" for key in NEEDED if not row[key]}
    answer = _answer(row["answer"])
    if row["answer"] and answer is None:
        choices = ", ".join(answer_names(language))
        wrong["answer"] = f"{_quoted(row['answer'])} is none of: {choices}"
    clause = row.get("clause", "")
    if clause and clause not in clauses:
        known = (
            f"is none of: {', '.join(clauses)}" if clauses else "is new: no clause is written yet"
        )
        wrong["clause"] = f"{_quoted(clause)} {known}"
    if not clause and answer in IN_TEXT:
        wrong["clause" if "clause" in row else "answer"] = "it must say which clause took it up"
    if PERSON.match(row["group"]):
        wrong["group"] = f"{_quoted(row['group'])} names a person; write the group or the office"
    for key in DAYS:
        if row.get(key) and _day(row[key]) is None:
            wrong[key] = f"{_quoted(row[key])} is no day; write it as 2018-12-31"
    days = [_day(row.get(key, "")) for key in DAYS]
    if days[0] and days[1] and days[0] > days[1]:
        wrong["answered_on"] = f"{days[1]} is before the request, {days[0]}"
    if row.get("link") and not is_web(row["link"]):
        wrong["link"] = (
            f"{_quoted(row['link'])} is no address; write it as https://example.org/page"
        )
    for key in ("source", "reason"):
        if OTHER_SCHEME.match(row.get(key, "")):
            wrong[key] = (
                f"{_quoted(row[key])} is no address of the web; write where this can be read"
            )
    return wrong


def _unseen(cells: Sequence[str], columns: dict[str, int]) -> dict[str, str]:
    """Return what in a row cannot be seen, by column; breaks between words are read as spaces."""
    codes = {key: unseen(cells[at], "\r\n\t") for key, at in columns.items() if at < len(cells)}
    return {
        key: f"it has a character that cannot be seen ({', '.join(found)}); write the text by hand"
        for key, found in codes.items()
        if found
    }


def _quoted(cell: str) -> str:
    """Return what a cell says for a line of the terminal: short, and without unseen characters."""
    text = cell.strip()
    short = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
    return f"“{''.join(''.join(unseen(letter, '')) or letter for letter in short)}”"


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
