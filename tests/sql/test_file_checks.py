"""The checks that hold a file against its size, its neighbors, the last build and the calendar."""

import datetime as dt

import duckdb
import pytest

from data.deliveries import TABLES
from data.limits import bind_limits, limits
from data.sql import make_table
from queries.declared.dictionary import vocabulary
from tests.sql.tables import answer


@pytest.fixture
def con(empty: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """No file, no record and no build before; the limits are bound."""
    con = empty
    con.execute("create schema core; create schema previous")
    for name in TABLES:
        make_table(con, f"core.{name}")
        con.execute(f"create table previous.{name} as from core.{name} where false")
    con.execute("create table core.force_incidents (source_file varchar, occurred_on date)")
    con.execute("create table core.complaints (source_file varchar, counted_on date)")
    con.execute("create table core.calls (source_file varchar, received_at timestamp)")
    bind_limits(con)
    return con


def files(con: duckdb.DuckDBPyConnection, *rows: tuple[str, int], schema: str = "core") -> None:
    """Put in files of calls, by name and rows read."""
    for name, rows_read in rows:
        con.execute(
            f"insert into {schema}.read_files values ('calls', 's', ?, ?, ?, 0, false, false)",
            [name, rows_read, rows_read],
        )


def faults(
    con: duckdb.DuckDBPyConnection, *rows: tuple[str, str, int], schema: str = "core"
) -> None:
    """Put in rows of calls set aside, by file, reason and number."""
    for name, reason, number in rows:
        con.execute(
            f"insert into {schema}.file_faults values ('calls', 's', ?, ?, ?)",
            [name, reason, number],
        )


@pytest.mark.parametrize(
    ("rows_n", "rows_read", "is_broken"),
    [
        (100, 1000, False),  # a tenth
        (101, 1000, True),
        (19, 100, False),  # few
        (20, 100, True),
        (5, 10, False),  # half of a small file
        (6, 10, True),
    ],
)
def test_a_file_may_lose_a_tenth_to_faults(
    rows_n: int, rows_read: int, is_broken: bool, con: duckdb.DuckDBPyConnection
) -> None:
    """A file alone is held against its own size; a few rows need to be most of it."""
    files(con, ("a.csv", rows_read))
    faults(con, ("a.csv", "date_missing", rows_n - 1), ("a.csv", "id_mangled", 1))
    expected = [("s", "a.csv", "all", rows_n, rows_read, None)] if is_broken else []
    assert answer(con, "checks", "files_usable") == expected


def test_what_a_pack_sorts_out_is_no_fault(con: duckdb.DuckDBPyConnection) -> None:
    """Tests and cancelled cases may be most of a file; the pack knows them."""
    files(con, ("a.csv", 1000))
    faults(con, ("a.csv", "test_record", 900))
    assert answer(con, "checks", "files_usable") == []


@pytest.mark.parametrize(("rows_n", "is_broken"), [(30, False), (31, True)])
def test_a_file_is_held_against_its_neighbors(
    rows_n: int, is_broken: bool, con: duckdb.DuckDBPyConnection
) -> None:
    """A fault two points more frequent than in the dataset's other files is found, with theirs."""
    files(con, ("a.csv", 1000), ("b.csv", 500), ("c.csv", 500))
    faults(con, ("a.csv", "date_missing", rows_n), ("b.csv", "date_missing", 10))
    found = [("s", "a.csv", "date_missing", rows_n, 1000, 0.01)] if is_broken else []
    assert answer(con, "checks", "files_usable") == found


def test_a_file_is_held_against_the_build_before(con: duckdb.DuckDBPyConnection) -> None:
    """A source's fault two points more frequent than in the published vintage is found."""
    files(con, ("new.csv", 1000))
    files(con, ("old.csv", 1000), schema="previous")
    faults(con, ("new.csv", "date_missing", 31), ("new.csv", "id_missing", 20))
    faults(con, ("old.csv", "date_missing", 10), schema="previous")
    assert answer(con, "checks", "files_usable") == [
        ("s", "new.csv", "date_missing", 31, 1000, 0.01)
    ]


def test_an_explained_file_may_stand(con: duckdb.DuckDBPyConnection) -> None:
    """A file whose faults the pack explains is left out."""
    files(con, ("a.csv", 100))
    faults(con, ("a.csv", "date_missing", 100))
    assert len(answer(con, "checks", "files_usable")) == 1
    con.execute("update core.read_files set is_explained = true")
    assert answer(con, "checks", "files_usable") == []


@pytest.mark.parametrize(("rows_n", "is_broken"), [(100, False), (101, True)])
def test_rows_of_no_year_are_held_against_their_source(
    rows_n: int, is_broken: bool, con: duckdb.DuckDBPyConnection
) -> None:
    """The file of a fetch's rows without a year is all faults, up to a tenth of the source."""
    files(con, ("2019.parquet", 1000 - rows_n), ("other.parquet", rows_n))
    faults(con, ("other.parquet", "date_missing", rows_n))
    con.execute("update core.read_files set is_undated = true where file = 'other.parquet'")
    expected = [("s", "other.parquet", "all", rows_n, 1000, None)] if is_broken else []
    assert answer(con, "checks", "files_usable") == expected


@pytest.mark.parametrize(
    ("now", "before", "is_broken"),
    [(1, None, False), (0, None, True), (0, 5, True), (None, 5, True), (None, 0, False)],
)
def test_a_dataset_does_not_vanish(
    now: int | None, before: int | None, is_broken: bool, con: duckdb.DuckDBPyConnection
) -> None:
    """A dataset without records is found on a first build, and one that had some at any time."""
    for schema, records in (("core", now), ("previous", before)):
        if records is not None:
            con.execute(f"insert into {schema}.delivered values ('force', ?, true)", [records])
    expected = [("force", before or 0, 0)] if is_broken else []
    assert answer(con, "checks", "datasets_filled") == expected


@pytest.mark.parametrize(
    ("lost", "kept", "is_explained", "is_broken"),
    [
        (4, 10, False, False),
        (5, 10, False, True),
        (5, 495, False, False),
        (5, 494, False, True),
        (5, 10, True, False),
    ],
)
def test_a_number_stands_for_one_day(
    lost: int, kept: int, is_explained: bool, is_broken: bool, con: duckdb.DuckDBPyConnection
) -> None:
    """A file may lose four days, or one in a hundred, to another day under the same number."""
    con.execute(
        "insert into core.read_files values ('force', 's', 'a.csv', 999, ?, ?, ?, false)",
        [kept, lost, is_explained],
    )
    expected = [("s", "a.csv", lost, kept)] if is_broken else []
    assert answer(con, "checks", "numbers_of_one_day") == expected


def calls(con: duckdb.DuckDBPyConnection, name: str, days: list[dt.date]) -> None:
    """Put in a file with a call on each of these days."""
    files(con, (name, len(days)))
    con.executemany("insert into core.calls values (?, ?)", [(name, day) for day in days])


def year(number: int) -> list[dt.date]:
    """Return the days of a year."""
    first = dt.date(number, 1, 1)
    return [first + dt.timedelta(days=day) for day in range(365)]


def swapped(days: list[dt.date]) -> list[dt.date]:
    """Return the days that are dates with month and day swapped, swapped."""
    return [day.replace(month=day.day, day=day.month) for day in days if day.day <= 12]


@pytest.mark.parametrize("is_alone", [True, False])
def test_months_and_days_swapped_are_seen(is_alone: bool, con: duckdb.DuckDBPyConnection) -> None:
    """A file without a record from the 13th on is found, beside its neighbors and by itself."""
    con.execute("insert into core.delivered values ('calls', 1000, false)")
    if not is_alone:
        calls(con, "2018.csv", year(2018))
        calls(con, "2017.csv", year(2017))
    calls(con, "2019.csv", 2 * swapped(year(2019)))
    assert answer(con, "checks", "days_of_month") == [("calls", "2019.csv", 288, 0.61)]


@pytest.mark.parametrize(
    "days",
    [
        year(2019),
        [dt.date(2019, 3, 1 + n % 10) for n in range(300)],  # ten days in all
        2 * swapped(year(2019))[:99],  # few records
    ],
    ids=["a year", "ten days", "few"],
)
def test_other_files_pass(days: list[dt.date], con: duckdb.DuckDBPyConnection) -> None:
    """A whole year passes, and so do files too short or too small to show their days."""
    con.execute("insert into core.delivered values ('calls', 1000, false)")
    calls(con, "a.csv", days)
    assert answer(con, "checks", "days_of_month") == []


def test_months_have_no_days(con: duckdb.DuckDBPyConnection) -> None:
    """A dataset dated by month stands on the first day of each, and passes."""
    con.execute("insert into core.delivered values ('calls', 1000, true)")
    calls(con, "a.csv", [day.replace(day=1) for day in year(2019)])
    assert answer(con, "checks", "days_of_month") == []


def test_every_fault_is_a_reason() -> None:
    """The faults of data/limits.toml are reasons for setting a row aside."""
    assert set(limits()["faults"]) <= set(vocabulary("set_aside"))
