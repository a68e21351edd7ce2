"""Reads raw files into raw tables: all columns are text, and every row has a number.

data/formats.py opens each file format.
"""

import difflib
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from data.config import Source
from data.formats import LARGEST_ROW, first_row, header, named, parts_of, quoted, rows
from data.kinds import KINDS, judge_kinds, refuse_other_kinds
from data.machine import refuse_machine_fault
from data.repeats import refuse_repeats, refuse_swallowed
from data.sql import run_sql
from queries.errors import BadInput

_LINE = re.compile(r"CSV Error on Line: (\d+)")
_FAULTS = (
    ("not utf-8", "The text is not UTF-8", "text in UTF-8", "save the file as UTF-8"),
    (
        "unterminated quote",
        "A quoted value never ends: the file is cut off or a quote is missing",
        "a closing quote for every opening quote",
        "download the file again; if it is complete, correct the quote",
    ),
    (
        "Maximum line size",
        "A row is larger than any record can be",
        f"rows under {LARGEST_ROW:,} bytes",
        "mend the row: a quote is missing or a file was pasted into a field",
    ),
    (
        "Expected Number of Columns",
        "A row has a different number of columns from the header: cut off or shifted",
        "as many values as the header has names",
        "download the file again; if it is complete, correct the row",
    ),
    (
        "GZIP",
        "The compressed file is cut off or damaged",
        "a complete gzip file",
        "download the file again",
    ),
)


@dataclass(frozen=True)
class RawFile:
    """A file of a source, or one sheet of a workbook, with its number and the names of its columns.

    `source` says how it is read, with the one sheet that it is; `sha256` has 64 hex digits.
    """

    file_no: int
    path: Path
    name: str
    source: Source
    columns: tuple[str, ...]
    sha256: str

    def record(self, rows_read: int, columns: Sequence[str]) -> dict[str, Any]:
        """Return what is told of the file: `columns` are those of all files of its source."""
        own = {name.lower() for name in self.columns}
        return {
            "file_no": self.file_no,
            "source": self.source.id,
            "file": self.name,
            "sha256": self.sha256,
            "bytes": self.path.stat().st_size,
            "rows_read": rows_read,
            "columns_absent": sorted(name for name in columns if name.lower() not in own),
        }


def open_files(
    con: duckdb.DuckDBPyConnection, source: Source, files: list[Path], first_no: int
) -> list[RawFile]:
    """Return the source's files with the names of their columns, numbered from `first_no` on.

    Each of the `sheets` of a workbook counts as a file of its own, named `force.xlsx [2019]`.
    Raises BadInput if a file has no readable header, or lacks a column that the pack declares.
    """
    parts = [(path, *part) for path in files for part in parts_of(path, source)]
    opened = []
    for file_no, (path, name, part) in enumerate(parts, start=first_no):
        names = header(con, path, part)
        _need_columns(part, path, names)
        opened.append(RawFile(file_no, path, name, part, tuple(names), sha256(path)))
    return opened


def every_column(files: Sequence[RawFile]) -> list[str]:
    """Return the columns of all files in order; names that differ in case are one."""
    columns: dict[str, str] = {}
    for file in files:
        for name in file.columns:
            columns.setdefault(name.lower(), name)
    return list(columns.values())


def read_source(
    con: duckdb.DuckDBPyConnection, source: Source, files: list[Path], first_no: int
) -> list[dict[str, Any]]:
    """Fill table raw.<source id> from the source's files; return one record per file.

    Each record holds file_no (from `first_no` on), source, file, sha256, bytes, rows_read and
    columns_absent (columns that only other files of the source have). Every raw row gets a
    row_key (sql/macros.sql); raw.header_rows holds the keys of rows that repeat the header. Raises
    BadInput with file, row and column if a file cannot be read completely or lacks a column that
    the pack declares.
    """
    run_sql(con, "macros")
    lay_out_raw(con)
    opened = open_files(con, source, files, first_no)
    columns = every_column(opened)
    texts = "".join(f", {named(name)} varchar" for name in columns)
    con.execute(
        f"create table raw.{named(source.id)} "
        f"(source_file varchar, source_row bigint, row_key bigint{texts})"
    )
    records = []
    for file in opened:
        load(con, file)
        con.execute(f"insert into raw.{named(source.id)} by name {numbered(file, columns)}")
        records.append(file.record(inspect(con, file), columns))
        con.execute(f"drop table {text_table(file)}")
    refuse_other_kinds(con, source)
    con.execute(f"create or replace temp view raw_contents as {contents(source)}")
    refuse_repeats(con, source)
    con.execute("drop view raw_contents")
    return records


