"""What a manifest says of its tables: how far they reach, what they bear, and what read them."""

import dataclasses
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest

from data import manifest as module
from data.config import City, Source, read_city
from data.manifest import _fingerprint, _spans, describe
from tests.handmade import day

REASON = {"en": "Only some.", "es": "Solo algunos."}


def source(name: str, **more: Any) -> Source:
    """Return a source of force with days, which bears rates unless told otherwise."""
    return dataclasses.replace(
        read_city("sample").sources[0], id=name, staging={"force": "force"}, **more
    )


def city(*sources: Source, provisional: int = 0) -> City:
    """Return the sample city with these sources, and so many provisional months of force."""
    return dataclasses.replace(
        read_city("sample"), sources=sources, provisional_months={"force": provisional}
    )


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    """Two incidents, of 5 January and 20 December 2020, from source `new`; nothing else."""
    database = duckdb.connect()
    database.execute(
        """
        create schema core; create schema staging; create schema marts;
        create table core.force_incidents as
            select date '2020-01-05' as occurred_on, 1 as place_id
            union all select date '2020-12-20', 1;
        create table core.complaints (counted_on date, place_id int);
        create table core.calls (received_at timestamp, place_id int);
        create table core.places (place_id int, layer varchar, placed_by varchar);
        create table staging.force_rows as
            select 'new' as source, null::varchar as set_aside, false as is_superseded;
        create table staging.complaint_rows as from staging.force_rows limit 0;
        create table staging.call_rows as from staging.force_rows limit 0;
        create table marts.coverage (dataset varchar, month date, rows_n bigint);
        """
    )
    return database


@pytest.mark.parametrize(
    ("provisional", "settled_to"), [(0, "2020-12-20"), (1, "2020-11-30"), (2, "2020-10-31")]
)
def test_the_last_months_are_not_settled(
    provisional: int, settled_to: str, con: duckdb.DuckDBPyConnection
) -> None:
    """Provisional months count back from the month of the last record, which is the first."""
    spans = _spans(con, city(source("new"), provisional=provisional))
    assert list(spans) == ["force"]
    assert (spans["force"]["first_on"], spans["force"]["last_on"]) == (
        day("2020-01-05"),
        day("2020-12-20"),
    )
    assert spans["force"]["settled_to"] == day(settled_to)
    assert spans["force"]["resolution"] == "day"


def test_one_source_without_days_makes_a_dataset_monthly(con: duckdb.DuckDBPyConnection) -> None:
    """Where any source gives only the month, the last month is taken as whole."""
    sources = source("new"), source("other", resolution="month")
    force = _spans(con, city(*sources))["force"]
    assert force["resolution"] == "month"
    assert force["last_on"] == force["settled_to"] == day("2020-12-31")


@pytest.mark.parametrize(
    ("set_aside", "is_superseded", "rates"),
    [(None, False, False), (None, True, True), ("id_missing", False, True)],
)
def test_a_source_bars_rates_by_the_records_it_gives(
    set_aside: str | None, is_superseded: bool, rates: bool, con: duckdb.DuckDBPyConnection
) -> None:
    """A biased source bars rates, unless none of its rows became a record."""
    con.execute("insert into staging.force_rows values ('old', ?, ?)", [set_aside, is_superseded])
    biased = source("old", rates=False, rates_reason=REASON)
    force = _spans(con, city(source("new"), biased))["force"]
    assert (force["rates"], force["rates_reason"]) == (rates, None if rates else REASON)


def test_all_that_reads_rows_is_in_the_fingerprint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another text or name of a shared query, or another recode, gives another fingerprint."""
    recodes, query = tmp_path / "data" / "recodes.csv", tmp_path / "sql" / "core" / "calls.sql"
    for path in (recodes, query):
        path.parent.mkdir(parents=True)
        path.write_text("a", encoding="utf-8")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "SQL", tmp_path / "sql")
    pack = read_city("sample")
    prints = [_fingerprint(pack)]
    assert _fingerprint(pack) == prints[0]
    recodes.write_text("b", encoding="utf-8")
    prints.append(_fingerprint(pack))
    query.write_text("b", encoding="utf-8")
    prints.append(_fingerprint(pack))
    query.rename(query.with_name("other.sql"))
    prints.append(_fingerprint(pack))
    prints.append(_fingerprint(dataclasses.replace(pack, id="chicago")))
    assert len(set(prints)) == len(prints)


def test_a_manifest_says_what_was_read_otherwise_and_what_was_not(
    con: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It tells whether the vintage before was read by the same pack, and which sources lack."""
    whole = city(source("new"), source("old"))
    pack = city(source("new"))
    before = SimpleNamespace(read_as="another")
    monkeypatch.setattr(module, "manifest", lambda city, vintage: before)
    first = describe(con, pack, whole, [], [], None)
    assert first["is_read_as_before"]
    assert [absent["source"] for absent in first["absent"]] == ["old"]
    assert not describe(con, pack, whole, [], [], "1")["is_read_as_before"]
    before.read_as = first["read_as"]
    assert describe(con, pack, whole, [], [], "1")["is_read_as_before"]
