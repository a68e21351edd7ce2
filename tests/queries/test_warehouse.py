"""Where vintages are stored, and what a serving connection can reach."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from queries import warehouse
from queries.errors import Unreadable
from queries.paths import ROOT
from queries.stored.reader import Reader
from queries.stored.statements import Refused
from queries.vintage import catalog
from queries.vintage.catalog import open_city
from queries.vintage.opened import opened
from tests.conftest import at_home
from tests.damage import MANIFESTS, POINTERS
from tests.manifests import CITY, as_json

NAME = "20240101-000000"


def finish(city: str, name: str = NAME, /, **more: object) -> Path:
    """Write a vintage of one small table and return its folder."""
    folder = warehouse.city_folder(city) / name
    folder.mkdir(parents=True)
    with duckdb.connect() as con:
        con.sql("select 7 as n").write_parquet(str(folder / "numbers.parquet"))
    manifest = json.dumps(as_json(name, **more))
    (folder / "manifest.json").write_text(manifest, encoding="utf-8")
    (folder / "checks.json").write_text("[]", encoding="utf-8")
    return folder


def point(city: str, name: str) -> None:
    """Publish a vintage, whatever it holds."""
    (warehouse.city_folder(city) / "current").write_text(name + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of a published vintage, beside one that is not published."""
    with at_home(tmp_path_factory.mktemp("served")):
        finish("city", "20240202-000000")
        folder = finish("city")
        point("city", NAME)
        yield folder


@pytest.fixture(scope="module")
def reader(served: Path) -> Reader:
    """The reader that serves it."""
    return warehouse.open_vintage("city", NAME)


@pytest.fixture(scope="module")
def serving(reader: Reader) -> duckdb.DuckDBPyConnection:
    """The reader's connection, which holds on its own what can be held there."""
    return reader.con


def test_every_table_of_a_vintage_is_a_view(serving: duckdb.DuckDBPyConnection, home: Path) -> None:
    """The Parquet files are read under their own names, from a folder with a quote in it too."""
    assert serving.execute("select n from numbers").fetchall() == [(7,)]
    finish("o'fallon")
    quoted = warehouse.open_vintage("o'fallon", NAME)
    assert quoted.rows("select n from numbers") == [(7,)]


@pytest.mark.parametrize(
    "statement",
    [
        "set threads = 1",
        "set memory_limit = '1GB'",
        "set temp_directory = 'elsewhere'",
        "set lock_configuration = false",
        "reset threads",
        "set enable_external_access = true",
        "set allowed_directories = ['/']",
    ],
)
def test_no_setting_of_a_serving_connection_changes(
    serving: duckdb.DuckDBPyConnection, statement: str
) -> None:
    """The configuration is locked: no statement changes any setting, harmless ones included."""
    with pytest.raises(duckdb.Error, match=r"(?i)locked"):
        serving.execute(statement)


def test_a_serving_connection_is_configured(
    served: Path, serving: duckdb.DuckDBPyConnection
) -> None:
    """External access is off and the configuration locked; of all vintages one is allowed."""
    row = serving.execute(
        "select current_setting('enable_external_access'), "
        "current_setting('lock_configuration'), current_setting('allowed_directories')"
    ).fetchone()
    assert row is not None
    assert row[:2] == (False, True)
    allowed = {Path(name) for name in row[2]}
    # the engine adds the folder to which it would spill what does not fit into memory
    assert allowed - {Path(".tmp").resolve()} == {served}


@pytest.mark.parametrize(
    "statement",
    [
        "from read_parquet('{other}/numbers.parquet')",
        "from read_text('{folder}/../current')",
        "from glob('{warehouse}/*')",
        "from read_csv('/etc/hostname')",
        "attach '{other}/new.duckdb'",
        "copy (select 1) to '{other}/out.csv'",
        "install httpfs",
        "load httpfs",
        "from read_csv('https://example.org/a.csv')",
    ],
)
def test_a_serving_connection_reaches_no_other_place(
    served: Path, serving: duckdb.DuckDBPyConnection, statement: str
) -> None:
    """Another vintage of the city, another folder, a host and an extension are all refused."""
    draft = served.with_name("20240202-000000")
    places = {"other": draft, "folder": served, "warehouse": served.parents[1]}
    with pytest.raises(duckdb.Error, match=r"(?i)disabled|not allowed|permission|cannot access"):
        serving.execute(statement.format(**places)).fetchall()


