"""Row accounting on a few rows by hand: every raw row has one fate, in the right bucket."""

import datetime as dt
from typing import Any

import duckdb
import pytest

from data.account import account
from data.config import City, Source
from data.errors import BuildRefused
from data.sql import make_table, run_sql
from queries.declared.fields import datasets, staged

FILE = 10_000_000_000


def source(name: str, dataset: str = "calls") -> Source:
    """Return a source that delivers one dataset."""
    return Source(
        id=name,
        file=f"{name}.csv",
        origin="",
        retrieved_on=dt.date(2024, 1, 1),
        date_formats=(),
        staging={dataset: dataset},
        columns={},
    )


def city(*sources: Source) -> City:
    """Return a city of these sources."""
    return City(
        id="c",
        name="C",
        state="",
        time_zone="",
        is_real=False,
        public_decimals=3,
        layers=(),
        sources=sources,
    )


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    """Empty staging, and core tables that hold the key of each record's row only."""
    con = duckdb.connect()
    con.execute("create schema core; create schema raw")
    run_sql(con, "macros")
    run_sql(con, "staging/contract")
    make_table(con, "core.files")
    for table in ("force_incidents", "complaints", "allegations", "calls", "surveys"):
        con.execute(f"create table core.{table} (row_key bigint)")
    return con


def read(con: duckdb.DuckDBPyConnection, name: str, *rows: tuple[int, str]) -> None:
    """Put the contents of raw rows, by file number × row, where those of a source stand."""
    con.execute(
        f"create table if not exists raw.contents_{name} "
        "(source_file varchar, row_key bigint, content varchar)"
    )
    for key, content in rows:
        con.execute(f"insert into raw.contents_{name} values ('f', ?, ?)", [key, content])
    con.execute(
        "insert into core.files "
        f"select distinct file_of(row_key), '{name}', 'f.csv' from raw.contents_{name} "
        "where file_of(row_key) not in (select file_no from core.files)"
    )


def stage(con: duckdb.DuckDBPyConnection, *rows: tuple[Any, ...], dataset: str = "calls") -> None:
    """Stage rows given as source, row key, record, why set aside and whether superseded."""
    record = datasets()[dataset].id
    con.executemany(
        f"insert into {staged(dataset)} (source_file, source_row, source, row_key, {record}, "
        "set_aside, is_superseded) values ('f', 1, ?, ?, ?, ?, ?)",
        rows,
    )


def keep(con: duckdb.DuckDBPyConnection, *keys: int, table: str = "calls") -> None:
    """Put records into a core table."""
    con.executemany(f"insert into core.{table} values (?)", [(key,) for key in keys])


def file(number: int, rows: int, name: str = "f.csv") -> dict[str, Any]:
    """Return the record of a file that was read."""
    return {"file_no": number, "file": name, "rows_read": rows}


def test_every_fate_has_its_own_bucket(con: duckdb.DuckDBPyConnection) -> None:
    """Kept, set aside and merged rows are counted apart, and each by its reason."""
    read(con, "s", *((FILE + row, f"row {row}") for row in range(1, 10)), (FILE + 10, "row 6"))
    stage(
        con,
        ("s", FILE + 1, "a", None, False),
        ("s", FILE + 2, "b", None, False),
        ("s", FILE + 3, "c", "date_missing", False),
        ("s", FILE + 4, "d", "date_missing", False),
        ("s", FILE + 5, "e", "date_impossible", False),
        ("s", FILE + 6, "f", None, False),
        ("s", FILE + 7, "f", None, False),  # says something else of the same record
        ("s", FILE + 8, "g", None, True),
        ("s", FILE + 9, "h", None, True),
        ("s", FILE + 10, "f", None, False),  # says the same as row 6
    )
    keep(con, FILE + 1, FILE + 2, FILE + 6)
    assert account(con, city(source("s")), [file(1, 10)]) == [
        {
            **file(1, 10),
            "kept": 3,
            "set_aside": {"date_missing": 2, "date_impossible": 1},
            "merged": {"older_snapshot": 2, "duplicate": 1, "same_record": 1},
            "lost_days": 0,
        }
    ]
    fates = con.execute("select row_key - ?, fate, reason from core.row_fates", [FILE]).fetchall()
    assert sorted(fates) == [
        (3, "set_aside", "date_missing"),
        (4, "set_aside", "date_missing"),
        (5, "set_aside", "date_impossible"),
        (7, "merged", "same_record"),
        (8, "merged", "older_snapshot"),
        (9, "merged", "older_snapshot"),
        (10, "merged", "duplicate"),
    ]


