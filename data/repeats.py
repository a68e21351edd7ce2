"""Rows given twice: a file copied under another name, rows pasted again, rows inside one value."""

import csv
import filecmp
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path

import duckdb

from data.config import Source
from data.formats import named
from data.limits import bind_limits
from data.sql import run_sql
from queries.errors import BadInput


def has_dates(source: Source) -> bool:
    """Return whether a source declares a column of dates."""
    return "date" in source.columns.values()


def refuse_copies(paths: Iterable[Path]) -> None:
    """Raise BadInput if two raw files of a city are the same, byte by byte."""
    for path, other in combinations(sorted(set(paths)), 2):
        if filecmp.cmp(path, other, shallow=False):
            raise BadInput(
                "The same file is given twice",
                file=other,
                actual=f"the same {other.stat().st_size:,} bytes as in {path.name}",
                expected="different files",
                remedy="remove the copy, or put the right file in its place",
            )


def refuse_repeats(con: duckdb.DuckDBPyConnection, source: Source) -> None:
    """Raise BadInput if rows of raw_contents were pasted twice, or stand in two of its files.

    Single rows that stand twice are no fault here: the row accounting counts them. Rows of two
    files are held against each other only in a source that declares a date: without one, numbers
    that begin again every year look like copies.
    """
    bind_limits(con)
    is_dated = has_dates(source)
    pasted = run_sql(con, "steps/pasted_rows", is_dated=is_dated).fetchone()
    if pasted is not None:
        file, first, last, rows, original, original_row = pasted
        raise BadInput(
            f"{rows:,} rows stand twice, one after another in the same order",
            file=file,
            row=first,
            actual=f"rows {first:,} to {last:,} repeat {original}, from row {original_row:,} on",
            expected="every record once",
            remedy="remove the rows that were pasted again, or the file that is a copy",
        )
    copied = run_sql(con, "steps/copied_files").fetchone() if is_dated else None
    if copied is not None:
        file, other, shared, rows = copied
        raise BadInput(
            "A file holds the rows of another file, in another order",
            file=file,
            actual=f"{shared:,} of its {rows:,} rows stand in {other} as well",
            expected="different files",
            remedy="remove the copy, or put the right file in its place",
        )


def refuse_swallowed(
    con: duckdb.DuckDBPyConnection, source: Source, file_no: int, names: list[str]
) -> None:
    """Raise BadInput if a value of raw.<source id> holds whole rows: a quote was never closed.

    Where a piece of a file is lost, a disk can leave zero bytes in its place: these join the rows
    before and after them as well. `names` are the file's columns in order. Only values with line
    breaks or zero bytes are looked at.
    """
    for position, name in enumerate(names):
        values = con.execute(
            f"select source_file, source_row, {named(name)} from raw.{named(source.id)} "
            f"where file_of(row_key) = ? and (contains({named(name)}, chr(10)) "
            f"or contains({named(name)}, chr(0))) order by row_key",
            [file_no],
        ).fetchall()
        for file, row, value in values:
            if "\0" in value:
                raise BadInput(
                    "A value holds zero bytes: a piece of the file is lost",
                    file=file,
                    row=row,
                    column=name,
                    actual=value,
                    expected="text",
                    remedy="download the file again",
                )
            rows = _rows_inside(value, source.delimiter, len(names), position)
            if rows:
                raise BadInput(
                    f"A value holds {rows:,} further rows: a quote in it is not closed",
                    file=file,
                    row=row,
                    column=name,
                    actual=value,
                    expected="one record in a row",
                    remedy="remove the stray quote, or close it",
                )


def _rows_inside(value: str, delimiter: str, columns: int, position: int) -> int:
    """Return how many rows of so many columns a value of the column at `position` swallowed.

    The value then ends its own row, may hold whole ones, and begins the last: the columns of its
    first line and of its last line are those of one row.
    """
    lines = value.replace("\r\n", "\n").split("\n")
    widths = [len(next(csv.reader([line], delimiter=delimiter), [])) for line in lines]
    if columns > 1 and columns in widths[1:-1]:
        return len(lines) - 1
    is_cut = (widths[0], widths[-1]) == (columns - position, position + 1)
    return len(lines) - 1 if is_cut and columns > 2 and len(lines) == 2 else 0
