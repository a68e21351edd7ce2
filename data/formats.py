"""Raw file formats: CSV (also gzipped), JSON lines, Parquet, Excel. All are read as text."""

import csv
import datetime as dt
import gzip
from pathlib import Path

import duckdb
import fastexcel

from data.config import Source
from data.machine import refuse_machine_fault
from queries.errors import BadInput

LARGEST_ROW = 4_000_000
"""Largest number of bytes in a row; a longer row means that the file is damaged."""

COUNTS = Source(
    id="counts",
    file="",
    origin="",
    retrieved_on=dt.date.min,
    date_formats=(),
    staging={},
    columns={},
)
"""How a file of counts is read, such as residents: as a source in UTF-8, separated by commas."""

ENCODINGS = {"utf-8": "utf-8-sig", "latin-1": "latin-1", "utf-16": "utf-16"}
"""The encodings that DuckDB reads: DuckDB's name and Python's name of each."""

OWN_COLUMNS = ("source_file", "source_row", "row_key")
"""The columns that a raw table has beside those of the file."""

JSON = (".jsonl", ".ndjson", ".json")
PARQUET = (".parquet",)
WORKBOOK = (".xlsx", ".xls", ".xlsb", ".ods")


def quoted(text: str) -> str:
    """Return `text` as an SQL string literal, for statements that cannot bind parameters."""
    return "'" + text.replace("'", "''") + "'"


def named(name: str) -> str:
    """Return `name` as a quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def first_row(path: Path, source: Source) -> int:
    """Return the row number of the first record, counted as in a spreadsheet."""
    return 1 if path.suffix in JSON + PARQUET else 2 + source.title_rows


def header(con: duckdb.DuckDBPyConnection, path: Path, source: Source) -> list[str]:
    """Return the file's column names, made unique.

    A repeated name gets a number (`Race`, `Race (2)`), an empty name its position (`column 3`).
    Raises BadInput if the file has no readable header.
    """
    try:
        if path.suffix in JSON:
            names = _keys(con, path)
        elif path.suffix in PARQUET:
            query = f"describe select * from read_parquet({quoted(str(path))})"
            names = [str(row[0]) for row in con.execute(query).fetchall()]
        elif path.suffix in WORKBOOK:
            names = _sheet_header(path, source)
        else:
            names = _csv_header(path, source)
    except (duckdb.Error, fastexcel.FastExcelError, OSError, EOFError, UnicodeError) as error:
        refuse_machine_fault(error)
        raise BadInput(
            "The file cannot be read",
            file=path,
            row=1,
            actual=str(error).splitlines()[0],
            expected="CSV, JSON lines, Parquet or an Excel workbook, whole",
            remedy="download the file again",
        ) from error
    _need_plain_names(path, names, source)
    return _unique_names(names)


def is_whole(text: str) -> bool:
    """Say whether a text is a whole number in plain digits; to Python ² is a digit too."""
    return text.isascii() and text.isdigit()


def rows(con: duckdb.DuckDBPyConnection, path: Path, names: list[str], source: Source) -> str:
    """Return SQL that selects the file's rows in order, with columns `names`, all as text."""
    if path.suffix in JSON:
        values = ", ".join(
            f"json_extract_string(json, {quoted(_json_path(name))}) as {named(name)}"
            for name in names
        )
        return f"(select {values} from read_json_objects({quoted(str(path))}))"
    if path.suffix in PARQUET:
        values = ", ".join(f"cast({named(name)} as varchar) as {named(name)}" for name in names)
        return f"(select {values} from read_parquet({quoted(str(path))}))"
    if path.suffix in WORKBOOK:
        sheet = _sheet(path, source).to_polars()
        con.register("workbook", sheet.rename(dict(zip(sheet.columns, names, strict=True))))
        return "workbook"
    kinds = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in names)
    # The dialect is declared: DuckDB's detection once took every row for the header.
    return f"""read_csv(
        {quoted(str(path))}, auto_detect = false, columns = {{{kinds}}}, header = true,
        delim = {quoted(source.delimiter)}, quote = '"', escape = '"', skip = {source.title_rows},
        encoding = {quoted(source.encoding)}, max_line_size = {LARGEST_ROW}
    )"""