WRITING = [
    "copy numbers to '{folder}/numbers.parquet' (format parquet)",
    "copy (select 1) to '{folder}/new.csv'",
    "with taken as (copy numbers to '{folder}/new.csv') from taken",
    "with taken as materialized (copy numbers to '{folder}/new.csv') select 1 union select 2",
    "with taken as (insert into numbers values (1) returning n) from taken",
    "with taken as (delete from numbers returning n) from taken",
    "export database '{folder}/new'",
    "insert into numbers values (1)",
    "update numbers set n = 1",
    "delete from numbers",
    "drop view numbers",
    "create or replace view numbers as select 8 as n",
    "create or replace temp view numbers as select 8 as n",
    "create temp table numbers as select 8 as n",
    "create macro count() as 8",
    "alter view numbers rename to others",
    "attach ':memory:' as other",
    "detach memory",
    "use temp",
    "pragma database_list",
    "pragma threads = 1",
    "call pragma_version()",
    "set variable n = 1",
    "set schema = 'temp'",
    "prepare later as select 1",
    "begin transaction",
    "load httpfs",
    "explain analyze select 1",
    "select 1; drop view numbers",
    "select 1; select 2",
    "",
]


@pytest.mark.parametrize("statement", WRITING)
def test_a_reader_runs_nothing_but_one_select(served: Path, reader: Reader, statement: str) -> None:
    """What writes, changes a view or a setting, or is no question, is refused and changes nothing.

    DuckDB takes COPY … TO inside a WITH for a SELECT; that is refused too.
    """
    before = {path: path.read_bytes() for path in served.iterdir()}
    for ask in (reader.frame, reader.arrow, reader.rows):
        with pytest.raises(Refused):
            ask(statement.format(folder=served))
    assert {path: path.read_bytes() for path in served.iterdir()} == before
    assert reader.rows("select n from numbers") == [(7,)]
    assert reader.rows("select count(*) from information_schema.tables") == [(1,)]


def test_a_reader_runs_every_kind_of_select(reader: Reader) -> None:
    """Values by name and by place, WITH, recursion and unions are questions."""
    for query, values, expected in (
        ("select n from numbers where n = $n", {"n": 7}, [(7,)]),
        ("select n from numbers where n = ?", [7], [(7,)]),
        ("with a as (from numbers), b as (from a) select n from b", None, [(7,)]),
        ("select 1 union all select n from numbers order by all -- the end", None, [(1,), (7,)]),
        (
            "with recursive a as (select 1 as n union all select n + 1 from a where n < 3) from a",
            None,
            [(1,), (2,), (3,)],
        ),
    ):
        assert reader.rows(query, values) == expected
        assert reader.frame(query, values).rows() == expected


def test_no_code_asks_past_the_reader() -> None:
    """Pages and questions have no use for a connection: only the reader and its opening have.

    The opening looks at the columns of tables (queries/stored/tables.py) and adds what an older
    vintage lacks; a file is copied; two vintages are opened beside each other. A statement is
    parsed by an empty database, and a visitor's query runs in a process that has the public tables.
    """
    users = {
        str(path.relative_to(ROOT))
        for package in ("dashboard", "queries")
        for path in (ROOT / package).rglob("*.py")
        if re.search(r"\bcon\.|duckdb\.connect", path.read_text(encoding="utf-8"))
    }
    assert users == {
        "queries/warehouse.py",
        "queries/stored/reader.py",
        "queries/stored/tables.py",
        "queries/vintage/older.py",
        "queries/vintage/pairs.py",
        "queries/records/files.py",
        "queries/records/select_process.py",
        "queries/stored/statements.py",
    }


