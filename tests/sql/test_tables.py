"""Every table of core and marts has a file of its own, and row keys come from one place."""

import re
from pathlib import Path

import duckdb
import pytest

from data.build import VINTAGE_TABLES
from data.sql import run_sql
from queries.paths import ROOT, SQL


def test_no_core_table_is_made_in_python() -> None:
    """A reader who lists sql/core and sql/marts sees every table."""
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "data").rglob("*.py")]
    assert [text for text in texts if re.search(r"create [a-z ]*(core|marts)\.", text)] == []


@pytest.mark.parametrize("table", VINTAGE_TABLES)
def test_a_table_of_a_vintage_has_its_file(table: str) -> None:
    """Line one of the file says what one row is."""
    folder, name = table.split(".")
    text = (SQL / folder / f"{name}.sql").read_text(encoding="utf-8")
    assert text.startswith("-- One row")


@pytest.mark.parametrize("path", sorted((SQL / "core").glob("*.sql")), ids=lambda path: path.stem)
def test_a_file_declares_the_table_of_its_name(path: Path) -> None:
    """A file that creates a table or a view creates the one that it is named after."""
    created = re.findall(r"^create (?:table|view) (\S+)", path.read_text(encoding="utf-8"), re.M)
    assert created in ([], [f"core.{path.stem}"])


def test_a_row_key_holds_file_and_row() -> None:
    """File and row come back out of a key, and keys order rows by file, then by row."""
    con = duckdb.connect()
    run_sql(con, "macros")
    [(keys, files, rows)] = con.execute(
        "select list(key), list(file_of(key)), list(row_of(key)) from (select "
        "row_key(file_no, source_row) as key from (values (1, 2), (1, 9999999999), (2, 1)) "
        "as t (file_no, source_row))"
    ).fetchall()
    assert (files, rows) == ([1, 1, 2], [2, 9999999999, 1])
    assert keys == sorted(keys)


def test_row_keys_are_computed_by_the_macros_alone() -> None:
    """The size of the step between files stands in sql/macros.sql and nowhere else."""
    paths = [*(ROOT / "data").rglob("*.py"), *(ROOT / "queries").rglob("*.py"), *SQL.rglob("*.sql")]
    step = re.compile("1(0{10}|_?0_?000_000_000)")
    holders = [path.name for path in paths if step.search(path.read_text(encoding="utf-8"))]
    assert holders == ["macros.sql"]
