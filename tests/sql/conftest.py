"""A database as the build leaves it before the core tables, to fill with a few rows by hand."""

from collections.abc import Iterator

import duckdb
import pytest

from data.sql import make_table, run_sql

CORE = ("allegations", "complaints", "force_incidents", "force_persons", "calls")


@pytest.fixture(scope="session")
def database() -> duckdb.DuckDBPyConnection:
    """One connection for all tests of SQL: to open another takes longer than most of them."""
    return duckdb.connect()


@pytest.fixture(scope="session")
def core_tables(database: duckdb.DuckDBPyConnection) -> str:
    """The statements that create the core tables without a row, with the columns of their queries.

    Running the queries themselves takes longer than most tests of what reads these tables.
    """
    database.execute("attach ':memory:' as model; use model")
    lay_out(database)
    for name in CORE:
        make_table(database, f"core.{name}")
    tables = database.execute(
        "select sql from duckdb_tables() where database_name = 'model' and schema_name = 'core' "
        f"and table_name in {CORE}"
    ).fetchall()
    database.execute("use memory; detach model")
    return "".join(statement for (statement,) in tables)


@pytest.fixture
def empty(database: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty database of the test's own."""
    database.execute("attach ':memory:' as fresh; use fresh")
    yield database
    database.execute("use memory; detach fresh")


@pytest.fixture
def con(empty: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Empty staging tables; one file; every place unknown but place 'A', which is area a."""
    lay_out(empty)
    return empty


@pytest.fixture
def core(con: duckdb.DuckDBPyConnection, core_tables: str) -> duckdb.DuckDBPyConnection:
    """The same with empty core tables."""
    con.execute(core_tables)
    return con


def lay_out(con: duckdb.DuckDBPyConnection) -> None:
    """Create what the build has before the core tables."""
    con.execute("create schema core; create schema marts; create schema previous")
    run_sql(con, "macros")
    run_sql(con, "staging/contract")
    con.execute(
        """
        create table core.settings as
        select
            'test' as city, 3 as public_decimals, date '2015-01-01' as begins_on,
            date '2020-12-31' as ends_on, 3 as high_force_level,
            1 as response_priority, 600 as response_target_s;
        create table core.complaint_days as
        select * from (values ('received_on', 0)) as t (kind, place);
        create table core.files as select 1::bigint as file_no, 's' as source, 'f.csv' as file;
        create table core.placed as
        select
            's' as source, 0 as map_no, null::double as longitude, null::double as latitude,
            place_name, place_id, area_id, placed_by
        from (values (null, 1, 'unknown', 'unplaced'), ('A', 2, 'a', 'field'))
            as t (place_name, place_id, area_id, placed_by);
        create table core.places as
        select place_id, 'area' as layer, area_id, placed_by from core.placed;
        create table core.areas as select 'area' as layer, 'a' as area_id;
        """
    )
