"""Mutants that are declared equivalent are of lines that still stand in their files."""

from pathlib import Path

import pytest

from benchmarks.mutants import python, sql
from benchmarks.mutants.report import read_declared
from queries.paths import ROOT
from queries.sql_text import read_sql_file


def lines_of(name: str) -> set[str]:
    """Return the lines of a file, stripped; those of SQL as the database runs them."""
    path = ROOT / name
    is_sql = path.suffix == ".sql"
    text = read_sql_file(path) if is_sql else path.read_text(encoding="utf-8")
    return {line.strip() for line in text.splitlines()}


@pytest.mark.parametrize("path", [python.DECLARED, sql.DECLARED])
def test_declared_lines_are_there(path: Path) -> None:
    """A line that was renamed makes its declaration stale; `make mutants` would find it late."""
    stale = [
        (entry.files, line)
        for entry in read_declared(path)
        for line in entry.lines
        if not any(line in lines_of(name) for name in entry.files)
    ]
    assert stale == []
