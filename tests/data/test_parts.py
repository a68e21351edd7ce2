"""A build that reads only changed files gives the tables of a build that reads all of them."""

import datetime as dt
import re
import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import msgspec
import pytest

from data import build
from data.by_row import ASKING, asks_only_why, is_by_row
from data.config import City, read_city
from data.parts import SUMMARY, Summary
from queries.errors import BadInput
from queries.paths import SQL
from queries.warehouse import city_folder, current, parts_folder


def tables_of(city: str, vintage: str) -> dict[str, Path]:
    """Return the tables that a build makes of a vintage, by name; a publication adds others."""
    paths = (city_folder(city) / vintage).glob("*.parquet")
    return {path.name: path for path in paths if not path.name.startswith("released_")}


def differing(city: str, vintage: str, other: str) -> list[str]:
    """Return the tables of two vintages that differ in a row."""
    ours, others = tables_of(city, vintage), tables_of(city, other)
    assert ours.keys() == others.keys()
    return [
        name
        for name in sorted(ours)
        if duckdb.execute(
            f"(from '{ours[name]}' except all from '{others[name]}') "
            f"union all (from '{others[name]}' except all from '{ours[name]}') limit 1"
        ).fetchall()
    ]


def written(city: str) -> dict[str, int]:
    """Return when each part of a city was written."""
    return {
        path.parent.name: path.stat().st_mtime_ns
        for path in parts_folder(city).glob(f"*/{SUMMARY}")
    }


@pytest.fixture
def raw(small_raw: Path, tmp_path: Path, home: Path) -> Path:
    """The sample's raw files in a folder of the test's own, and an empty ACCORD_HOME."""
    return Path(shutil.copytree(small_raw, tmp_path / "raw"))


@pytest.fixture
def built(raw: Path, home: Path, small_home: Path) -> str:
    """The vintage of those raw files, built and with its parts in the test's own ACCORD_HOME."""
    shutil.copytree(small_home, home)
    return str(current("sample"))


