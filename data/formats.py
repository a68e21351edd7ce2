"""Raw file formats: CSV (also gzipped), JSON, Parquet, Excel, any of them zipped. All is text."""

import csv
import datetime as dt
import gzip
from dataclasses import replace
from itertools import islice, zip_longest
from pathlib import Path

import duckdb
import fastexcel
import polars as pl

from data.config import Source
from data.json_records import is_document, records
from data.machine import refuse_machine_fault
from data.plain import WINDOWS, as_utf8, unpacked
from queries.errors import BadInput

LARGEST_ROW = 4_000_000
"""Largest number of bytes in a row; a longer row means that the file is damaged."""

HEADER_LINES = 20
"""Most lines that the names of one header may take."""

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

ENCODINGS = {"utf-8": "utf-8-sig", "latin-1": "latin-1", "utf-16": "utf-16", WINDOWS: WINDOWS}
"""The encodings of a source: its name in a pack and Python's. DuckDB reads all but the last."""

OWN_COLUMNS = ("source_file", "source_row", "row_key")
"""The columns that a raw table has beside those of the file."""

JSON = (".jsonl", ".ndjson", ".json", ".geojson")
PARQUET = (".parquet",)
WORKBOOK = (".xlsx", ".xls", ".xlsb", ".ods")


def quoted(text: str) -> str:
    """Return `text` as an SQL string literal, for statements that cannot bind parameters."""
    return "'" + text.replace("'", "''") + "'"


def named(name: str) -> str:
    """Return `name` as a quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def parts_of(path: Path, source: Source) -> list[tuple[str, Source]]:
    """Return (name, source) of what is read of a file: itself, or each of the `sheets` declared.

    Raises BadInput if a sheet is missing, or is neither read nor among `other_sheets`.
    """
    if not source.sheets:
        return [(path.name, source)]
    try:
        names = fastexcel.read_excel(unpacked(path)).sheet_names
    except fastexcel.FastExcelError as error:
        refuse_machine_fault(error)
        raise _unreadable(path, error) from error
    missing = [sheet for sheet in source.sheets if sheet not in names]
    new = [name for name in names if name not in source.sheets + source.other_sheets]
    if missing or new:
        raise BadInput(
            f"The workbook has other sheets than source {source.id!r} declares",
            file=path,
            actual=", ".join(names),
            expected=", ".join(source.sheets + source.other_sheets),
            remedy="add each new sheet to sheets, to be read, or to other_sheets, to be left out, "
            "and take out what is gone",
        )
    return [
        (f"{path.name} [{sheet}]", replace(source, sheet=sheet, sheets=()))
        for sheet in source.sheets
    ]


def first_row(path: Path, source: Source) -> int:
    """Return the row number of the first record, counted as in a spreadsheet."""
    return 1 if unpacked(path).suffix in JSON + PARQUET else 2 + source.title_rows


def header(con: duckdb.DuckDBPyConnection, path: Path, source: Source) -> list[str]:
    """Return the file's column names, made unique.

    A repeated name gets a number (`Race`, `Race (2)`), an empty name its position (`column 3`).
    Raises BadInput if the file has no readable header.
    """
    path = unpacked(path)
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
        raise _unreadable(path, error) from error
    _need_plain_names(path, names, source)
    return _unique_names(names)


def is_whole(text: str) -> bool:
    """Say whether a text is a whole number in plain digits; to Python ² is a digit too."""
    return text.isascii() and text.isdigit()


def _unreadable(path: Path, error: Exception) -> BadInput:
    return BadInput(
        "The file cannot be read",
        file=path,
        row=1,
        actual=str(error).splitlines()[0],
        expected="CSV, JSON lines, Parquet or an Excel workbook, whole",
        remedy="download the file again",
    )


def with_groups(groups: list[str], names: list[str]) -> list[str]:
    """Return each name after the group above it: `Officer | | Subject` over `Race | Sex | Race`.

    A merged cell holds its text in its first column only, so a group reaches to the next one.
    """
    grouped: list[str] = []
    group = ""
    for above, name in zip_longest(groups, names, fillvalue=""):
        group = above.strip() or group
        grouped.append(f"{group} {name.strip()}".strip() if name.strip() else above.strip())
    return grouped


def rows(con: duckdb.DuckDBPyConnection, path: Path, names: list[str], source: Source) -> str:
    """Return SQL that selects the file's rows in order, with columns `names`, all as text."""
    path = unpacked(path)
    if path.suffix in JSON and _is_flat(con, path):
        values = ", ".join(
            f"json_extract_string(json, {quoted(_json_path(name))}) as {named(name)}"
            for name in names
        )
        return f"(select {values} from read_json_objects({quoted(str(path))}))"
    if path.suffix in JSON:
        con.register("records_of_json", pl.DataFrame(records(path), schema=_kinds_of(path)))
        return "records_of_json"
    if path.suffix in PARQUET:
        values = ", ".join(f"cast({named(name)} as varchar) as {named(name)}" for name in names)
        return f"(select {values} from read_parquet({quoted(str(path))}))"
    if path.suffix in WORKBOOK:
        sheet = _sheet(path, source).to_polars()
        sheet.columns = names
        con.register("workbook", sheet)
        return "workbook"
    kinds = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in names)
    encoding, line_end = source.encoding, _line_end(path, source)
    if encoding == WINDOWS:
        path, encoding = as_utf8(path), "utf-8"
    # The dialect is declared: DuckDB's detection once took every row for the header.
    return f"""read_csv(
        {quoted(str(path))}, auto_detect = false, columns = {{{kinds}}}, header = true,
        delim = {quoted(source.delimiter)}, quote = '"', escape = '"', skip = {source.title_rows},
        {line_end} encoding = {quoted(encoding)}, max_line_size = {LARGEST_ROW}
    )"""


