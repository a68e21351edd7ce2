"""The states of records by which two vintages are compared, for each kind of record."""

from typing import Any

import duckdb
import pytest

from queries.sql_text import read_sql
from tests.sql.test_core import ask

TABLES = {
    "force": ("force_incidents", "incident_id", "occurred_on"),
    "complaints": ("complaints", "complaint_id", "counted_on"),
    "calls": ("calls", "call_id", "received_at"),
}
"""By dataset: its table, the record's id and the column of its day."""

VALUES = {
    "BOOLEAN": "false",
    "VARCHAR": "'v'",
    "INTEGER": "1",
    "BIGINT": "1",
    "DATE": "date '2020-01-10'",
    "TIMESTAMP": "timestamp '2020-01-10 10:00'",
    "VARCHAR[]": "['a', 'b']",
}
"""A value of each type."""


@pytest.fixture
def con(core: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Empty core tables, and the states of their records."""
    core.execute(f"create view record_states as {read_sql('revisions', 'record_states')}")
    return core


def states(con: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    """Return dataset, record, day and fields of every record."""
    return ask(con, "select dataset, record_id, day::varchar, fields from record_states order by 1")


@pytest.mark.parametrize("dataset", TABLES)
def test_each_field_of_a_state_is_its_own(dataset: str, con: duckdb.DuckDBPyConnection) -> None:
    """A record that holds one column has one field, of that name and value; all fields so."""
    table, record, day = TABLES[dataset]
    kinds = {name: kind for name, kind, *_ in con.execute(f"describe core.{table}").fetchall()}
    con.execute(f"insert into core.{table} ({record}, {day}) values ('r', {VALUES[kinds[day]]})")
    ((_, key, its_day, fields),) = states(con)
    assert (key, its_day) == ("r", "2020-01-10")
    for field in fields:
        con.execute(f"delete from core.{table}")
        values = {record: "'r'", field: VALUES[kinds[field]]}
        con.execute(
            f"insert into core.{table} ({', '.join(values)}) values ({', '.join(values.values())})"
        )
        (expected,) = ask(con, f"select {_text(field, kinds[field])} from core.{table}")
        assert [
            (its_dataset, {name for name, value in its_fields.items() if value is not None})
            for its_dataset, _, _, its_fields in states(con)
        ] == [(dataset, {field})]
        assert states(con)[0][3][field] == expected[0]


def _text(field: str, kind: str) -> str:
    return f"array_to_string({field}, ', ')" if kind == "VARCHAR[]" else f"{field}::varchar"


def test_records_of_all_datasets_have_a_state(con: duckdb.DuckDBPyConnection) -> None:
    """Two alike records of one dataset are two states: a doubled record is not hidden."""
    for table, record, day in TABLES.values():
        con.execute(
            f"insert into core.{table} ({record}, {day}) values ('r', '2020-01-10'), "
            "('r', '2020-01-10')"
        )
    assert [row[:3] for row in states(con)] == [
        (dataset, "r", "2020-01-10") for dataset in sorted(TABLES) for _ in range(2)
    ]
