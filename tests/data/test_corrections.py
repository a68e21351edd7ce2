"""Corrections: a fault of the source is put right on purpose, and the guard tells when it mends."""

from pathlib import Path

import duckdb
import pytest

from data.corrections import correct
from queries.errors import BadInput
from queries.sql_text import read_sql

ENTRY = """
[[corrections]]
id = "c"
source = "s"
dataset = "complaints"
action = "{action}"
where = "{where}"
{set}
reason = {{ en = "why", es = "por qué" }}
status = "reported 2026-11"
rows = {rows}
"""


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    """Three complaints of source s, one of them received in 2200, and one of another source."""
    database = duckdb.connect()
    database.execute("create schema core")
    database.execute(read_sql("staging", "contract"))
    database.execute(
        """
        insert into staging.complaint_rows
            (source, row_key, source_file, source_row, complaint_id, received_on)
        values
            ('s', 1, 'f', 1, 'a', date '2200-05-01'), ('s', 2, 'f', 2, 'b', date '2024-05-01'),
            ('s', 3, 'f', 3, 'c', null), ('t', 4, 'g', 1, 'd', date '2200-05-01')
        """
    )
    return database


def apply(
    con: duckdb.DuckDBPyConnection, folder: Path, **values: object
) -> list[tuple[object, ...]]:
    """Apply one correction and return complaint, day and fate of every row."""
    path = folder / "corrections.toml"
    filled = {"set": "", "where": "year(received_on) = 2200", "rows": 1, **values}
    path.write_text(ENTRY.format(**filled), encoding="utf-8")
    correct(con, path, ["s"])
    return con.execute(
        "select complaint_id, year(received_on), set_aside from staging.complaint_rows order by 1"
    ).fetchall()


def test_drop_sets_aside(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    """A dropped row stays accounted for, with its reason; other sources are not touched."""
    rows = apply(con, tmp_path, action="drop")
    assert rows == [
        ("a", 2200, "dropped_on_purpose"),
        ("b", 2024, None),
        ("c", None, None),
        ("d", 2200, None),
    ]


def test_override_gives_the_true_value(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    """An override changes the named column of the rows it finds, and of no other."""
    rows = apply(
        con,
        tmp_path,
        action="override",
        set="set = { received_on = \"date '2020-05-01'\" }",
    )
    assert [row[1] for row in rows] == [2020, 2024, None, 2200]


def test_the_guard_counts_raw_rows_that_can_still_be_used(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    """A raw row counts once however many records it gives, and not at all once it is set aside."""
    con.execute(
        """
        insert into staging.complaint_rows
            (source, row_key, source_file, source_row, complaint_id, received_on, set_aside)
        values
            ('s', 1, 'f', 1, 'a2', date '2200-05-01', null),
            ('s', 5, 'f', 5, 'e', date '2200-05-01', 'id_missing')
        """
    )
    rows = apply(con, tmp_path, action="drop")
    assert rows[-1] == ("e", 2200, "id_missing")
    assert con.execute("select rows_n from core.corrections").fetchall() == [(1,)]


def test_a_correction_of_a_source_that_is_not_read_is_left_out(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    """A build that does not read the source neither applies the correction nor doubts its guard."""
    path = tmp_path / "corrections.toml"
    entry = ENTRY.format(action="drop", where="year(received_on) = 2200", set="", rows=1)
    path.write_text(entry, encoding="utf-8")
    correct(con, path, ["t"])
    assert con.execute("select count(set_aside) from staging.complaint_rows").fetchall() == [(0,)]
    assert con.execute("from core.corrections").fetchall() == []


@pytest.mark.parametrize(("rows", "broken"), [(1, 0), (2, 1)])
def test_the_guard_trips_when_the_source_changes(
    rows: int, broken: int, con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    """The check warns as soon as the fault has another number of rows than when it was seen."""
    apply(con, tmp_path, action="flag", rows=rows)
    check = read_sql("checks", "corrections_hold")
    assert len(con.execute(check).fetchall()) == broken


@pytest.mark.parametrize(
    ("values", "phrase"),
    [
        ({"action": "override"}, "not complete"),
        ({"action": "mend"}, "not complete"),
        ({"action": "drop", "where": "no_such_column = 1"}, "no_such_column"),
    ],
)
def test_an_unusable_correction_is_refused(
    values: dict[str, str], phrase: str, con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    """An entry that is incomplete, or that the database cannot run, stops the build by name."""
    with pytest.raises(BadInput, match=phrase):
        apply(con, tmp_path, **values)
