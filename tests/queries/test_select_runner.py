"""A visitor's query gives what the files give, within limits, in a process of its own."""

import datetime as dt
import io
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from queries.declared import fields
from queries.errors import NoAnswer
from queries.rate_limits import Places, RateLimit
from queries.records import extracts, files, public_tables, select_runner
from queries.records.filters import Filter
from queries.records.select_runner import Selected, select_rows
from queries.vintage.catalog import Vintage, open_city
from tests.conftest import at_home


@pytest.fixture(scope="module")
def vintage(small_home: Path) -> Iterator[Vintage]:
    """The small sample city."""
    with at_home(small_home):
        yield open_city("sample")


def selected(vintage: Vintage, query: str) -> Selected:
    """Return what a query selects in the first layer."""
    return select_rows(vintage, vintage.layer().id, query)


def refused(vintage: Vintage, query: str) -> NoAnswer:
    """Return why a query has no answer."""
    with pytest.raises(NoAnswer) as reason:
        selected(vintage, query)
    return reason.value


@pytest.mark.slow
@pytest.mark.parametrize("dataset", ["force", "persons", "complaints", "allegations", "calls"])
def test_a_table_is_its_file(dataset: str, vintage: Vintage) -> None:
    """`from force` gives the rows, columns and values of the file, in its order, and no more."""
    layer = vintage.layer().id
    whole = Filter("sample", dataset, layer)
    file = pl.read_csv(io.BytesIO(b"".join(files.csv(vintage, whole))), infer_schema=False)
    rows = selected(vintage, f"from {dataset} limit {select_runner.MOST_ROWS}").table
    written = pl.read_csv(io.StringIO(extracts.as_csv(rows)), infer_schema=False)
    assert written.equals(file.head(select_runner.MOST_ROWS))
    assert list(public_tables.columns(vintage, layer, dataset)) == rows.columns == file.columns
    protected = {field.name for field in fields.fields(dataset) if not field.is_public}
    assert not protected & set(rows.columns)


@pytest.mark.slow
def test_a_filter_selects_the_same_rows(vintage: Vintage) -> None:
    """The filter of the page, written in SQL, gives the rows of its file."""
    selection = Filter(
        "sample",
        "force",
        vintage.layer().id,
        categories=(("reason", ("Flight",)),),
        limits=(("force_level", (2, None)),),
        columns=("incident_id", "occurred_on"),
    )
    query = (
        "select incident_id, occurred_on from force where reason = 'Flight' and force_level >= 2"
        " order by occurred_on, incident_id"
    )
    table = selected(vintage, query).table
    assert extracts.as_csv(table).encode() == b"".join(files.csv(vintage, selection))
    assert len(table) == extracts.matched(vintage, selection) > 0


@pytest.mark.slow
def test_every_kind_of_value_arrives(vintage: Vintage) -> None:
    """Numbers, days, times, lists and empty cells are what they were; no two columns are alike."""
    query = (
        "select 1 as a, 2 as a, 1.5 as c, date '2019-02-28' as d, timestamp '2019-02-28 10:00'"
        " as t,"
        " [1, 2] as l, true as f, null::int as e, 2::hugeint ** 70 as p,"
        " 9999999999999999999::hugeint as h, 'é' as s"
    )
    answer = selected(vintage, query)
    assert answer.table.rows() == [
        (
            *(1, 2, 1.5, dt.date(2019, 2, 28), dt.datetime(2019, 2, 28, 10)),
            *("[1, 2]", True, None, 2.0**70, "9999999999999999999", "é"),
        )
    ]
    assert answer.table.columns[:2] == ["a", "a_2"]
    assert answer.kinds[:7] == ("number", "number", "decimal", "day", "time", "text", "flag")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("interval '1 month 2 days 3 hours'", "1 month 2 days 03:00:00"),
        ("'infinity'::date", "infinity"),
        ("'-infinity'::timestamp", "-infinity"),
        ("date '12345-01-01'", "12345-01-01"),
        ("'infinity'::double", "inf"),
        ("'nan'::double", "nan"),
        ("1234567890123456789012345678901234567.8::decimal(38,1)", None),
        ("12345.123456789012345678::decimal(38,18)", None),
        ("time '10:00'", "10:00:00"),
    ],
)
def test_what_no_program_reads_alike_is_text(
    value: str, written: str | None, vintage: Vintage
) -> None:
    """It arrives as the database writes it, whole: no month of 30 days, no end, no lost digit."""
    answer = selected(vintage, f"select {value} as v union all select null")
    assert answer.table["v"].to_list() == [written or value.partition(":")[0], None]
    assert answer.kinds == ("text",)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("select race from persons", "sql_error"),
        ("select rowid from force", "sql_error"),
        ("select filename from force", "sql_error"),
        ("select is_coarse, stored_area from calls", "sql_error"),
        ("from force_persons", "no_such_table"),
        ("from 'force.parquet'", "no_such_table"),
        ("select repeat('x', 1000000000) from range(9)", "sql_memory"),
        ("select repeat('x', 1000) from range(9999)", "sql_bytes"),
        ("seelct", "sql_error"),
        ("copy force to 'x'", "sql_one_select"),
    ],
)
def test_a_query_without_an_answer_says_why(query: str, code: str, vintage: Vintage) -> None:
    """What is not public, not SQL, or more than a limit is refused with its reason."""
    assert refused(vintage, query).code == code