@pytest.mark.parametrize(
    ("dataset", "table"),
    [
        ("force", "force_incidents"),
        ("complaints", "complaints"),
        ("allegations", "allegations"),
        ("calls", "calls"),
    ],
)
def test_each_dataset_is_followed_into_its_own_table(
    con: duckdb.DuckDBPyConnection, dataset: str, table: str
) -> None:
    """A row is kept when the core table of its dataset holds it, and repeats by its record."""
    read(con, "s", (FILE + 1, "x"), (FILE + 2, "x"), (FILE + 3, "x"))
    stage(
        con,
        ("s", FILE + 1, "a", None, False),
        ("s", FILE + 2, "a", None, False),
        ("s", FILE + 3, "b", None, False),
        dataset=dataset,
    )
    keep(con, FILE + 1, FILE + 3, table=table)
    (record,) = account(con, city(source("s", dataset)), [file(1, 3)])
    assert (record["kept"], record["merged"]) == (2, {"duplicate": 1})


def test_files_are_accounted_one_by_one(con: duckdb.DuckDBPyConnection) -> None:
    """The rows of two files and two sources are counted in their own file, in its order."""
    read(con, "s", (FILE + 1, "x"), (FILE + 2, "y"), (2 * FILE + 1, "z"))
    read(con, "t", (3 * FILE + 1, "x"), (3 * FILE + 2, "x"))
    stage(
        con,
        ("s", FILE + 1, "a", None, False),
        ("s", FILE + 2, "b", "date_missing", False),
        ("s", 2 * FILE + 1, "c", None, False),
        ("t", 3 * FILE + 1, "d", None, False),
        ("t", 3 * FILE + 2, "d", None, False),
    )
    keep(con, FILE + 1, 2 * FILE + 1, 3 * FILE + 1)
    files = [file(1, 2, "s1.csv"), file(2, 1, "s2.csv"), file(3, 2, "t.csv"), file(4, 0, "no.csv")]
    records = account(con, city(source("s"), source("t")), files)
    assert [(row["file"], row["kept"], row["set_aside"], row["merged"]) for row in records] == [
        ("s1.csv", 1, {"date_missing": 1}, {}),
        ("s2.csv", 1, {}, {}),
        ("t.csv", 1, {}, {"duplicate": 1}),
        ("no.csv", 0, {}, {}),
    ]


def test_a_row_lost_in_staging_refuses_the_build(con: duckdb.DuckDBPyConnection) -> None:
    """One raw row that staging does not deliver stops the build, with the numbers of each part."""
    read(con, "s", *((FILE + row, f"row {row}") for row in range(1, 6)))
    stage(
        con,
        ("s", FILE + 1, "a", None, False),
        ("s", FILE + 2, "b", "date_missing", False),
        ("s", FILE + 3, "c", None, True),
        ("s", FILE + 4, "d", None, False),
    )
    keep(con, FILE + 1, FILE + 4)
    with pytest.raises(BuildRefused) as caught:
        account(con, city(source("s")), [file(1, 5)])
    assert "rows of f.csv do not add up: 5 read, but 2 kept + 1 set aside + 1 merged = 4" in str(
        caught.value
    )


def test_a_row_kept_twice_refuses_the_build(con: duckdb.DuckDBPyConnection) -> None:
    """A core table that holds one row twice stops the build."""
    read(con, "s", (FILE + 1, "x"))
    stage(con, ("s", FILE + 1, "a", None, False))
    keep(con, FILE + 1, FILE + 1)
    with pytest.raises(BuildRefused, match="1 read, but 2 kept"):
        account(con, city(source("s")), [file(1, 1)])


