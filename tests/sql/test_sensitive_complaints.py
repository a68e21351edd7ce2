"""Records of complaints about somebody who was hurt or needed help lead to no home."""

import datetime as dt
from typing import Any

import duckdb
import pytest

from queries.quality.reports import revision_records
from queries.sql_text import read_sql
from queries.stored.reader import Reader
from queries.vintage.catalog import Vintage
from tests.handmade import span
from tests.manifests import made_up
from tests.sql.tables import table, use_as_vintage

MARCH = dt.date(2019, 3, 1)


@pytest.fixture
def core(core: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Empty core tables, found by their own names as in a vintage; one place in one layer."""
    table(core, "core.places", "place_id, layer, area_id, placed_by", "1, 'x', 'a', 'field'")
    table(core, "core.areas", "layer, area_id, name", "'x', 'a', 'Area A'")
    use_as_vintage(core)
    return core


def add(
    con: duckdb.DuckDBPyConnection, number: str, *alleged: str, day: int = 17, category: str = "CR"
) -> None:
    """Add a complaint received in March 2019 and closed in May, with its allegations."""
    con.execute(
        "insert into complaints (complaint_id, place_id, category, counted_on, received_on,"
        " occurred_on, closed_on, days_open, disposition)"
        " values ($number, 1, $category, $day, $day, '2019-02-09', '2019-05-17', 61, 'sustained')",
        {"number": number, "category": category, "day": MARCH.replace(day=day)},
    )
    for place, allegation in enumerate(alleged, 1):
        con.execute(
            "insert into allegations (complaint_id, allegation_no, allegation, finding)"
            " values (?, ?, ?, 'sustained')",
            [number, place, allegation],
        )


def records(con: duckdb.DuckDBPyConnection, dataset: str) -> list[dict[str, Any]]:
    """Return what leaves of the complaints or of the allegations."""
    query = read_sql("extracts", dataset, in_first_layer=True)
    answer = con.execute(query, {"layer": "x"})
    columns = [column[0] for column in answer.description or []]
    return [dict(zip(columns, row, strict=True)) for row in answer.fetchall()]


@pytest.mark.parametrize(
    ("alleged", "category"),
    [
        (("DOMESTIC ALTERCATION/INCIDENT - OFF DUTY",), "CR"),
        (("TRAFFIC", "SEXUAL HARRASSMENT"), "CR"),
        (("ALTERCATION/DISTURBANCE - DOMESTIC",), "CR"),
        ((), "Sexual assault"),
    ],
)
def test_a_single_complaint_leaves_with_its_months_alone(
    alleged: tuple[str, ...], category: str, core: duckdb.DuckDBPyConnection
) -> None:
    """Neither its number, its days nor its area leaves; its months, category and outcome do.

    Its allegations leave alike, without its number, those of another matter too.
    """
    add(core, "C-1", *alleged, category=category)
    (record,) = records(core, "complaints")
    assert record["complaint_id"] == "2019-03 000001"
    assert (record["received_on"], record["occurred_on"]) == (MARCH, dt.date(2019, 2, 1))
    assert (record["closed_on"], record["days_open"]) == (dt.date(2019, 5, 1), None)
    assert (record["area_id"], record["area"], record["placed_by"]) == ("unknown", None, None)
    assert (record["category"], record["disposition"]) == (category, "sustained")
    allegations = records(core, "allegations")
    assert sorted(row["allegation"] for row in allegations) == sorted(alleged)
    for row in allegations:
        assert (row["complaint_id"], row["received_on"]) == (None, MARCH)
        assert (row["area_id"], row["area"]) == ("unknown", None)


@pytest.mark.parametrize("alleged", ["ABUSE OF AUTHORITY", "VERBAL ABUSE", "DEATH IN CUSTODY"])
def test_another_complaint_leaves_as_it_is(alleged: str, core: duckdb.DuckDBPyConnection) -> None:
    """A complaint of no such kind keeps its number, days and area, and so do its allegations."""
    add(core, "C-1", alleged)
    for dataset in ("complaints", "allegations"):
        (record,) = records(core, dataset)
        assert (record["complaint_id"], record["area"]) == ("C-1", "Area A")
        assert record["received_on"] == dt.date(2019, 3, 17)


@pytest.mark.parametrize(("count", "area"), [(4, "unknown"), (5, "a")])
def test_an_area_leaves_from_five_such_complaints(
    count: int, area: str, core: duckdb.DuckDBPyConnection
) -> None:
    """Five such complaints in an area and month tell of no single home; others do not count."""
    for number in range(count):
        add(core, f"C-{number}", "DOMESTIC", "TRAFFIC", day=number + 1)
    add(core, "C-9", "TRAFFIC")
    such = [row for row in records(core, "complaints") if row["complaint_id"] != "C-9"]
    assert [row["area_id"] for row in such] == [area] * count
    allegations = [row for row in records(core, "allegations") if row["complaint_id"] is None]
    assert [row["area_id"] for row in allegations] == [area] * (2 * count)
    assert sorted(row["allegation_no"] for row in allegations) == list(range(1, 2 * count + 1))


def test_a_revision_does_not_name_such_a_complaint(core: duckdb.DuckDBPyConnection) -> None:
    """What changed is told with the number only of records that leave under it."""
    add(core, "C-1", "DOMESTIC")
    add(core, "C-2", "TRAFFIC")
    core.execute(
        "create table revision_records as select 'complaints' as dataset, date '2019-03-01' as"
        " month, 'received_on' as field, '2019-03-16' as value_before, '2019-03-17' as value_now,"
        " * from (values ('C-1', 'changed'), ('C-2', 'changed'), ('C-3', 'removed'))"
        " as records (record_id, kind)"
    )
    layers = [{"id": "x", "name": {}, "names": {}}]
    manifest = made_up({"complaints": span("2019-01-01", "2019-12-31")}, layers=layers)
    vintage = Vintage("test", "1", manifest, Reader(core))
    assert revision_records(vintage, "complaints")["record_id"].to_list() == ["C-2", "C-3"]


def test_the_order_of_rows_tells_nothing(core: duckdb.DuckDBPyConnection) -> None:
    """Alike records have the same numbers in whatever order the table has them.

    Else those that stand together, as those of a hidden area do, would have numbers in a row.
    """
    for number in range(40):
        add(core, f"C-{number}", "DOMESTIC", day=number % 28 + 1)
    first = {name: _truth(core, name) for name in ("complaints", "allegations")}
    for table_name in ("complaints", "allegations"):
        core.execute(f"create table turned as from {table_name} order by complaint_id desc")
        core.execute(f"delete from {table_name}")
        core.execute(f"insert into {table_name} from turned")
        core.execute("drop table turned")
    for name, numbered in first.items():
        assert _truth(core, name) == numbered
        places = [place for _, place in sorted(numbered)]
        assert places not in (sorted(places), sorted(places, reverse=True))


def _truth(con: duckdb.DuckDBPyConnection, dataset: str) -> list[tuple[str, str]]:
    """Return (source's number, number that leaves) of all records, as nobody else can have them."""
    query = read_sql("extracts", dataset, in_first_layer=True)
    own = "complaint_id" if dataset == "complaints" else "allegation_no"
    query = query.replace("exclude (mixed)", "").replace("where least is null", "where false")
    mixed = "complaint_id" if dataset == "complaints" else "concat_ws('/', complaint_id, 1)"
    return con.execute(
        f"select real.complaint_id, cast(numbered.{own} as varchar) from ({query}) as numbered"
        f" inner join (select distinct complaint_id, md5({mixed}) as mixed from complaints) as real"
        " on numbered.mixed = real.mixed order by all",
        {"layer": "x"},
    ).fetchall()