@pytest.mark.slow
def test_a_long_query_is_ended(vintage: Vintage, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the end of its time the process is gone and its place free."""
    monkeypatch.setattr(select_runner, "LONGEST_S", 2)
    endless = "select sum(hash(r::varchar)) from range(9000000000000) t(r)"
    for _ in range(select_runner.MOST_AT_ONCE + 1):
        assert refused(vintage, endless).code == "sql_time"


@pytest.mark.slow
def test_a_query_ends_when_nobody_waits(vintage: Vintage) -> None:
    """Who goes on ends the query: the answer is not waited for, and the place is free."""
    looks = iter([True, False])
    with pytest.raises(NoAnswer) as reason:
        select_rows(
            vintage,
            vintage.layer().id,
            "select sum(hash(r::varchar)) from range(9000000000000) t(r)",
            is_wanted=lambda: next(looks),
        )
    assert reason.value.code == "sql_left"
    assert selected(vintage, "select 1 as n").table.rows() == [(1,)]


@pytest.mark.slow
def test_more_rows_than_an_answer_holds_are_cut(vintage: Vintage) -> None:
    """The answer says that it is cut, and has the first rows; one that fits does not say so."""
    most = select_runner.MOST_ROWS
    cut = selected(vintage, f"select range as n from range({most + 1})")
    assert (cut.is_cut, len(cut.table)) == (True, most)
    whole = selected(vintage, f"select range as n from range({most})")
    assert (whole.is_cut, len(whole.table)) == (False, most)


def test_too_many_queries_are_refused(vintage: Vintage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond a minute's queries a visitor is told when to ask again, and only that visitor."""
    fresh = RateLimit(select_runner.MOST_A_MINUTE, select_runner.MINUTE_S)
    monkeypatch.setattr(select_runner, "requests", fresh)
    for _ in range(select_runner.MOST_A_MINUTE):
        select_runner.count("a")
    with pytest.raises(NoAnswer) as reason:
        select_runner.count("a")
    assert reason.value.code == "sql_too_often"
    assert 0 < int(str(reason.value.values["seconds"])) <= select_runner.MINUTE_S
    select_runner.count("b")


@pytest.fixture
def few_places(monkeypatch: pytest.MonkeyPatch) -> Places:
    """The places for queries, all free, and given back with the test."""
    places = Places(select_runner.MOST_AT_ONCE, select_runner.MOST_OF_ONE)
    monkeypatch.setattr(select_runner, "places", places)
    return places


def test_places_are_few(vintage: Vintage, few_places: Places) -> None:
    """With every place taken a query is refused, and says when to ask again."""
    for n in range(select_runner.MOST_AT_ONCE):
        few_places.take(f"visitor {n}")
    assert refused(vintage, "select 1").code == "sql_busy"
    assert refused(vintage, " ").code == "sql_empty"
    assert refused(vintage, "x" * (select_runner.LONGEST_QUERY + 1)).code == "sql_too_long"


def test_one_visitor_leaves_a_place_to_others(vintage: Vintage, few_places: Places) -> None:
    """Whose query is being answered waits for it; another visitor's is answered."""
    few_places.take("a")
    with pytest.raises(NoAnswer) as reason:
        select_rows(vintage, vintage.layer().id, "select 1", "a")
    assert reason.value.code == "sql_one_at_a_time"
    assert select_rows(vintage, vintage.layer().id, "select 1 as n", "b").table.rows() == [(1,)]
    assert few_places.taken == 1


@pytest.mark.slow
def test_a_deeply_nested_query_says_so(vintage: Vintage) -> None:
    """What nests deeper than a program reads is not told as a lack of memory."""
    reason = refused(vintage, f"select {'not ' * 900}true")
    assert reason.code == "sql_error"
    assert "nested too deeply" in str(reason.values["text"])


def test_the_tables_go_with_their_vintage(small_home: Path) -> None:
    """Only what a query names is made; nothing is left once nobody holds the vintage."""
    with at_home(small_home):
        own = open_city("sample")
        folder, meant = public_tables.at_hand(own, own.layer().id, "select 1 from Areas, nothing")
    assert meant == ["areas"]
    assert [path.name for path in folder.iterdir()] == ["areas.parquet"]
    own.answers._entries.clear()
    assert not folder.exists()


def test_what_a_killed_process_left_is_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new folder of tables removes those that no process holds; others stay, and links."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    own, left, other, new = (
        public_tables.Folder().path,
        *(tmp_path / f"{prefix}x" for prefix in (public_tables.PREFIX, "other-")),
        tmp_path / f"{public_tables.PREFIX}new",
    )
    holder = public_tables.Folder()
    for folder in (left, other, new):
        folder.mkdir()
        (folder / "calls.parquet").touch()
    link = tmp_path / f"{public_tables.PREFIX}link"
    link.symlink_to(other)
    for folder in (left, other, holder.path):
        os.utime(folder, (0, 0))
    latest = public_tables.Folder()
    assert not own.exists()  # removed with what held it
    assert not left.exists()
    assert {*tmp_path.iterdir()} == {other, new, link, holder.path, latest.path}
    assert (other / "calls.parquet").exists()


def test_a_site_that_can_write_nowhere_says_so(
    small_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a folder for temporary files a query is refused in words, and nothing fails."""
    monkeypatch.setattr(tempfile, "tempdir", "/no/such/folder")
    with at_home(small_home):
        assert refused(open_city("sample"), "select 1").code == "sql_no_place"
