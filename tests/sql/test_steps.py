"""The build's queries of its own tables on a few rows, with answers worked by hand."""

import datetime as dt
from pathlib import Path

import duckdb
import pytest

from data.sql import run_sql
from tests.sql.tables import answer, table


@pytest.fixture
def con(empty: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Macros and schemas, and nothing else."""
    run_sql(empty, "macros")
    empty.execute(
        "create schema core; create schema marts; create schema staging; create schema raw"
    )
    return empty


def test_fates_are_counted_by_file(con: duckdb.DuckDBPyConnection) -> None:
    """One row per file, fate and reason, in that order."""
    table(
        con,
        "core.row_fates",
        "source, row_key, fate, reason",
        "'s', row_key(1, 2), 'set_aside', 'b'",
        "'s', row_key(1, 3), 'set_aside', 'a'",
        "'s', row_key(1, 4), 'set_aside', 'a'",
        "'t', row_key(4, 4), 'set_aside', 'a'",  # of another source
    )
    files = [f"{number}, '{source}'" for number, source in [(1, "s"), (3, "s"), (4, "t")]]
    table(con, "core.files", "file_no, source", *files)
    table(
        con,
        "core.kept_rows",
        "dataset, row_key",
        "'force', row_key(3, 1)",
        "'force', row_key(1, 5)",
        "'calls', row_key(1, 6)",  # the rows are accounted as another dataset
        "'force', row_key(4, 1)",
    )
    assert answer(con, "steps", "fates_by_file", dataset="force", source="s") == [
        (1, "kept", None, 1),
        (1, "set_aside", "a", 2),
        (1, "set_aside", "b", 1),
        (3, "kept", None, 1),
    ]


FATES = "dataset, source, row_key, record_id, set_aside, is_superseded"


def test_every_row_has_one_fate(con: duckdb.DuckDBPyConnection) -> None:
    """Merged or set aside if it is not kept; it is set aside only if all it delivered is."""
    table(
        con,
        "staging.records",
        FATES,
        "'force', 's', 2, 'a', null, false",  # kept
        "'force', 's', 3, 'a', null, false",  # alike in all but its row: a duplicate
        "'force', 's', 4, 'a', null, false",  # of the same record, but another row
        "'force', 's', 5, 'b', 'r2', false",
        "'force', 's', 5, 'b', 'r1', false",  # both of the row's records are set aside: the first
        "'force', 's', 6, 'c', 'r1', false",
        "'force', 's', 6, 'd', null, false",  # kept by its other record
        "'force', 's', 7, 'e', null, true",  # replaced by a newer snapshot
        "'force', 's', 8, 'f', 'r1', true",
        "'force', 's', 9, 'g', null, false",  # alike to row 2, but of a record of its own
        "'force', 't', 10, 'a', null, false",  # of another source
        "'calls', 's', 11, 'a', null, false",  # of another dataset
        "'force', 's', 12, 'h', null, true",
        "'force', 's', 12, 'i', null, false",  # one of two records replaced, neither kept
        "'force', 's', 13, 'a', null, false",  # alike to the next, which repeats it
        "'force', 's', 14, 'a', null, false",
    )
    table(
        con,
        "core.kept_rows",
        "dataset, row_key",
        *("'force', 2", "'force', 6", "'force', 9", "'calls', 4", "'calls', 3"),
    )
    table(
        con,
        "raw_contents",
        "source_file, row_key, content",
        *(f"'f.csv', {row}, {text}" for row, text in [
            (2, "'same'"), (3, "'same'"), (4, "'other'"), (5, "'x'"), (6, "'y'"), (7, "'z'"),
            (8, "'v'"), (9, "'same'"), (12, "'w'"), (13, "'twice'"), (14, "'twice'")]),
    )  # fmt: skip
    rows = answer(con, "steps", "fates_of_source", dataset="force", source="s")
    assert sorted(rows) == [
        ("s", 3, "merged", "duplicate"),
        ("s", 4, "merged", "same_record"),
        ("s", 5, "set_aside", "r1"),
        ("s", 7, "merged", "older_snapshot"),
        ("s", 8, "set_aside", "r1"),
        ("s", 12, "merged", "same_record"),
        ("s", 13, "merged", "same_record"),
        ("s", 14, "merged", "duplicate"),
    ]


@pytest.mark.parametrize(("gap_records", "has_gaps"), [(10, True), (11, False)])
def test_months_that_were_not_recorded(
    gap_records: int, has_gaps: bool, con: duckdb.DuckDBPyConnection
) -> None:
    """A gap lasts from the month after the last record to the day before the next, oldest first.

    It needs a usual month of enough records: the median month has 10, the mean more.
    """
    months = [
        ("2018-01", 9), ("2018-06", 10), ("2018-07", 100), ("2018-10", 100), ("2018-12", 3),
        ("2019-01", 2), ("2019-02", 11),
    ]  # fmt: skip
    table(
        con,
        "marts.coverage",
        "dataset, month, field, rows_n",
        *(f"'force', date '{month}-01', '{field}', {n}" for month, n in months for field in "ab"),
        *(f"'calls', date '2018-{month:02d}-01', 'a', 1" for month in range(1, 13)),
    )
    day = dt.date
    gaps = [(day(2018, 2, 1), day(2018, 5, 31)), (day(2018, 8, 1), day(2018, 9, 30)),
        (day(2018, 11, 1), day(2018, 11, 30))]  # fmt: skip
    assert answer(con, "steps", "record_gaps", dataset="force", gap_records=gap_records) == (
        gaps if has_gaps else []
    )


def test_records_are_counted_by_manner_of_placing(con: duckdb.DuckDBPyConnection) -> None:
    """Each record counts in each layer, in the order of dataset, layer and manner."""
    table(
        con,
        "core.places",
        "place_id, layer, placed_by",
        "1, 'x', 'point'",
        "1, 'y', 'field'",
        "2, 'x', 'field'",
    )
    table(con, "core.force_incidents", "place_id", "1", "1")
    table(con, "core.complaints", "place_id", "2", "9")
    table(con, "core.calls", "place_id", "1", "2")
    assert answer(con, "steps", "records_placed") == [
        ("calls", "x", "field", 1),
        ("calls", "x", "point", 1),
        ("calls", "y", "field", 1),
        ("complaints", "x", "field", 1),
        ("force", "x", "point", 2),
        ("force", "y", "field", 2),
    ]


def test_a_repeated_header_is_set_aside(con: duckdb.DuckDBPyConnection) -> None:
    """A row that is a header of its own file is no record; others stay as staging has them."""
    table(
        con,
        "delivered",
        "source_file, source_row, set_aside, call_id",
        "'f.csv', 2, null, 'a'",
        "'f.csv', 3, null, 'b'",
        "'f.csv', 4, 'date_impossible', 'c'",
        "'g.csv', 3, null, 'd'",
    )
    table(
        con,
        "core.files",
        "file_no, source, file",
        "1, 's', 'f.csv'",
        "2, 's', 'g.csv'",
        "3, 't', 'f.csv'",
    )
    table(con, "raw.header_rows", "row_key", "row_key(1, 3)", "row_key(1, 3)")
    assert sorted(answer(con, "steps", "staged_rows", source="s")) == [
        ("f.csv", 2, None, "a", "s", 10000000002, False),
        ("f.csv", 3, "header_repeated", "b", "s", 10000000003, False),
        ("f.csv", 4, "date_impossible", "c", "s", 10000000004, False),
        ("g.csv", 3, None, "d", "s", 20000000003, False),
    ]


def test_a_city_recodes_before_all_cities(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    """A code in both files has the city's word, whichever file is named first."""
    own, shared = tmp_path / "own.csv", tmp_path / "shared.csv"
    own.write_text("vocabulary,code,word\nrace,B,asian\n", encoding="utf-8")
    shared.write_text("vocabulary,code,word\nrace,B,black\nsex,B,other\n", encoding="utf-8")
    for paths in ([str(own), str(shared)], [str(shared), str(own)]):
        run_sql(con, "steps/recodes", paths=paths, shared=str(shared))
        assert con.execute("select * from recodes order by all").fetchall() == [
            ("race", "B", "asian"),
            ("sex", "B", "other"),
        ]
