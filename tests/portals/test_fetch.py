"""Fetching through the real library from a local portal: whole, or a clear error, never short."""

import datetime as dt
import json
import os
import signal
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from data import fetch
from data.config import Portal as Named
from data.config import Source
from data.errors import BuildRefused
from data.portals import asking
from data.portals.asking import PortalFailed
from data.snapshot import Snapshot, newest, snapshots, verify
from queries.errors import BadInput
from queries.paths import ROOT
from queries.warehouse import raw_folder
from tests.portals.conftest import YEARS, source
from tests.portals.server import ALWAYS, MAX_RECORDS, Portal, Table, millis

FORCE, CALLS, COMPLAINTS = "USE OF FORCE", "CALLS FOR SERVICE", "COMPLAINTS"
NAMES = {FORCE: "uof1-aaaa", CALLS: "layer", COMPLAINTS: "complaints"}

PASSING = [
    (table, kind, fault)
    for table in (FORCE, CALLS)
    for kind, faults in {
        "page": ("cut", "cut unseen", "429", "500", "html", "html as data", "short", "repeat"),
        "count": ("cut", "cut unseen", "429", "500", "html", "html as data"),
        "describe": ("cut", "cut unseen", "429", "500", "html", "html as data"),
    }.items()
    for fault in faults
] + [
    (COMPLAINTS, "file", fault)
    for fault in ("cut", "cut chunked", "cut unseen", "429", "500", "html", "html as data", "short")
]


def fetch_source(spec: Source, since: int | None = None) -> tuple[Snapshot, list[str]]:
    """Fetch a source; return its snapshot and what was said of attempts that failed."""
    retries: list[str] = []
    snapshot, _ = fetch.fetch("sample", spec, since, lambda *_: None, retries.append)
    verify(snapshot)
    return snapshot, retries


def rows(snapshot: Snapshot) -> list[dict[str, object]]:
    """Every record of a snapshot, in the order of its first column."""
    records: list[dict[str, object]] = []
    for path in snapshot.paths:
        relation = (
            f"read_csv('{path}', all_varchar = true, nullstr = '<none>')"
            if path.suffix == ".csv"
            else f"read_parquet('{path}')"
        )
        records += duckdb.sql(f"from {relation}").to_arrow_table().to_pylist()
    return sorted(records, key=lambda row: int(str(next(iter(row.values())))))


def records_of(table: Table) -> list[dict[str, object]]:
    """Every record as the portal holds it, in the form a snapshot must give it."""
    point = {"geometry": "POINT (-82.5 35.5)"} if "OBJECTID" in table.columns else {}
    return [
        {name: _as_snapshot_text(row.get(name), kind) for name, kind in table.columns.items()}
        | point
        for row in table.rows
    ]


def _as_snapshot_text(value: object, kind: str) -> str | None:
    if value is None:
        return None
    if isinstance(value, dict):
        return json.dumps(value)
    return f"{value}Z" if kind == "esriFieldTypeDate" else str(value)


def visible(home: Path) -> list[str]:
    """The names under the source's folder that a reader of snapshots looks at."""
    folder = home / "raw" / "sample" / "data"
    return [path.name for path in folder.iterdir() if path.name[0].isdigit()]


@pytest.mark.parametrize("table", [FORCE, CALLS, COMPLAINTS])
def test_everything_arrives_as_the_portal_gave_it(home: Path, portal: Portal, table: str) -> None:
    """All rows arrive, as text: zeros in front, N/A, gaps, points, days outside every year."""
    snapshot, retries = fetch_source(source(table))
    assert rows(snapshot) == records_of(portal.tables[NAMES[table]])
    assert retries == []
    assert snapshot.rows == len(portal.tables[NAMES[table]].rows)


@pytest.mark.slow
@pytest.mark.parametrize(("table", "kind", "fault"), PASSING)
def test_a_fault_that_passes_is_outlived(
    home: Path, portal: Portal, table: str, kind: str, fault: str
) -> None:
    """After any fault, on any kind of request, the snapshot is whole and the fault was told."""
    portal.fail(kind, fault, first=2)
    snapshot, retries = fetch_source(source(table))
    assert rows(snapshot) == records_of(portal.tables[NAMES[table]])
    # The library goes on asking Socrata after a short page, and so mends that one itself.
    assert retries or (table, fault) == (FORCE, "short")