@pytest.mark.slow
def test_a_new_month_gives_what_a_whole_build_gives(raw: Path) -> None:
    """Rows added to one file, a file that is new: every table is that of a build from nothing."""
    latest, whole_year = raw / "calls_2023.csv", (raw / "calls_2023.csv").read_bytes()
    lines = whole_year.splitlines(keepends=True)
    latest.write_bytes(b"".join(lines[: len(lines) * 11 // 12]))
    earlier = (raw / "calls_2016.csv").rename(raw.parent / "calls_2016.csv")
    build.build("sample", raw)
    before = written("sample")
    latest.write_bytes(whole_year)
    earlier.rename(raw / "calls_2016.csv")
    added = build.build("sample", raw)
    after = written("sample")
    assert len(after) == len(before) + 1
    assert len(after.items() & before.items()) == len(before) - 1  # the others were not read again
    shutil.rmtree(parts_folder("sample"))
    assert differing("sample", added, build.build("sample", raw)) == []


@pytest.mark.slow
@pytest.mark.usefixtures("built")
def test_a_part_tells_of_its_own_files() -> None:
    """What is seen in a file stands in its part alone: each declared kind of a column once."""
    checked = {
        source.id: sum(kind != "text" for kind in source.columns.values())
        for source in read_city("sample").sources
    }
    summaries = [
        msgspec.json.decode(path.read_bytes(), type=Summary)
        for path in parts_folder("sample").glob(f"*/{SUMMARY}")
    ]
    assert len(summaries) == 11
    for summary in summaries:
        assert {index for _, index, *_ in summary.kinds} == {0}
        assert len(summary.kinds) == checked[summary.kinds[0][0]]


@pytest.mark.slow
@pytest.mark.usefixtures("built")
def test_a_column_that_changed_is_named_though_other_files_are_used_again(raw: Path) -> None:
    """Of a source whose other files are parts already, the file at fault is told, and stays so."""
    path = raw / "calls_2023.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"(,2023-)(\d\d)-", r",\2-2023-", text), encoding="utf-8")
    for _ in range(2):
        with pytest.raises(BadInput, match=r"(?s)changed its type.*calls_2023\.csv"):
            build.build("sample", raw)


@pytest.mark.slow
def test_a_damaged_part_is_written_anew(raw: Path, built: str) -> None:
    """A part whose bytes are not those that were written is not used."""
    damaged = max(parts_folder("sample").glob("*/calls.parquet"))
    content = bytearray(damaged.read_bytes())
    content[len(content) // 2] ^= 1
    damaged.write_bytes(content)
    before = written("sample")
    assert differing("sample", built, build.build("sample", raw)) == []
    anew = written("sample").items() - before.items()
    assert [name for name, _ in anew] == [damaged.parent.name]


@pytest.mark.slow
@pytest.mark.usefixtures("built")
def test_a_date_to_come_is_judged_on_the_day_of_retrieval(
    raw: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Retrieved a week later, a file with a date of that week is read again, and the others not."""
    path = raw / "calls_2023.csv"
    row = path.read_text(encoding="utf-8").splitlines()[-1].split(",")
    row[:2] = ["E24-1", "2024-01-08 10:00:00"]  # three days after the retrieval
    with path.open("a", encoding="utf-8") as file:
        file.write(",".join(row) + "\n")
    build.build("sample", raw)
    before = written("sample")
    monkeypatch.setattr(build, "read_city", lambda _: retrieved(dt.date(2024, 1, 12)))
    later = build.build("sample", raw)
    assert len(written("sample").items() - before.items()) == 1
    shutil.rmtree(parts_folder("sample"))
    assert differing("sample", later, build.build("sample", raw)) == []
    calls = tables_of("sample", later)["calls.parquet"]
    assert duckdb.execute(f"select count(*) from '{calls}' where call_id = 'E24-1'").fetchall() == [
        (1,)
    ]


def retrieved(day: dt.date) -> City:
    """Return the sample city as it is when all its sources are retrieved on a day."""
    city = read_city("sample")
    return replace(
        city, sources=tuple(replace(source, retrieved_on=day) for source in city.sources)
    )


BY_ROW = "select raw.source_row, coalesce(id_fault(a), date_fault(b)) as set_aside, a from raw"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (BY_ROW, True),
        (f"{BY_ROW} left join codes_types as types on raw.a = types.code where a <> ''", True),
        (BY_ROW.replace(", a ", ", unnest(string_split(a, '/')) as a "), True),
        (BY_ROW.replace(", a ", ", list_max(list_transform([a], lambda v: v)) as a "), True),
        (BY_ROW.replace(", a ", ", row_number() over () as a "), False),
        (BY_ROW.replace(", a ", ", (select max(a) from raw) as a "), False),
        (BY_ROW.replace(", a ", ", max(a) as a "), False),
        (f"{BY_ROW} qualify row_number() over (partition by a) = 1", False),
        (f"{BY_ROW} group by all", False),
        (f"{BY_ROW} where a in (select a from raw)", False),
        (f"{BY_ROW} left join raw as other on raw.a = other.a", False),
        (f"{BY_ROW} inner join codes_types as types on raw.a = types.code", False),
        (f"{BY_ROW} order by a", False),
        (f"{BY_ROW} limit 3", False),
        (BY_ROW.replace("select", "select distinct", 1), False),
        (f"{BY_ROW} union all {BY_ROW}", False),
        (f"with rows as ({BY_ROW}) from rows", False),
        (f"{BY_ROW} using sample 3", False),
        ("select from from", False),
    ],
)
def test_a_query_that_looks_at_other_rows_is_not_by_row(query: str, expected: bool) -> None:
    """One select from raw with code tables is by row; what sees or counts other rows is not."""
    assert is_by_row(query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (BY_ROW, True),
        ("select date_fault(a) as set_aside from raw", True),
        ("select coalesce(a, coalesce(date_fault(a), b)) as set_aside from raw", True),
        (
            "select coalesce(case when date_fault(a) is null then b end) as set_aside from raw",
            False,
        ),
        ("select nullif(date_fault(a), b) as set_aside from raw", False),
        ("select date_fault(written_since(a, b)) as set_aside from raw", False),
        (BY_ROW.replace(", a ", ", case when date_fault(a) is null then a end as a "), False),
        (BY_ROW.replace(", a ", ", retrieved_on() as a "), False),
        (f"{BY_ROW} where date_fault(b) is null", False),
        (f"{BY_ROW} left join codes_types as types on date_fault(raw.b) = types.code", False),
    ],
)
def test_the_day_of_retrieval_may_only_set_rows_aside(query: str, expected: bool) -> None:
    """A date fault that anything else hangs on makes a part hold for its own day only."""
    assert asks_only_why(query) == expected


def test_every_macro_that_asks_for_the_day_of_retrieval_is_known() -> None:
    """A macro that reads the day, by itself or through another, is listed."""
    text = "\n".join(
        line
        for path in (SQL / "macros.sql", SQL / "staging" / "recodes.sql")
        for line in path.read_text(encoding="utf-8").splitlines()
        if not line.startswith("--")
    )
    bodies = dict(re.findall(r"macro (\w+)\([^)]*\) as\s(.*?);", text, re.S))
    asking = {name for name, body in bodies.items() if "getvariable('retrieved_on')" in body}
    for _ in bodies:
        asking |= {name for name, body in bodies.items() if asking & set(re.findall(r"\w+", body))}
    assert asking == ASKING


def test_a_real_city_is_the_same_from_parts(
    home: Path, minneapolis_home: Path, shared_data: Path
) -> None:
    """A part that is gone is written again, the others are used: every table is as before."""
    shutil.copytree(minneapolis_home, home)
    first = str(current("minneapolis"))
    before = written("minneapolis")
    gone = min(before)
    shutil.rmtree(parts_folder("minneapolis") / gone)
    second = build.build("minneapolis", shared_data / "minneapolis")
    assert [name for name, _ in written("minneapolis").items() - before.items()] == [gone]
    assert differing("minneapolis", first, second) == []
