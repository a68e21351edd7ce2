"""Macros that staging queries share: which rows they call unusable, and who began a call."""

import datetime as dt

import duckdb
import pytest

from data.sql import run_sql

RETRIEVED = dt.date(2020, 6, 30)


@pytest.fixture
def con(empty: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """The macros, for a source retrieved on 30 June 2020 that writes 2020-06-30 or 30.06.2020."""
    run_sql(empty, "macros")
    empty.execute("set variable date_formats = ['%Y-%m-%d %H:%M', '%Y-%m-%d', '%d.%m.%Y']")
    empty.execute(f"set variable retrieved_on = date '{RETRIEVED}'")
    return empty


def value(con: duckdb.DuckDBPyConnection, expression: str, *written: str | None) -> object:
    """Return what an expression gives for texts of a source."""
    return con.execute(f"select {expression}", list(written)).fetchall()[0][0]


DATES = [
    ("2020-06-30", None),
    ("2020-06-30 23:59", None),
    (" 30.06.2020 ", None),
    ("2020-07-01", "date_impossible"),
    ("30/06/2020", "date_impossible"),
    ("  ", "date_missing"),
    (None, "date_missing"),
]


@pytest.mark.parametrize(("written", "fault"), DATES)
def test_a_date_may_be_that_of_the_retrieval(
    written: str | None, fault: str | None, con: duckdb.DuckDBPyConnection
) -> None:
    """Records of the day of retrieval are sound, those of the next day are not."""
    assert value(con, "date_fault(?)", written) == fault
    assert value(con, "date_fault_since(?, date '2000-01-01')", written) == fault
    kept = None if fault else written
    assert value(con, "written_since(?, date '2000-01-01')", written) == kept


@pytest.mark.parametrize(
    ("written", "fault"), [("2015-01-01", None), ("2014-12-31", "date_impossible")]
)
def test_dates_before_the_records_begin_are_slips(
    written: str, fault: str | None, con: duckdb.DuckDBPyConnection
) -> None:
    """The first day of the records is sound, the day before it is not."""
    assert value(con, "date_fault_since(?, date '2015-01-01')", written) == fault
    assert value(con, "date_fault(?)", written) is None


@pytest.mark.parametrize(
    ("written", "fault"), [("0", None), (" ", "id_missing"), (None, "id_missing")]
)
def test_a_record_needs_an_id(
    written: str | None, fault: str | None, con: duckdb.DuckDBPyConnection
) -> None:
    """A blank is no id, a zero is one."""
    assert value(con, "id_fault(?)", written) == fault


@pytest.mark.parametrize(
    ("written", "starter"), [("Y", "officer"), ("N", "public"), ("", "unknown"), (None, "unknown")]
)
def test_who_began_a_call(
    written: str | None, starter: str, con: duckdb.DuckDBPyConnection
) -> None:
    """A call that no officer began is the public's; where nobody says so, it is unknown."""
    assert value(con, "initiator_of(?)", written) == starter


@pytest.mark.parametrize(
    ("written", "is_yes"), [(" YES ", True), ("no", False), ("N/A", None), (None, None)]
)
def test_yes_and_no_are_words(
    written: str | None, is_yes: bool | None, con: duckdb.DuckDBPyConnection
) -> None:
    """What is neither word is not stated, and never a no."""
    assert value(con, "yes_no(?)", written) is is_yes


@pytest.mark.parametrize(
    ("written", "values"),
    [
        (["Taser", None, " Baton ", "", "Taser"], ["Baton", "Taser"]),
        (["", None], [None]),
        ([], [None]),
        (None, [None]),
    ],
)
def test_several_values_are_told_apart(
    written: list[str | None] | None, values: list[str | None], con: duckdb.DuckDBPyConnection
) -> None:
    """Each filled value comes once, and a row without any keeps one empty value and is not lost."""
    [[several]] = con.execute("select several(cast(? as varchar[]))", [written]).fetchall()
    assert sorted(several, key=str) == values
