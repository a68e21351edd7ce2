"""Public records: each in the requested layer, each column under its own name."""

import duckdb
import pytest

from queries.records.filters import dataset, datasets
from queries.sql_text import read_sql
from tests.sql.tables import table, use_as_vintage


@pytest.fixture
def core(core: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Empty core tables, found by their own names as in a vintage; three places in two layers."""
    table(
        core,
        "core.places",
        "place_id, layer, area_id, placed_by",
        "1, 'x', 'a', 'field'",
        "1, 'y', 'z', 'point'",
        "2, 'x', 'unknown', 'unplaced'",
        "3, 'y', 'z', 'point'",
    )
    table(
        core,
        "core.areas",
        "layer, layer_order, area_id, name",
        "'x', 0, 'a', 'Area A'",
        "'x', 0, 'b', 'Area B'",
        "'y', 1, 'a', 'Another A'",
    )
    use_as_vintage(core)
    return core


EXTRACTS = [
    ("force", "force_incidents", "incident_id", None),
    ("complaints", "complaints", "complaint_id", None),
    ("calls", "calls", "call_id", None),
    ("persons", "force_persons", "incident_id", "force_incidents"),
    ("allegations", "allegations", "complaint_id", "complaints"),
]
"""By extract: its table, the record's id, and the table that places it, if not its own."""


def fill(con: duckdb.DuckDBPyConnection, name: str, record: str, rows: dict[str, int]) -> None:
    """Add a record per id at its place; every text holds the name of its own column."""
    described = con.execute(f"describe {name}").fetchall()
    own = {column: f"'{column}'" for column, kind, *_ in described if kind == "VARCHAR"}
    for key, place_id in rows.items():
        values = own | {record: f"'{key}'"}
        if "place_id" in {column for column, *_ in described}:
            values["place_id"] = str(place_id)
        con.execute(
            f"insert into {name} ({', '.join(values)}) values ({', '.join(values.values())})"
        )


@pytest.mark.parametrize(("extract", "name", "record", "placed_by"), EXTRACTS)
def test_records_leave_in_the_layer_asked_for(
    extract: str,
    name: str,
    record: str,
    placed_by: str | None,
    core: duckdb.DuckDBPyConnection,
) -> None:
    """Area and name are those of the layer; no name where the area is unknown.

    A record of a place in no such layer, and a person of no incident, stay here.
    """
    rows = {"r1": 1, "r2": 2, "r3": 3}
    fill(core, name, record, rows | ({"absent": 1} if placed_by else {}))
    if placed_by:
        fill(core, placed_by, record, rows)
    answer = core.execute(read_sql("extracts", extract), {"layer": "x"})
    columns = [column[0] for column in answer.description or []]
    records = [dict(zip(columns, row, strict=True)) for row in answer.fetchall()]
    assert sorted(
        (row[record], row["area_id"], row["area"], row["placed_by"]) for row in records
    ) == [
        ("r1", "a", "Area A", "field"),
        ("r2", "unknown", None, "unplaced"),
    ]
    beside = {record, "area_id", "area", "placed_by", "stored_area"}
    for row in records:
        texts = {column: value for column, value in row.items() if isinstance(value, str)}
        assert all(texts[column] == column for column in texts.keys() - beside)


@pytest.mark.parametrize("name", datasets())
def test_the_declared_columns_are_those_of_the_query(
    name: str, core: duckdb.DuckDBPyConnection
) -> None:
    """data/fields.toml and sql/extracts name the same columns in the same order."""
    answer = core.execute(read_sql("extracts", name), {"layer": "x"})
    beside = {"is_coarse", "stored_area"}  # what calls are ordered by
    names = [column[0] for column in answer.description or [] if column[0] not in beside]
    assert names == [column.name for column in dataset(name).columns]


def test_kinds_of_force_leave_as_one_text(core: duckdb.DuckDBPyConnection) -> None:
    """Several kinds are joined by a semicolon, which no kind holds."""
    core.execute(
        "insert into force_incidents (incident_id, place_id, force_types) "
        "values ('i', 1, ['push', 'taser'])"
    )
    (row,) = core.execute(
        f"select force_types from ({read_sql('extracts', 'force')})", {"layer": "x"}
    ).fetchall()
    assert row == ("push; taser",)