def test_vintages_are_the_finished_ones_of_this_release(home: Path) -> None:
    """Vintages are listed oldest first; a draft in the making and another format are left out."""
    assert warehouse.vintages("city") == []
    finish("city", "20240202-000000")
    finish("city", "20240101-000000")
    finish("city", "20240303-000000", format=warehouse.FORMAT - 1)
    finish("city", "20240404-000000", format=warehouse.FORMAT + 1)
    finish("city", ".building-20240505-000000")
    (warehouse.city_folder("city") / "20240606-000000").mkdir()
    finish("city", "20240101-000000 (copy)")
    assert warehouse.vintages("city") == ["20240101-000000", "20240202-000000"]


def test_the_order_is_that_of_the_builds(home: Path) -> None:
    """Numbers decide, whatever the clock said; those without one come first, by name."""
    for name, number in (
        ("20990101-000000", 1),
        ("20240101-000000", 3),
        ("20240303-000000", 2),
        ("20230202-000000", None),
        ("20980101-000000", None),
    ):
        finish("city", name, **({} if number is None else {"number": number}))
    order = ["20230202-000000", "20980101-000000", "20990101-000000"]
    order += ["20240303-000000", "20240101-000000"]
    assert warehouse.vintages("city") == order
    for position, name in enumerate(order):
        assert warehouse.before("city", name) == order[:position]
    assert warehouse.next_number("city") == 4
    # a manifest of another release counts; one that cannot be read does not
    finish("city", "20240404-000000", format=warehouse.FORMAT + 1, number=7)
    (finish("city", "20240505-000000", number=9) / "manifest.json").write_bytes(b"")
    assert warehouse.next_number("city") == 8
    assert warehouse.next_number("elsewhere") == 1


def test_a_damaged_vintage_keeps_its_place(home: Path) -> None:
    """What was built before it is known by its number if that can be read, else by its name."""
    for number, name in enumerate(("20990101-000000", "20240101-000000", "20240303-000000"), 1):
        path = finish("city", name, number=number) / "manifest.json"
    path.write_text(json.dumps({"format": warehouse.FORMAT, "number": 3}), encoding="utf-8")
    earlier = ["20990101-000000", "20240101-000000"]
    assert warehouse.vintages("city") == earlier
    assert warehouse.before("city", path.parent.name) == earlier
    path.unlink()
    assert warehouse.before("city", path.parent.name) == ["20240101-000000"]


def test_the_current_vintage_is_the_one_pointed_at(home: Path) -> None:
    """The published vintage is the one the pointer names, if it is there and readable."""
    assert warehouse.current("city") is None
    finish("city", "20240101-000000")
    finish("city", "20240202-000000", format=warehouse.FORMAT + 1)
    assert warehouse.current("city") is None
    for name, expected in (
        ("20240101-000000", "20240101-000000"),
        ("20240202-000000", None),
        ("20240303-000000", None),
        ("", None),
    ):
        point("city", name)
        assert warehouse.current("city") == expected, name


def test_cities_are_listed_once_something_is_published(home: Path) -> None:
    """Only cities whose published vintage can be read are offered, in alphabetical order."""
    assert warehouse.published_cities() == []
    for city, number in (("b", 0), ("a", 0), ("c", -1)):
        finish(city, "20240101-000000", format=warehouse.FORMAT + number)
        point(city, "20240101-000000")
    finish("d", "20240101-000000")
    assert warehouse.published_cities() == ["a", "b"]