def lay_out_raw(con: duckdb.DuckDBPyConnection) -> None:
    """Create the tables that reading fills."""
    con.execute("create schema if not exists raw")
    con.execute("create table if not exists raw.header_rows (row_key bigint)")
    con.execute(f"create table if not exists raw.kinds ({KINDS})")


def text_table(file: RawFile) -> str:
    """Return the name of the table that holds a loaded file as text."""
    return f"raw.text_{file.file_no}"


def load(con: duckdb.DuckDBPyConnection, file: RawFile) -> None:
    """Load a file as text; raise BadInput with its row if it cannot be read completely."""
    try:
        source = rows(con, file.path, list(file.columns), file.source)
        con.execute(f"create or replace table {text_table(file)} as select t.* from {source} as t")
    except duckdb.Error as error:
        refuse_machine_fault(error)
        raise csv_fault(error, file.path) from error


def numbered(file: RawFile, columns: Sequence[str]) -> str:
    """Return the query of a loaded file's rows with source_file, source_row and row_key.

    `columns` are those of all files of the source; one that the file lacks is null. A row's number
    is its place in the table, which keeps the order of the file. A window function gives the same
    number on one core only.
    """
    own = {name.lower() for name in file.columns}
    texts = "".join(
        f", {named(name)}" if name.lower() in own else f", cast(null as varchar) as {named(name)}"
        for name in columns
    )
    row = f"rowid + {first_row(file.path, file.source)}"
    return (
        f"select {quoted(file.name)} as source_file, {row} as source_row, "
        f"row_key({file.file_no}::bigint, {row}) as row_key{texts} from {text_table(file)}"
    )


def inspect(con: duckdb.DuckDBPyConnection, file: RawFile) -> int:
    """Return the number of rows of a loaded file, which raw.<source id> holds.

    Fills raw.header_rows, and raw.kinds with the values that are not of their declared kind. Raises
    BadInput for a file without rows, and for a value that holds whole rows.
    """
    source = file.source
    [(count, last)] = con.execute(f"select count(*), max(rowid) from {text_table(file)}").fetchall()
    if count and last != count - 1:
        raise RuntimeError(f"{file.name}: {count:,} rows are numbered up to {last:,}")
    refuse_swallowed(con, source, file.file_no, list(file.columns))
    if count == 0:
        raise BadInput(
            "The file holds no rows",
            file=file.path,
            actual="a header and nothing under it",
            expected="at least one record",
            remedy="download it again, or remove the source from city.toml",
        )
    # if files were concatenated, the header is repeated among the records
    is_header = " and ".join(f"trim({named(name)}) = {quoted(name)}" for name in file.columns)
    con.execute(
        f"insert into raw.header_rows select row_key from raw.{named(source.id)} "
        f"where file_of(row_key) = {file.file_no} and {is_header}"
    )
    judge_kinds(con, source, file.file_no, count)
    return int(count)


def contents(source: Source) -> str:
    """Return the query of each raw row's content as one number, by which equal rows are found."""
    return (
        "select source_file, row_key, hash(row(*columns(* exclude (source_file, source_row, "
        f"row_key)))) as content from raw.{named(source.id)}"
    )


def sha256(path: Path) -> str:
    """Return a file's SHA-256 as 64 hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _need_columns(source: Source, path: Path, header: list[str]) -> None:
    # names are compared without case, as in SQL: portals have changed the case between years
    existing = {name.lower() for name in header}
    for column in source.columns:
        if column.lower() not in existing:
            near = difflib.get_close_matches(column, header, n=1, cutoff=0.4)
            raise BadInput(
                f"A column that source {source.id!r} needs is missing",
                file=path,
                row=1,
                column=column,
                actual=f"the nearest is {near[0]!r}" if near else ", ".join(header),
                expected=", ".join(source.columns),
                remedy="rename the column in the file, or follow the new name in city.toml "
                "and the staging query",
            )


def csv_fault(error: duckdb.Error, path: Path) -> BadInput:
    """Return what is wrong with a file that DuckDB cannot read, with its row."""
    text = str(error)
    line = _LINE.search(text)
    problem, expected, remedy = next(
        (explanation for sign, *explanation in _FAULTS if sign in text),
        (
            "The file cannot be read as CSV",
            "text in UTF-8, separated by commas",
            "download the file again; if it is a workbook, save it as CSV (UTF-8)",
        ),
    )
    original = re.search(r"Original Line: (.*)", text)
    return BadInput(
        problem,
        file=path,
        row=int(line.group(1)) if line else None,
        actual=original.group(1) if original else text.splitlines()[0],
        expected=expected,
        remedy=remedy,
    )