@pytest.mark.slow
@pytest.mark.parametrize(("table", "kind", "fault"), PASSING)
def test_a_fault_that_stays_ends_in_words(
    home: Path, portal: Portal, table: str, kind: str, fault: str
) -> None:
    """A fault that never passes ends in an error that says what and what to do; no snapshot."""
    portal.fail(kind, fault, first=2, times=ALWAYS)
    if (table, fault) == (COMPLAINTS, "short"):  # short each time it is kept, whole when counted
        portal.failures.clear()
        for nth in range(2, 2 * asking.ATTEMPTS + 1, 2):
            portal.fail(kind, fault, first=nth)
    with pytest.raises(PortalFailed, match="what to do") as failed:
        fetch_source(source(table))
    assert f"{NAMES[table]}" in str(failed.value)
    assert "found" in str(failed.value)
    assert visible(home) == []
    assert newest(raw_folder("sample"), "data") is None


@pytest.mark.parametrize(
    "fault", ["cut", "cut unseen", "429", "500", "html", "html as data", "short"]
)
def test_a_count_of_a_file_that_went_wrong(home: Path, portal: Portal, fault: str) -> None:
    """A fault while a file is counted, before it is fetched, is outlived as well."""
    portal.fail("file", fault, first=1)
    snapshot, retries = fetch_source(source(COMPLAINTS))
    assert rows(snapshot) == records_of(portal.tables["complaints"])
    assert retries


