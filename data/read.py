"""Reads raw files into raw tables: all columns are text, and every row has a number.

data/formats.py opens each file format.
"""

import difflib
import hashlib
import re
from pathlib import Path
from typing import Any

import duckdb

from data.config import Source
from data.formats import LARGEST_ROW, first_row, header, named, parts_of, quoted, rows
from data.machine import refuse_machine_fault
from data.repeats import refuse_repeats, refuse_swallowed
from data.sql import run_sql
from data.written_dates import set_date_formats
from queries.errors import BadInput

CHANGED_TYPE_SHARE = 0.5
"""A column has changed its type if more than this share of a file's values cannot be parsed."""

LEAST_CHECKED = 10
"""Values of a column in one file; fewer are judged with those of the other files."""

LOOKED_AT = 50_000
"""Rows, spread over the files, that are checked for a change of type."""

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


def read_source(
    con: duckdb.DuckDBPyConnection, source: Source, files: list[Path], first_no: int
) -> list[dict[str, Any]]:
    """Fill table raw.<source id> from the source's files; return one record per file.

    Each of the `sheets` of a workbook counts as a file of its own, named `force.xlsx [2019]`.

    Each record holds file_no (from `first_no` on), source, file, sha256, bytes, rows_read and
    columns_absent (columns that only other files of the source have). Every raw row gets a
    row_key (sql/macros.sql); raw.header_rows holds the keys of rows that repeat the header. Raises
    BadInput with file, row and column if a file cannot be read completely or lacks a column that
    the pack declares.
    """
    run_sql(con, "macros")
    con.execute("create schema if not exists raw")
    con.execute("create table if not exists raw.header_rows (row_key bigint)")
    con.execute(
        f"create table raw.{named(source.id)} "
        "(source_file varchar, source_row bigint, row_key bigint)"
    )
    records = []
    headers: list[list[str]] = []
    parts = [(path, *part) for path in files for part in parts_of(path, source)]
    for file_no, (path, name, part) in enumerate(parts, start=first_no):
        names = header(con, path, part)
        _need_columns(part, path, names)
        headers.append(names)
        before = _count(con, source)
        try:
            _load(con, part, path, name, names, file_no)
        except duckdb.Error as error:
            refuse_machine_fault(error)
            raise csv_fault(error, path) from error
        count = _count(con, source) - before
        refuse_swallowed(con, source, file_no, names)
        if count == 0:
            raise BadInput(
                "The file holds no rows",
                file=path,
                actual="a header and nothing under it",
                expected="at least one record",
                remedy="download it again, or remove the source from city.toml",
            )
        records.append(
            {
                "file_no": file_no,
                "source": source.id,
                "file": name,
                "sha256": sha256(path),
                "bytes": path.stat().st_size,
                "rows_read": count,
            }
        )
    everywhere = {name.lower(): name for names in headers for name in names}
    for record, names in zip(records, headers, strict=True):
        own_names = {name.lower() for name in names}
        record["columns_absent"] = sorted(everywhere[key] for key in everywhere.keys() - own_names)
    _need_kinds(con, source)
    refuse_repeats(con, source)
    return records


def sha256(path: Path) -> str:
    """Return a file's SHA-256 as 64 hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _load(
    con: duckdb.DuckDBPyConnection,
    source: Source,
    path: Path,
    file: str,
    names: list[str],
    file_no: int,
) -> None:
    """Append a file, or a sheet, to raw.<source id>; add the columns that only it has."""
    target = f"raw.{named(source.id)}"
    existing = {name.lower() for name in _columns(con, source)}
    for name in names:
        if name.lower() not in existing:
            con.execute(f"alter table {target} add column {named(name)} varchar")
    first = first_row(path, source)
    con.execute(
        f"""
        insert into {target} by name
        select
            {quoted(file)} as source_file,
            row_number() over () + {first - 1} as source_row,
            row_key({file_no}::bigint, row_number() over () + {first - 1}) as row_key,
            t.*,
        from {rows(con, path, names, source)} as t
        """
    )
    # if files were concatenated, the header is repeated among the records
    is_header = " and ".join(f"trim({named(name)}) = {quoted(name)}" for name in names)
    con.execute(
        f"insert into raw.header_rows select row_key from {target} "
        f"where file_of(row_key) = {file_no} and {is_header}"
    )


def _columns(con: duckdb.DuckDBPyConnection, source: Source) -> list[str]:
    described = con.execute(f"describe raw.{named(source.id)}").fetchall()
    return [str(row[0]) for row in described]


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


def _need_kinds(con: duckdb.DuckDBPyConnection, source: Source) -> None:
    """Raise BadInput for a column most of whose values, in a file, are not of the declared kind."""
    step = 1 + _count(con, source) // LOOKED_AT
    checked = {name: kind for name, kind in source.columns.items() if kind != "text"}
    set_date_formats(con, source.date_formats, "UTC")  # the zone changes no kind
    for column, kind in checked.items():
        cast = (
            "try_cast(value as double) is null" if kind == "number" else "parse_time(value) is null"
        )
        worst = con.execute(
            f"""
            with filled as (
                select trim({named(column)}) as value, source_file, source_row, row_key
                from raw.{named(source.id)}
                where
                    source_row % {step} = 0
                    and not is_blank({named(column)})
                    and row_key not in (select row_key from raw.header_rows)
            )

            select
                count(*) as filled_n,
                count(*) filter ({cast}) as wrong_n,
                min_by(source_file, row_key) filter ({cast}) as file,
                min_by(source_row, row_key) filter ({cast}) as source_row,
                min_by(value, row_key) filter ({cast}) as written,
            from filled
            group by grouping sets ((), (file_of(row_key)))
            having
                wrong_n > {CHANGED_TYPE_SHARE} * filled_n
                and (filled_n >= {LEAST_CHECKED} or grouping(file_of(row_key)) = 1)
            order by wrong_n / filled_n desc, filled_n desc
            """
        ).fetchone()
        if worst is not None:
            filled, wrong, file, row, written = worst
            raise BadInput(
                f"A column has changed its type: {wrong:,} of {filled:,} values checked do not fit",
                file=file,
                row=int(row),
                column=column,
                actual=str(written),
                expected=f"a {kind}"
                + (f" written as {' or '.join(source.date_formats)}" if kind == "date" else ""),
                remedy="compare with the last snapshot; if the source changed, follow it in "
                "city.toml and the staging query",
            )


def _count(con: duckdb.DuckDBPyConnection, source: Source) -> int:
    [(count,)] = con.execute(f"select count(*) from raw.{named(source.id)}").fetchall()
    return int(count)


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
