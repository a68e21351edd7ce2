"""The files of a vintage lie in the order in which they are asked for."""

from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from data import store
from queries import warehouse
from queries.declared.fields import datasets
from tests.conftest import at_home

PLACED = sorted({"force_incidents", "complaints", "calls"})


@pytest.fixture
def folder(small_home: Path) -> Path:
    """The folder of the small sample city's vintage."""
    with at_home(small_home):
        return warehouse.city_folder("sample") / str(warehouse.current("sample"))


@pytest.mark.parametrize("table", PLACED)
def test_records_lie_by_area_and_day(table: str, folder: Path) -> None:
    """The rows of an area are one stretch, the oldest first."""
    (dataset,) = [found for found in datasets().values() if found.table == table]
    terms = f"area_id, {dataset.day}, {dataset.id}"
    file = f"'{folder / table}.parquet'"
    stored = duckdb.execute(f"select {terms} from {file}").fetchall()
    assert stored == duckdb.execute(f"select {terms} from {file} order by all").fetchall()
    assert len({row[0] for row in stored}) > 1


def test_an_area_is_read_without_the_others(tmp_path: Path) -> None:
    """The statistics of groups of rows tell which hold an area: most do not."""
    con = duckdb.connect()
    con.execute(
        "create schema core; create table core.calls as select n as row_key, "
        "cast(n % 10 as varchar) as area_id, timestamp '2019-01-01' + to_seconds(n) as "
        f"received_at, cast(n as varchar) as call_id from range({store.GROUP_ROWS * 10}) as t (n)"
    )
    store.store(con, "core.calls", tmp_path / "calls.parquet")
    file = pq.ParquetFile(tmp_path / "calls.parquet")
    assert file.schema_arrow.names == ["area_id", "received_at", "call_id"]
    areas = [
        file.metadata.row_group(group).column(0).statistics
        for group in range(file.metadata.num_row_groups)
    ]
    holding = [found for found in areas if found.min <= "3" <= found.max]
    assert len(areas) == 10
    assert len(holding) <= 2


def test_marts_lie_by_their_columns(folder: Path) -> None:
    """Two builds of the same records write the same marts."""
    for mart in ("monthly_counts", "calls_cube", "call_week_hours"):
        file = f"'{folder / mart}.parquet'"
        rows = duckdb.execute(f"from {file}").fetchall()
        assert rows == duckdb.execute(f"from {file} order by all").fetchall() != []