@pytest.mark.slow
@pytest.mark.parametrize("table", [FORCE, CALLS, COMPLAINTS])
def test_a_silent_portal_is_given_up(
    home: Path, portal: Portal, table: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A portal that accepts the request and says nothing is asked again, then outlived."""
    monkeypatch.setattr(asking, "TIMEOUT_S", 0.2)
    portal.fail("file" if table == COMPLAINTS else "page", "hang", first=1)
    snapshot, retries = fetch_source(source(table))
    assert rows(snapshot) == records_of(portal.tables[NAMES[table]])
    assert "no answer within 0.2 s" in retries[0]


def test_a_dataset_that_is_gone_is_not_asked_for_again(home: Path, portal: Portal) -> None:
    """A 404 is final: one request, and the error names the status."""
    portal.fail("count", "404", first=1, times=ALWAYS)
    with pytest.raises(PortalFailed, match="status 404"):
        fetch_source(source(FORCE))
    assert portal.requests["count"] == 1


@pytest.mark.parametrize("table", [FORCE, CALLS])
def test_more_announced_than_there_is(home: Path, portal: Portal, table: str) -> None:
    """A portal that announces a row more than it has ever gives ends in an error."""
    portal.fail("count", "more", first=1, times=ALWAYS)
    with pytest.raises(PortalFailed, match=r"announced|is expected"):
        fetch_source(source(table))
    assert visible(home) == []


def test_pages_that_overlap_are_seen(home: Path, portal: Portal) -> None:
    """As many rows as announced, but one twice and one not at all: the key shows it."""
    portal.fail("page", "overlap", first=4)
    snapshot, retries = fetch_source(source(CALLS))
    assert rows(snapshot) == records_of(portal.tables["layer"])
    assert "came twice (column OBJECTID)" in " ".join(retries)


def test_rows_that_arrive_during_the_reading(home: Path, portal: Portal) -> None:
    """A count that differs after reading a year makes that year be read again."""
    # Counted are two years, the whole and the rest; then by the library itself, before its pages.
    portal.fail("count", "more", first=6)
    snapshot, retries = fetch_source(source(FORCE))
    assert rows(snapshot) == records_of(portal.tables["uof1-aaaa"])
    assert "by a count after reading" in " ".join(retries)


def test_what_is_written_down(home: Path, portal: Portal) -> None:
    """A snapshot says per file rows, bytes, SHA-256, address, time, columns; it is read only."""
    snapshot, _ = fetch_source(source(FORCE))
    assert [(file.name, file.rows) for file in snapshot.files] == [
        *((f"{year}.parquet", count) for year, count in YEARS.items()),
        ("other.parquet", 3),
    ]
    assert snapshot.columns == tuple(portal.tables["uof1-aaaa"].columns)
    for file, path in zip(snapshot.files, snapshot.paths, strict=True):
        assert file.address == f"https://{portal.host}/resource/uof1-aaaa.json"
        assert file.bytes == path.stat().st_size
        assert file.retrieved_at.tzinfo is not None
        assert not path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)
    assert newest(raw_folder("sample"), "data") == snapshot


def test_a_file_is_kept_byte_for_byte(home: Path, portal: Portal) -> None:
    """A CSV file is the portal's own, with its line ends and quotes."""
    snapshot, _ = fetch_source(source(COMPLAINTS))
    assert snapshot.paths[0].name == "all.csv"
    assert (
        snapshot.paths[0].read_bytes().startswith(b'id,beat,text\r\n00000,0421,"a ""b"",\nc"\r\n')
    )


def test_days_written_as_text(home: Path, portal: Portal) -> None:
    """Where the portal says that days are text, years are found in it, even after a failed look.

    The library takes the column for a date when it cannot look, and says nothing.
    """
    table = portal.tables["uof1-aaaa"]
    table.columns["happened"] = "text"
    for row in table.rows:
        year, month, day = (row["happened"] or "1900-01-01")[:10].split("-")
        row["happened"] = f"{month}/{day}/{year}"
    portal.fail("describe", "500", first=1)
    portal.fail("describe", "500", first=3)
    snapshot, retries = fetch_source(source(FORCE))
    assert len(retries) == 2
    assert [file.name for file in snapshot.files] == ["all.parquet"]  # 1900 is nobody's year
    del table.rows[-3:]
    snapshot, retries = fetch_source(source(FORCE, "again"))
    assert [(file.name, file.rows) for file in snapshot.files] == [
        (f"{year}.parquet", count) for year, count in YEARS.items()
    ]
    assert rows(snapshot) == records_of(table)


@pytest.mark.parametrize(("table", "size"), [(FORCE, 50), (CALLS, MAX_RECORDS)])
def test_rows_go_to_disk_page_by_page(home: Path, portal: Portal, table: str, size: int) -> None:
    """Each page is a row group of its own: no more than one is ever held."""
    snapshot, _ = fetch_source(source(table))
    groups = pq.ParquetFile(snapshot.paths[0])
    assert groups.num_row_groups == -(-YEARS[2019] // size)
    assert max(groups.metadata.row_group(k).num_rows for k in range(groups.num_row_groups)) == size


def test_a_failed_fetch_is_resumed(home: Path, portal: Portal) -> None:
    """What was finished is not asked for again; the rest is, and the snapshot is whole."""
    portal.fail("page", "500", first=4, times=ALWAYS)  # 2019 has three pages
    with pytest.raises(PortalFailed, match="data 2020"):
        fetch_source(source(FORCE))
    portal.log.clear()
    with pytest.raises(PortalFailed, match="data 2020"):  # and once more, before anything is new
        fetch_source(source(FORCE))
    portal.failures.clear()
    snapshot, _ = fetch_source(source(FORCE))
    assert rows(snapshot) == records_of(portal.tables["uof1-aaaa"])
    assert not [path for path in portal.log if "between+%272019" in path and "offset" in path]
    assert [path for path in portal.log if "between+%272020" in path and "offset" in path]


def test_a_finished_year_that_was_damaged_is_fetched_again(home: Path, portal: Portal) -> None:
    """A kept file whose checksum no longer holds does not enter the snapshot."""
    portal.fail("page", "500", first=4, times=ALWAYS)
    with pytest.raises(PortalFailed):
        fetch_source(source(FORCE))
    (finished,) = (home / "raw" / "sample" / "data").glob(".fetching-*/2019.parquet.kept")
    finished.write_bytes(finished.read_bytes()[:-10])
    portal.failures.clear()
    snapshot, _ = fetch_source(source(FORCE))
    assert rows(snapshot) == records_of(portal.tables["uof1-aaaa"])


def test_an_old_beginning_is_not_continued(
    home: Path, portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Years fetched more than a day ago are fetched again: a snapshot is of one time."""
    portal.fail("page", "500", first=4, times=ALWAYS)
    with pytest.raises(PortalFailed):
        fetch_source(source(FORCE))
    portal.failures.clear()
    portal.log.clear()
    later = fetch._now() + fetch.RESUMED_WITHIN
    monkeypatch.setattr(fetch, "_now", lambda: later)
    snapshot, _ = fetch_source(source(FORCE))
    assert snapshot.retrieved_on == later.date()
    assert [path for path in portal.log if "between+%272019" in path and "offset" in path]


@pytest.mark.slow
def test_a_killed_fetch_leaves_no_snapshot_and_is_resumed(home: Path, portal: Portal) -> None:
    """A process killed in the middle of a year leaves nothing a reader sees, and no lock."""
    portal.fail("page", "hang", first=5)
    program = (
        "from data import fetch; from data.portals import tables\n"
        "from tests.portals.conftest import NOW, source\n"
        "tables.PAGE_ROWS = 50\n"
        "fetch._now = lambda: NOW\n"
        "fetch.fetch('sample', source('USE OF FORCE'), None, lambda *_: None, print)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT) as child:
        assert portal.hanging.wait(60)
        with pytest.raises(BuildRefused, match="Another fetch"):
            fetch_source(source(FORCE))
        os.kill(child.pid, signal.SIGKILL)
    portal.released.set()
    assert visible(home) == []
    assert list(raw_folder("sample").glob("data/*/*.parquet")) == []  # as a pack names its files
    assert newest(raw_folder("sample"), "data") is None
    portal.log.clear()
    snapshot, _ = fetch_source(source(FORCE))
    assert rows(snapshot) == records_of(portal.tables["uof1-aaaa"])
    assert not [path for path in portal.log if "between+%272019" in path and "offset" in path]


def test_a_second_fetch_of_the_day_does_nothing(home: Path, portal: Portal) -> None:
    """A snapshot of today is returned as it is, without a question to the portal."""
    first, _ = fetch_source(source(FORCE))
    portal.requests.clear()
    second, is_new = fetch.fetch("sample", source(FORCE), None, lambda *_: None, print)
    assert (second, is_new) == (first, False)
    assert not portal.requests
    with pytest.raises(BadInput, match="of other years"):
        fetch_source(source(FORCE), since=2020)


def test_columns_that_come_and_go_are_named(
    home: Path, portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next day's snapshot names the columns that are new and those that are gone."""
    fetch_source(source(FORCE))
    columns = portal.tables["uof1-aaaa"].columns
    columns["unit"] = "text"
    del columns["note"]
    tomorrow = fetch._now() + dt.timedelta(days=1)
    monkeypatch.setattr(fetch, "_now", lambda: tomorrow)
    snapshot, _ = fetch_source(source(FORCE))
    assert (snapshot.added, snapshot.removed) == (("unit",), ("note",))
    assert len(snapshots(raw_folder("sample"), "data")) == 2


def test_a_column_that_was_not_described_is_kept(home: Path, portal: Portal) -> None:
    """A field that turns up in the rows only, and late, is a column of the whole year."""
    portal.tables["uof1-aaaa"].rows[120]["surprise"] = "here"
    snapshot, _ = fetch_source(source(FORCE))
    assert snapshot.columns[-1] == "surprise"
    assert rows(snapshot)[120]["surprise"] == "here"
    assert snapshot.rows == 203


def test_since_fetches_the_later_years_and_counts_the_rest(home: Path, portal: Portal) -> None:
    """With a first year, the years before it stay at the portal, and how many rows is said."""
    snapshot, _ = fetch_source(source(FORCE), since=2020)
    assert [file.name for file in snapshot.files] == ["2020.parquet"]
    assert (snapshot.since, snapshot.left_out) == (2020, 133)
    with pytest.raises(BadInput, match="no rows"):
        fetch_source(source(CALLS, "calls"), since=2021)


def test_one_dataset_per_year(home: Path, portal: Portal) -> None:
    """Datasets that hold one year each become one file each; an empty one is an error."""
    stops = replace(source(FORCE), portal=Named("Testville", "STOPS"))
    snapshot, _ = fetch_source(stops)
    assert [(file.name, file.rows) for file in snapshot.files] == [
        ("2021.parquet", 203),
        ("2022.parquet", 203),
    ]
    assert snapshot.files[0].address != snapshot.files[1].address
    selection = replace(stops, id="some", portal=Named("Testville", "STOPS", years=(2022, 2030)))
    assert [file.name for file in fetch_source(selection)[0].files] == ["2022.parquet"]
    portal.tables["stop-2021"].rows.clear()
    with pytest.raises(BadInput, match="0 rows in 2021"):
        fetch_source(replace(stops, id="again"))


def test_undated_rows_of_a_layer_make_it_one_file(home: Path, portal: Portal) -> None:
    """Where the years do not add up to the whole and the rest cannot be asked for, all is read."""
    portal.tables["layer"].rows[7]["call_time"] = None
    snapshot, _ = fetch_source(source(CALLS))
    assert [(file.name, file.rows) for file in snapshot.files] == [("all.parquet", 200)]
    assert rows(snapshot) == records_of(portal.tables["layer"])


@pytest.mark.parametrize("kind", ["esriFieldTypeDateOnly", "esriFieldTypeString"])
def test_a_date_the_library_cannot_ask_for(home: Path, portal: Portal, kind: str) -> None:
    """A kind or a form of date it does not know is no fault: the layer is fetched as one file."""
    layer = portal.tables["layer"]
    layer.columns["call_time"] = kind
    for row in layer.rows:
        row["call_time"] = f"on the {row['call_time'][:10]}"
    snapshot, retries = fetch_source(source(CALLS))
    assert retries == []
    assert [file.name for file in snapshot.files] == ["all.parquet"]
    assert rows(snapshot) == records_of(layer)


def test_instants_and_numbers_as_text(home: Path, portal: Portal) -> None:
    """Instants far from today survive, and a gap makes no decimal of a whole number."""
    layer = portal.tables["layer"].rows
    layer[0]["call_time"] = "2330-05-06T07:08:09.010"
    layer[1]["call_time"] = "1900-01-01T00:00:00.000"
    records = rows(fetch_source(source(CALLS))[0])
    assert records[0]["call_time"] == "2330-05-06T07:08:09.010Z"
    assert records[1]["call_time"] == "1900-01-01T00:00:00.000Z"
    assert [row["beat"] for row in records[:3]] == [None, "1", "2"]
    assert millis("1970-01-01T00:00:01.000") == 1000


def test_since_leaves_an_undivided_file_whole(home: Path, portal: Portal) -> None:
    """A file that knows no years is fetched from its beginning, and the snapshot says so."""
    snapshot, _ = fetch_source(source(COMPLAINTS), since=2020)
    assert (snapshot.rows, snapshot.is_divided) == (200, False)
    assert fetch_source(source(COMPLAINTS))[0] == snapshot


def test_years_of_a_dataset_that_has_none(home: Path, portal: Portal) -> None:
    """A pack that asks for years of an undivided file is told so, not given something else."""
    spec = replace(source(COMPLAINTS), portal=Named("Testville", COMPLAINTS, years=(2019, 2019)))
    with pytest.raises(BadInput, match="cannot be divided"):
        fetch_source(spec)


def test_a_damaged_snapshot_is_found_out(home: Path, portal: Portal) -> None:
    """A file that was changed after the fetch fails verification, by name."""
    snapshot, _ = fetch_source(source(COMPLAINTS))
    path = snapshot.paths[0]
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(BadInput, match=r"all\.csv"):
        verify(snapshot)