def test_a_vintage_tells_of_itself(home: Path) -> None:
    """The manifest and the checks of a vintage are read back as they were written."""
    city = {**CITY, "name": "Peñasco"}
    folder = finish("city")
    content = as_json(NAME, city=city)
    (folder / "manifest.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    checks = [{"name": "n", "severity": "error", "rule": "número", "rows": 1}]
    (folder / "checks.json").write_text(json.dumps(checks, ensure_ascii=False), encoding="utf-8")
    assert warehouse.manifest("city", NAME).city.name == "Peñasco"
    assert warehouse.checks("city", NAME) == checks


def answers(city: str) -> tuple[object, ...]:
    """Return all that the site asks of a city."""
    name = str(warehouse.current(city))
    return (
        catalog.cities()[city],
        warehouse.vintages(city),
        opened(city).reader.rows("from numbers"),
        open_city(city, name).manifest,
    )


@pytest.mark.parametrize(
    ("file", "harm"),
    [
        *(("manifest.json", name) for name in MANIFESTS),
        *(("current", name) for name in POINTERS),
    ],
)
def test_damage_to_one_city_changes_nothing_of_another(
    home: Path, caplog: pytest.LogCaptureFixture, file: str, harm: str
) -> None:
    """Damaged and mended while both are served, a city goes and comes back; the other stays.

    The log names the file once, and again only after it was whole.
    """
    for city in ("harmed", "sound"):
        finish(city)
        point(city, NAME)
    before = {city: answers(city) for city in ("harmed", "sound")}
    path = warehouse.city_folder("harmed") / (f"{NAME}/{file}" if file != "current" else file)
    whole = path.read_bytes()
    for times in (1, 2):
        (MANIFESTS if file != "current" else POINTERS)[harm](path)
        for _ in range(3):
            assert list(catalog.cities()) == warehouse.published_cities() == ["sound"]
            assert answers("sound") == before["sound"]
            with pytest.raises(Unreadable, match=file):
                opened("harmed")
        assert catalog.is_damaged("harmed")
        assert [damage.path for damage in warehouse.damages("harmed")] == [path]
        assert sum(str(path) in message for message in caplog.messages) == times
        if path.is_dir():
            path.rmdir()
        path.write_bytes(whole)
        assert {city: answers(city) for city in ("harmed", "sound")} == before
        assert warehouse.damages("harmed") == []


@pytest.mark.parametrize("harm", ["gone", "empty", "cut", "binary", "a folder"])
def test_lost_tables_are_seen_and_seen_to_be_back(
    home: Path, caplog: pytest.LogCaptureFixture, harm: str
) -> None:
    """A table gone or cut under a running server ends in a message, until it is mended."""
    for city in ("harmed", "sound"):
        finish(city, tables={"numbers": 1})
        point(city, NAME)
    before = {city: answers(city) for city in ("harmed", "sound")}
    path = warehouse.city_folder("harmed") / NAME / "numbers.parquet"
    whole = path.read_bytes()
    MANIFESTS[harm](path)
    for _ in range(2):
        with pytest.raises(Unreadable, match=r"accord rollback harmed"):
            opened("harmed")
        assert answers("sound") == before["sound"]
    assert [damage.path for damage in warehouse.damages("harmed")] == [path]
    assert sum(str(path) in message for message in caplog.messages) == 1
    if path.is_dir():
        path.rmdir()
    path.write_bytes(whole)
    assert {city: answers(city) for city in ("harmed", "sound")} == before


def test_lost_results_of_checks_are_a_message(home: Path) -> None:
    """Gone or of another shape, checks.json is named with its reason; the tables are served."""
    path = finish("city") / "checks.json"
    point("city", NAME)
    for harm in (lambda: path.write_text('[{"name": 1}]', encoding="utf-8"), path.unlink):
        harm()
        with pytest.raises(Unreadable, match=r"checks\.json"):
            warehouse.checks("city", NAME)
        assert [damage.path for damage in warehouse.damages("city")] == [path]
        assert opened("city").reader.rows("from numbers") == [(7,)]


def test_state_lives_where_it_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """ACCORD_HOME holds raw files and vintages; the default is `var` in the current folder."""
    assert warehouse.raw_folder("city") == home / "raw" / "city"
    assert warehouse.city_folder("city") == home / "warehouse" / "city"
    monkeypatch.delenv("ACCORD_HOME")
    home.mkdir()
    monkeypatch.chdir(home)
    assert warehouse.home() == home / "var"
