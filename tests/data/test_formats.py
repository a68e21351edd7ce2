"""Raw files of every kind come in alike: text, rows in order, names told apart, nothing lost."""

import dataclasses
import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from openpyxl import Workbook

from data.config import Source, read_city
from data.inputs import find_files
from data.read import read_source

ROWS = [("1", "Elm St", "03/01/2019"), ("2", "", "03/02/2019"), ("3", "Ñandú", "03/03/2019")]
NAMES = ("id", "where", "day")


def source(file: str, **changes: object) -> Source:
    """Return a source that needs the column id."""
    base = dataclasses.replace(
        read_city("sample").sources[0], id="s", file=file, columns={"id": "text"}
    )
    return dataclasses.replace(base, **changes)  # type: ignore[arg-type]


def read(folder: Path, spec: Source) -> tuple[duckdb.DuckDBPyConnection, list[dict[str, Any]]]:
    """Return a connection that holds raw.s, and the record of each file."""
    con = duckdb.connect()
    return con, read_source(con, spec, find_files(spec, folder), first_no=1)


def _csv_text(delimiter: str = ",") -> str:
    lines = [delimiter.join(NAMES), *(delimiter.join(f'"{v}"' for v in row) for row in ROWS)]
    return "\n".join(lines) + "\n"


def _csv(path: Path) -> None:
    path.write_text(_csv_text(), encoding="utf-8")


def _gzipped(path: Path) -> None:
    path.write_bytes(gzip.compress(_csv_text().encode()))


def _json_lines(path: Path) -> None:
    # a portal leaves out what is null
    records = [{k: v for k, v in zip(NAMES, row, strict=True) if v} for row in ROWS]
    path.write_text("\n".join(json.dumps(record) for record in records), encoding="utf-8")


def _parquet(path: Path) -> None:
    pl.DataFrame(ROWS, schema=NAMES, orient="row").write_parquet(path)


def _workbook(path: Path) -> None:
    book = Workbook()
    for row in (NAMES, *ROWS):
        book.active.append(row)
    book.save(path)


@pytest.mark.parametrize(
    ("name", "write", "first_row"),
    [
        ("f.csv", _csv, 2),
        ("f.csv.gz", _gzipped, 2),
        ("f.jsonl", _json_lines, 1),
        ("f.parquet", _parquet, 1),
        ("f.xlsx", _workbook, 2),
    ],
)
def test_every_kind_of_file_reads_alike(
    name: str, write: Callable[[Path], None], first_row: int, tmp_path: Path
) -> None:
    """The same records come out of each format, in order, each with the row it stands on."""
    write(tmp_path / name)
    con, _ = read(tmp_path, source(name))
    rows = con.execute(
        'select source_row, id, coalesce("where", \'\'), "day" from raw.s order by row_key'
    )
    assert rows.fetchall() == [(first_row + n, *row) for n, row in enumerate(ROWS)]


def test_how_a_file_is_written_can_be_declared(tmp_path: Path) -> None:
    """Title rows, another delimiter and another encoding are read as the pack declares them."""
    text = "Report of 2019;;\n" + _csv_text(";")
    (tmp_path / "f.csv").write_bytes(text.encode("latin-1"))
    spec = source("f.csv", delimiter=";", encoding="latin-1", title_rows=1)
    con, _ = read(tmp_path, spec)
    rows = con.execute("select source_row, \"where\" from raw.s where id = '3'")
    assert rows.fetchall() == [(5, "Ñandú")]


def test_names_are_told_apart(tmp_path: Path) -> None:
    """A name that stands twice gets its number and one that is missing its position."""
    (tmp_path / "f.csv").write_text("id,Race,race,\n1,a,b,c\n", encoding="utf-8")
    con, _ = read(tmp_path, source("f.csv"))
    columns = con.execute("describe raw.s").fetchall()
    assert [row[0] for row in columns][3:] == ["id", "Race", "race (2)", "column 4"]


def test_files_may_differ_in_columns(tmp_path: Path) -> None:
    """What only one of several files has is null in the others, and the records say so."""
    (tmp_path / "2019.csv").write_text("id,a\n1,x\n", encoding="utf-8")
    (tmp_path / "2020.csv").write_text("b,id\ny,2\n", encoding="utf-8")
    con, records = read(tmp_path, source("20*.csv"))
    assert con.execute("select id, a, b from raw.s order by id").fetchall() == [
        ("1", "x", None),
        ("2", None, "y"),
    ]
    assert [record["columns_absent"] for record in records] == [["b"], ["a"]]


def test_a_repeated_header_is_known(tmp_path: Path) -> None:
    """Where files were joined end to end, the header among the records is marked as one."""
    (tmp_path / "f.csv").write_text(_csv_text() + _csv_text(), encoding="utf-8")
    con, _ = read(tmp_path, source("f.csv"))
    rows = con.execute("select source_row from raw.s join raw.header_rows using (row_key)")
    assert rows.fetchall() == [(5,)]