def _keys(con: duckdb.DuckDBPyConnection, path: Path) -> list[str]:
    """Return all keys of a JSON file's records, since a record may omit keys that are null."""
    if not _is_flat(con, path):
        return list(_kinds_of(path))
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


def _is_flat(con: duckdb.DuckDBPyConnection, path: Path) -> bool:
    """Return whether a JSON file is lines or an array of records without objects inside."""
    if is_document(path):
        return False
    query = f"""
        select 1
        from (
            select unnest(map_values(cast(json as map(varchar, json)))) as value
            from read_json_objects({quoted(str(path))})
        )
        where json_type(value) in ('OBJECT', 'ARRAY')
        limit 1
    """
    return not con.execute(query).fetchall()


def _kinds_of(path: Path) -> dict[str, type[pl.String]]:
    """Return the columns of a JSON file whose records are read one by one, all of them text."""
    return dict.fromkeys((key for record in records(path) for key in record), pl.String)


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
    first = source.title_rows - source.has_groups
    top = book.load_sheet(
        source.sheet if source.sheet is not None else 0,
        header_row=None,
        skip_rows=first,
        n_rows=1 + source.has_groups,
        dtypes="string",
    ).to_polars()
    *above, names = [[cell or "" for cell in row] for row in top.rows()] or [[]]
    if above:
        names = with_groups(above[0], names)
    width = _sheet(path, source).to_polars().width
    return names[:width] + [""] * (width - len(names))


def _csv_header(path: Path, source: Source) -> list[str]:
    lines = _top(path, source)
    first = lines[0] if lines else ""
    if first.lstrip("\ufeff").lstrip().lower().startswith(("<!doctype", "<html", "<?xml")):
        raise BadInput(
            "The file is a web page or XML, not a table",
            file=path,
            row=1,
            actual=first[:80].strip(),
            expected=f"a header: names separated by {source.delimiter!r}",
            remedy="download the records themselves; a page was saved in their place",
        )
    if first and not first.strip():
        raise BadInput(
            "The first line is blank, where the names of the columns should stand",
            file=path,
            row=1 + source.title_rows,
            expected=f"a header: names separated by {source.delimiter!r}",
            remedy="remove the blank lines above it, or count them in title_rows in city.toml",
        )
    try:
        names = next(csv.reader(lines, delimiter=source.delimiter), [])
    except csv.Error:
        names = []
    line = " ".join(names)
    if not names or "\x00" in line or "\ufffd" in line:
        raise BadInput(
            "The file is binary" if first else "The file is empty",
            file=path,
            row=1 + source.title_rows,
            actual=first[:80] or "nothing",
            expected=f"a header: names in {source.encoding}, separated by {source.delimiter!r}",
            remedy="download the file again; if it is in another encoding, name it in city.toml",
        )
    if source.has_groups:
        above = _top(path, replace(source, title_rows=source.title_rows - 1))
        return with_groups(next(csv.reader(above, delimiter=source.delimiter), []), names)
    return names


def _top(path: Path, source: Source) -> list[str]:
    """Return the lines that the header can stand in; a quote that never closes goes no further."""
    opened = gzip.open if path.suffix == ".gz" else open
    encoding = ENCODINGS.get(source.encoding, "utf-8-sig")
    # a fault further down is reported with its row when the rows are read
    with opened(path, "rt", encoding=encoding, errors="replace", newline="") as file:
        for _ in range(source.title_rows):
            file.readline(LARGEST_ROW)
        return list(islice(iter(lambda: file.readline(LARGEST_ROW), ""), HEADER_LINES))


def _line_end(path: Path, source: Source) -> str:
    """Return DuckDB's option for the end of lines, needed where a name holds a line break.

    DuckDB takes that break for the end of all lines, and then reads no row.
    """
    lines = _top(path, source)
    reader = csv.reader(lines, delimiter=source.delimiter)
    next(reader, None)
    is_broken = 1 < reader.line_num <= len(lines)
    is_dos = is_broken and lines[reader.line_num - 1].endswith("\r\n")
    return r"new_line = '\r\n'," if is_dos else ""


def _need_plain_names(path: Path, names: list[str], source: Source) -> None:
    """Raise BadInput for a name that the build uses itself, and for a needed name that is twice."""
    plain = [_one_line(name).lower() for name in names]
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
    plain = [_one_line(name) for name in names]
    for position, name in enumerate(plain, start=1):
        base = name or f"column {position}"
        times = sum(earlier.lower() == base.lower() for earlier in plain[: position - 1])
        unique.append(f"{base} ({times + 1})" if times else base)
    return unique


def _one_line(name: str) -> str:
    """Return a name without line breaks, and without byte-order marks that were saved as text."""
    bare = name.removeprefix("\ufeff").removeprefix("ï»¿").strip()
    return " ".join(bare.split()) if "\n" in bare or "\r" in bare else bare
