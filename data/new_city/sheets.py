"""Sorts the sheets of a workbook: which hold records of one kind and are read together."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import fastexcel

from data.new_city.header import group_row, title_rows
from data.new_city.words import folded
from data.plain import unpacked

ALIKE = 0.5
"""Least share of the names of two sheets that are the same if both hold records of one kind."""


@dataclass(frozen=True)
class Sheet:
    """One sheet: where its header stands, its names as written, and its rows under the header."""

    name: str
    title_rows: int
    has_groups: bool
    names: tuple[str, ...]
    rows: int

    @property
    def is_table(self) -> bool:
        """Whether it has at least two columns and one row."""
        return self.rows > 0 and sum(bool(name) for name in self.names) > 1

    @property
    def cells(self) -> int:
        """Rows under the header × columns."""
        return self.rows * len(self.names)


def sheets(path: Path) -> list[Sheet]:
    """Return all sheets of a workbook in their order."""
    return list(_sheets(unpacked(path), unpacked(path).stat().st_mtime_ns))


def kin(path: Path) -> list[list[Sheet]]:
    """Return the sheets that hold records of one kind, in groups with their header in one place.

    They are the sheets whose names agree with those of one main sheet: the one whose kin fill most
    cells, so that a legend or a cover in front is not taken for the records. Of equals the first.
    """
    tables = [sheet for sheet in sheets(path) if sheet.is_table]
    if not tables:
        return [[sheets(path)[0]]]
    main = max(
        tables,
        key=lambda sheet: sum(other.cells for other in tables if _is_kin(sheet, other)),
    )
    groups: dict[tuple[int, bool], list[Sheet]] = {}
    for sheet in tables:
        if _is_kin(main, sheet):
            groups.setdefault((sheet.title_rows, sheet.has_groups), []).append(sheet)
    return list(groups.values())


def left_out(path: Path) -> list[Sheet]:
    """Return the sheets that are not read."""
    used = {sheet.name for group in kin(path) for sheet in group}
    return [sheet for sheet in sheets(path) if sheet.name not in used]


def _is_kin(main: Sheet, other: Sheet) -> bool:
    main_names = {folded(name) for name in main.names} - {""}
    names = {folded(name) for name in other.names} - {""}
    return len(main_names & names) >= ALIKE * max(len(main_names), len(names))


@lru_cache(maxsize=16)
def _sheets(path: Path, modified: int) -> tuple[Sheet, ...]:
    book = fastexcel.read_excel(path)
    result = []
    for name in book.sheet_names:
        frame = book.load_sheet(name, header_row=None, dtypes="string").to_polars()
        rows = [[cell or "" for cell in row] for row in frame.head(200).rows()]
        above = title_rows(rows)
        names = tuple(rows[above]) if rows else ()
        result.append(
            Sheet(
                name,
                above,
                bool(rows) and group_row(rows, above),
                names,
                max(frame.height - above - 1, 0),
            )
        )
    return tuple(result)
