"""Residents and events by race: read, added up, and refused where they cannot be used."""

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from data.benchmarks import load_benchmarks
from data.config import City, read_city
from data.register import load_vocabularies
from queries.errors import BadInput

RACES = {"B": "black", "W": "white"}


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    """A database with the vocabularies."""
    con = duckdb.connect()
    con.execute("create schema core")
    load_vocabularies(con)
    return con


def city(**changed: object) -> City:
    """Return the sample city with its second benchmark only, changed."""
    pack = read_city("sample")
    spec = replace(pack.race_benchmarks[1], races=RACES, **changed)  # type: ignore[arg-type]
    return replace(pack, race_benchmarks=(spec,))


def load(con: duckdb.DuckDBPyConnection, folder: Path, pack: City, text: str) -> list[object]:
    """Load a file of this text and return core.benchmarks."""
    (folder / "arrests.csv").write_text(text, encoding="utf-8")
    load_benchmarks(con, pack, folder)
    return con.execute("select * from core.benchmarks").fetchall()


def test_rows_of_a_race_are_added_up(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    """A file by area holds a race several times in a year; its name is in the pack's words."""
    text = "RACE,YEAR,ARRESTS\nB,2019,3\nB,2019, 4\nW,2019,5\nB,2020,1\n"
    assert load(con, tmp_path, city(), text) == [
        ("arrests", "black", 2019, 7),
        ("arrests", "black", 2020, 1),
        ("arrests", "white", 2019, 5),
    ]


def test_a_file_of_one_year(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    """Where the file has no year, the pack says it."""
    text = "RACE,ARRESTS\nW,5\n"
    assert load(con, tmp_path, city(year_column=None, year=2020), text) == [
        ("arrests", "white", 2020, 5)
    ]


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("RACE,YEAR,ARRESTS\nB,2019,3\nX,2019,3\n", "row 3"),  # no such race
        ("RACE,YEAR,ARRESTS\nB,2019,many\n", "row 2"),
        ("RACE,YEAR,ARRESTS\nB,,3\n", "row 2"),
        ("RACE,YEAR\nB,2019\n", "ARRESTS"),
    ],
)
def test_what_cannot_be_used(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, text: str, phrase: str
) -> None:
    """A race that is not translated, a count or year that is no number, a missing column."""
    with pytest.raises(BadInput) as caught:
        load(con, tmp_path, city(), text)
    assert phrase in str(caught.value)
    assert "arrests.csv" in str(caught.value)


def test_a_missing_file(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    """The message names the file and what to do."""
    with pytest.raises(BadInput, match=r"arrests\.csv"):
        load_benchmarks(con, city(), tmp_path)