def test_a_loss_is_not_made_good_by_another_file(con: duckdb.DuckDBPyConnection) -> None:
    """A row lost in one file and one kept twice in the next are not even."""
    read(con, "s", (FILE + 1, "x"), (FILE + 2, "y"), (2 * FILE + 1, "z"))
    stage(con, ("s", FILE + 1, "a", None, False), ("s", 2 * FILE + 1, "c", None, False))
    keep(con, FILE + 1, 2 * FILE + 1, 2 * FILE + 1)
    with pytest.raises(BuildRefused, match=r"f1\.csv do not add up: 2 read, but 1 kept"):
        account(con, city(source("s")), [file(1, 2, "f1.csv"), file(2, 1, "f2.csv")])


def test_a_row_that_lists_several_things_is_one_row(con: duckdb.DuckDBPyConnection) -> None:
    """A row is set aside, or superseded, when all that it lists is; it is counted once."""
    read(con, "s", *((FILE + row, f"row {row}") for row in range(1, 5)))
    stage(
        con,
        ("s", FILE + 1, "a", "date_missing", False),
        ("s", FILE + 1, "a", None, False),
        ("s", FILE + 2, "b", "reason_b", False),
        ("s", FILE + 2, "b", "reason_a", False),
        ("s", FILE + 3, "c", None, True),
        ("s", FILE + 3, "c", None, True),
        ("s", FILE + 4, "c", None, False),
        ("s", FILE + 4, "c", None, True),
    )
    keep(con, FILE + 1)
    (record,) = account(con, city(source("s")), [file(1, 4)])
    assert record["kept"] == 1
    assert record["set_aside"] == {"reason_a": 1}
    assert record["merged"] == {"older_snapshot": 1, "same_record": 1}


def test_only_rows_of_one_record_repeat_one_another(con: duckdb.DuckDBPyConnection) -> None:
    """Equal rows of records that each have one row, or of another source, repeat nothing."""
    read(con, "s", (FILE + 1, "x"), (FILE + 2, "x"), (FILE + 3, "w"), (FILE + 4, "v"))
    read(con, "t", (2 * FILE + 1, "w"))
    stage(
        con,
        ("s", FILE + 1, "a", None, False),
        ("s", FILE + 2, "b", None, False),
        ("s", FILE + 3, "c", None, False),
        ("s", FILE + 4, "c", None, False),
        ("t", 2 * FILE + 1, "c", None, False),
    )
    keep(con, FILE + 1, FILE + 2, FILE + 3)
    records = account(con, city(source("s"), source("t")), [file(1, 4), file(2, 1)])
    assert [row["merged"] for row in records] == [{"same_record": 1}, {"same_record": 1}]


def test_days_lost_to_another_are_counted_by_file(con: duckdb.DuckDBPyConnection) -> None:
    """Days beyond a record's first are lost; the night after it and rows set aside are not."""
    days = {
        FILE + 1: ("a", 1, None),
        FILE + 2: ("a", 2, None),  # past midnight
        FILE + 3: ("#", 1, None),
        FILE + 4: ("#", 9, None),
        FILE + 5: ("#", 9, None),
        FILE + 6: ("#", 20, "date_missing"),
        2 * FILE + 1: ("#", 9, None),
        2 * FILE + 2: ("#", 11, None),
    }
    for key, (number, day, reason) in days.items():
        stage(con, ("s", key, number, reason, False))
        con.execute(
            "update staging.call_rows set received_at = make_date(2019, 1, ?) where row_key = ?",
            [day, key],
        )
    read(con, "s", *((key, str(key)) for key in days))
    keep(con, FILE + 1, FILE + 3)
    records = account(con, city(source("s")), [file(1, 6), file(2, 2)])
    assert [record["lost_days"] for record in records] == [1, 2]
