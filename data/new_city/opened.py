"""Finds the layout of a raw file: encoding, delimiter, title rows above the header, sheet."""

import csv
import glob
import gzip
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TextIO, cast

import fastexcel

from data.formats import JSON, LARGEST_ROW, PARQUET, WORKBOOK
from data.new_city.header import group_row, title_rows
from data.new_city.sheets import kin, sheets
from data.plain import WINDOWS, unpacked
from queries.errors import BadInput

LOOKED_AT = 200
"""Rows at the top of a file used to find its delimiter and its header."""

DELIMITERS = (",", ";", "\t", "|")
CSV = (".csv", ".tsv", ".txt", ".gz")


@dataclass(frozen=True)
class Layout:
    """The layout of a file, as [[sources]] of city.toml declares it."""

    kind: str
    encoding: str = "utf-8"
    delimiter: str = ","
    title_rows: int = 0
    sheets: tuple[str, ...] = ()
    other_sheets: tuple[str, ...] = ()
    has_groups: bool = False


def layout(path: Path) -> Layout:
    """Return the first layout of a file."""
    return layouts(path)[0]


def layouts(path: Path) -> list[Layout]:
    """Return the layout of a file, several if the header stands elsewhere on some sheets.

    Raises BadInput if the file cannot be read or its kind is unknown.
    """
    path = unpacked(path)
    if path.suffix in JSON + PARQUET:
        return [Layout(path.suffix)]
    try:
        if path.suffix in WORKBOOK:
            return _workbook(path)
        if path.suffix in CSV:
            return [_csv(path)]
    except (OSError, EOFError, UnicodeError, fastexcel.FastExcelError) as error:
        raise BadInput(
            "The file cannot be read",
            file=path,
            actual=str(error).splitlines()[0],
            expected="CSV, JSON lines, Parquet or an Excel workbook, whole",
            remedy="download the file again",
        ) from error
    raise BadInput(
        "This kind of file cannot be read",
        file=path,
        actual=path.suffix or "no ending",
        expected=", ".join((*CSV, *JSON, *PARQUET, *WORKBOOK, ".zip")),
        remedy="save it as CSV (UTF-8)",
    )


def grouped(files: list[Path], raw: Path) -> list[tuple[str, list[Path], Layout]]:
    """Return (pattern under `raw`, files by name, layout) of each group of files with one layout.

    A pattern covers several files only if it matches no other file.
    """
    groups: dict[Layout, list[Path]] = {}
    for path in sorted(files):
        for form in layouts(path):
            groups.setdefault(form, []).append(path)
    result = []
    for form, paths in groups.items():
        pattern = _pattern([str(path.relative_to(raw)) for path in paths])
        if sorted(raw.glob(pattern)) == paths:
            result.append((pattern, paths, form))
        else:
            result += [(glob.escape(str(path.relative_to(raw))), [path], form) for path in paths]
    return result


def _pattern(names: list[str]) -> str:
    if len(names) == 1:
        return glob.escape(names[0])
    start = _shared_start(names)
    end = _shared_start([name[len(start) :][::-1] for name in names])[::-1]
    return f"{glob.escape(start)}*{glob.escape(end)}"


def _shared_start(names: list[str]) -> str:
    is_same = [len(set(letters)) == 1 for letters in zip(*names, strict=False)]
    return names[0][: (*is_same, False).index(False)]


def _csv(path: Path) -> Layout:
    encoding = _encoding(path)
    with _opened(path, encoding) as file:
        lines = list(islice(iter(lambda: file.readline(LARGEST_ROW), ""), LOOKED_AT))
    best = max(DELIMITERS, key=lambda delimiter: _evenness(lines, delimiter))
    rows = _rows(lines, best)
    above = title_rows(rows)
    return Layout(".csv", encoding, best, above, has_groups=bool(rows) and group_row(rows, above))


def _rows(lines: list[str], delimiter: str) -> list[list[str]]:
    """Return the rows of a file's first lines, each line a row if a quote is never closed."""
    try:
        return list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error:
        return [next(csv.reader([line], delimiter=delimiter), []) for line in lines]


def _opened(path: Path, encoding: str) -> TextIO:
    opened = gzip.open if path.suffix == ".gz" else open
    return cast(TextIO, opened(path, "rt", encoding=encoding, newline=""))


def _encoding(path: Path) -> str:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rb") as file:
        if file.read(2) in (b"\xff\xfe", b"\xfe\xff"):
            return "utf-16"
    try:
        with _opened(path, "utf-8") as file:
            while file.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return WINDOWS if path.suffix != ".gz" and _is_windows(path) else "latin-1"
    return "utf-8"


def _is_windows(path: Path) -> bool:
    """Return whether a file has the bytes that are letters in Windows-1252 only, and no others."""
    with path.open("rb") as file:
        used = set().union(*iter(lambda: set(file.read(1 << 20)), set()))
    return bool(used & set(range(0x80, 0xA0))) and not used & {0x81, 0x8D, 0x8F, 0x90, 0x9D}


def _evenness(lines: list[str], delimiter: str) -> float:
    """Return the fit of a delimiter: the number of lines with the commonest width × that width."""
    widths = Counter(len(next(csv.reader([line], delimiter=delimiter), [])) for line in lines)
    return max(((width - 1) * times for width, times in widths.items()), default=0)


def _workbook(path: Path) -> list[Layout]:
    """Return the layouts of the sheets that hold records of one kind."""
    names = [sheet.name for sheet in sheets(path)]
    groups = kin(path)
    forms = []
    for group in groups:
        used = tuple(sheet.name for sheet in group)
        others = tuple(name for name in names if name not in used)
        is_only = len(names) == 1
        forms.append(
            Layout(
                ".xlsx",
                title_rows=group[0].title_rows,
                sheets=() if is_only else used,
                other_sheets=() if is_only else others,
                has_groups=group[0].has_groups,
            )
        )
    return forms
