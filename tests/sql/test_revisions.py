"""Revisions between two vintages of a few records, worked by hand."""

import duckdb
import pytest

from queries.sql_text import read_sql

FORCE = """
create or replace table {catalogue}.core.force_incidents as
select
    incident_id, occurred_on, area_id, reason, 1 as force_level, ['hands'] as force_types,
    1 as persons_n, 1 as officers_n, false as is_person_injured, false as is_officer_injured,
    null::boolean as is_firearm_pointed, null::boolean as is_behavioral_crisis,
    null::boolean as is_arrest_made, disposition
from (values {rows}) as t (incident_id, occurred_on, area_id, reason, disposition)
"""
EMPTY = """
create table {catalogue}.core.complaints as
select
    '' as complaint_id, null::date as counted_on, null::date as received_on,
    null::date as closed_on, '' as area_id,
    '' as complaint_source, '' as category, null::boolean as is_force_alleged, '' as disposition,
    0 as allegations_n
where false;
create table {catalogue}.core.calls as
select
    '' as call_id, null::timestamp as received_at, '' as area_id, '' as call_type, 1 as priority,
    '' as outcome
where false;
"""


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    """Two vintages of one dataset: the earlier reaches to 20 February 2020."""
    database = duckdb.connect()
    database.execute("attach ':memory:' as earlier; create schema earlier.core; create schema core")
    before = (
        "('same', date '2020-01-05', 'a', 'r', 'open'),"
        "('moved', date '2020-01-31', 'a', 'r', 'x'),"
        "('gone', date '2020-02-01', 'a', 'r', 'x'),"
        "('decided', date '2020-02-20', 'a', 'r', 'open')"
    )
    now = (
        "('same', date '2020-01-05', 'a', 'r', 'open'),"
        "('moved', date '2020-02-01', 'b', 'r', 'x'),"
        "('late', date '2020-02-20', 'a', 'r', 'x'),"
        "('decided', date '2020-02-20', 'a', 'r', 'x'),"
        "('new', date '2020-02-21', 'a', 'r', 'x')"
    )
    states = read_sql("revisions", "record_states")
    for catalogue, rows in (("earlier", before), ("memory", now)):
        database.execute(FORCE.format(catalogue=catalogue, rows=rows))
        database.execute(EMPTY.format(catalogue=catalogue))
        database.execute(f"use {catalogue}; create view record_states as {states}")
    return database


def test_what_differs_is_told_record_by_record(con: duckdb.DuckDBPyConnection) -> None:
    """Late, removed and changed records are listed with both values; new and equal ones are not."""
    query = read_sql("core", "revision_records")
    revisions = con.execute(
        f"select record_id, month::varchar, kind, field, value_before, value_now from ({query}) "
        "order by all"
    ).fetchall()
    # a record that moved to another day stands under the month in which it was
    assert revisions == [
        ("decided", "2020-02-01", "changed", "disposition", "open", "x"),
        ("gone", "2020-02-01", "removed", None, None, None),
        ("late", "2020-02-01", "added", None, None, None),
        ("moved", "2020-01-01", "changed", "area_id", "a", "b"),
        ("moved", "2020-01-01", "changed", "occurred_on", "2020-01-31", "2020-02-01"),
    ]


def test_revisions_stand_in_order(con: duckdb.DuckDBPyConnection) -> None:
    """By dataset, month, kind, record and field, so that two builds write the same file."""
    for catalogue, outcome in (("earlier", "x"), ("memory", "y")):
        con.execute(
            f"insert into {catalogue}.core.calls "
            f"values ('call', timestamp '2020-01-05 10:00', 'a', 't', 1, '{outcome}')"
        )
        con.execute(
            f"insert into {catalogue}.core.force_incidents "
            "select * replace ('again' as incident_id) "
            f"from {catalogue}.core.force_incidents where incident_id = 'decided'"
        )
    query = read_sql("core", "revision_records")
    records = con.execute(f"select dataset, record_id, kind, field from ({query})").fetchall()
    assert records == [
        ("calls", "call", "changed", "outcome"),
        ("force", "moved", "changed", "area_id"),
        ("force", "moved", "changed", "occurred_on"),
        ("force", "late", "added", None),
        ("force", "again", "changed", "disposition"),
        ("force", "decided", "changed", "disposition"),
        ("force", "gone", "removed", None),
    ]


def test_months_that_differ_between_two_vintages(con: duckdb.DuckDBPyConnection) -> None:
    """Records before and now, added, removed and altered, by month; a move is both."""
    con.execute("attach ':memory:' as later; create schema later.core; use later")
    for table in ("force_incidents", "complaints", "calls"):
        con.execute(f"create view later.core.{table} as from memory.core.{table}")
    con.execute(f"create view record_states as {read_sql('revisions', 'record_states')}")
    months = con.execute(read_sql("revisions", "changed_months")).fetchall()
    assert [(name, str(month), *counts) for name, month, *counts in months] == [
        # same; moved away
        ("force", "2020-01-01", 2, 1, 0, 1, 0),
        # gone and decided; then decided otherwise, moved here, late and new
        ("force", "2020-02-01", 2, 4, 3, 1, 1),
    ]