def _keys(con: duckdb.DuckDBPyConnection, path: Path) -> list[str]:
    """Return all keys of a JSON file's records, since a record may omit keys that are null."""
    query = f"""
        select key, min(row) as first
        from (
            select unnest(json_keys(json)) as key, row_number() over () as row
            from read_json_objects({quoted(str(path))})
        )
        group by key
        order by first, key
    """
    return [str(row[0]) for row in con.execute(query).fetchall()]


def _json_path(name: str) -> str:
    escaped = name.replace('"', '\\"')
    return f'$."{escaped}"'


def _sheet(path: Path, source: Source) -> fastexcel.ExcelSheet:
    book = fastexcel.read_excel(path)
    return book.load_sheet(
        source.sheet if source.sheet is not None else 0,
        header_row=source.title_rows,
        dtypes="string",
    )


def _sheet_header(path: Path, source: Source) -> list[str]:
    """Return the names as the sheet has them: the library numbers those that stand twice."""
    book = fastexcel.read_excel(path)
    sheet = source.sheet if source.sheet is not None else 0
    top = book.load_sheet(
        sheet, header_row=None, skip_rows=source.title_rows, n_rows=1, dtypes="string"
    ).to_polars()
    names = ["" if name is None else str(name) for name in (top.row(0) if len(top) else ())]
    width = _sheet(path, source).to_polars().width
    return names[:width] + [""] * (width - len(names))


def _csv_header(path: Path, source: Source) -> list[str]:
    opened = gzip.open if path.suffix == ".gz" else open
    encoding = ENCODINGS.get(source.encoding, "utf-8-sig")
    # a fault further down is reported with its row when the rows are read
    with opened(path, "rt", encoding=encoding, errors="replace", newline="") as file:
        for _ in range(source.title_rows):
            file.readline(LARGEST_ROW)
        line = file.readline(LARGEST_ROW)
    try:
        names = next(csv.reader(line.splitlines()[:1], delimiter=source.delimiter), [])
    except csv.Error:
        names = []
    if line and not line.strip():
        raise BadInput(
            "The first line is blank, where the names of the columns should stand",
            file=path,
            row=1 + source.title_rows,
            expected=f"a header: names separated by {source.delimiter!r}",
            remedy="remove the blank lines above it, or count them in title_rows in city.toml",
        )
    if not names or "\x00" in line or "\ufffd" in line:
        raise BadInput(
            "The file is binary" if line else "The file is empty",
            file=path,
            row=1 + source.title_rows,
            actual=line[:80] or "nothing",
            expected=f"a header: names in {source.encoding}, separated by {source.delimiter!r}",
            remedy="download the file again; if it is in another encoding, name it in city.toml",
        )
    return names


def _need_plain_names(path: Path, names: list[str], source: Source) -> None:
    """Raise BadInput for a name that the build uses itself, and for a needed name that is twice."""
    plain = [name.strip().lower() for name in names]
    own = [name for name in plain if name in OWN_COLUMNS]
    needed = {name.lower() for name in source.columns}
    repeated = [name for name in dict.fromkeys(plain) if name in needed and plain.count(name) > 1]
    row = first_row(path, source) - 1 or None
    if own:
        raise BadInput(
            "A column has a name that the build uses itself",
            file=path,
            row=row,
            column=own[0],
            expected=f"any name but {', '.join(OWN_COLUMNS)}",
            remedy="rename the column in the file",
        )
    if repeated:
        places = [str(place) for place, name in enumerate(plain, start=1) if name == repeated[0]]
        raise BadInput(
            "Two columns have the same name, and the build needs one of them",
            file=path,
            row=row,
            column=repeated[0],
            actual=f"it is the name of columns {' and '.join(places)}",
            expected="every name once",
            remedy="see which column is the right one, and rename or remove the other",
        )


def _unique_names(names: list[str]) -> list[str]:
    unique: list[str] = []
    for position, name in enumerate(names, start=1):
        base = name.strip() or f"column {position}"
        times = sum(earlier.strip().lower() == base.lower() for earlier in names[: position - 1])
        unique.append(f"{base} ({times + 1})" if times else base)
    return unique
