"""How many records each month had is handed on from vintage to vintage, each day to it once."""

import datetime as dt

import duckdb
import pytest

from queries.sql_text import read_sql
from tests.sql.tables import table

JANUARY, FEBRUARY, MARCH = (dt.date(2019, month, 1) for month in (1, 2, 3))


@pytest.fixture
def con(empty: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Marts of a build that reaches 10 March 2019, and what was handed on before."""
    empty.execute("create schema core; create schema marts; create schema previous")
    table(
        empty,
        "marts.daily_counts",
        "layer, area_id, day, event, n",
        "'x', 'a', date '2019-03-10', 'force', 1",
        "'x', 'a', date '2019-03-12', 'force_person_injured', 1",
    )
    table(
        empty,
        "marts.coverage",
        "dataset, month, field, rows_n, filled_n",
        "'force', date '2016-01-01', 'reason', 9, 9",
        "'force', date '2019-02-01', 'reason', 40, 9",
        "'force', date '2019-02-01', 'district', 40, 8",
        "'force', date '2019-03-01', 'reason', 7, 7",
        "'persons', date '2019-03-01', 'race', 8, 7",
    )
    return empty


def rows(con: duckdb.DuckDBPyConnection, *earlier: str) -> list[tuple[object, ...]]:
    """Return the rows of the table, with those of earlier vintages as SQL values."""
    columns = "dataset, reached_on, month, records"
    table(con, "previous.reported_months", columns, *earlier)
    query = read_sql("core", "reported_months")
    return con.execute(f"select {columns} from ({query}) order by all").fetchall()


def test_a_month_counts_once_for_the_day_that_records_reach(con: duckdb.DuckDBPyConnection) -> None:
    """Fields of a month are one row, months of two years before are left out, persons too."""
    reached = dt.date(2019, 3, 10)
    other = "'calls', date '2019-02-28', date '2019-02-01', 3"
    assert rows(con, other) == [
        ("calls", dt.date(2019, 2, 28), FEBRUARY, 3),
        ("force", reached, FEBRUARY, 40),
        ("force", reached, MARCH, 7),
    ]


def test_earlier_days_are_handed_on_and_the_same_day_is_replaced(
    con: duckdb.DuckDBPyConnection,
) -> None:
    """What was known before stays; a build to the same day, or an earlier one, takes its place."""
    handed_on = rows(
        con,
        "'force', date '2019-02-09', date '2019-01-01', 30",
        "'force', date '2019-03-10', date '2019-02-01', 99",
        "'force', date '2019-04-01', date '2019-02-01', 98",
    )
    assert ("force", dt.date(2019, 2, 9), JANUARY, 30) in handed_on
    assert [row[3] for row in handed_on] == [30, 40, 7]
