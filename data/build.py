"""The build: turns a city's raw files into a draft vintage and accounts for every row.

Each step is one function of another module. The build works in a hidden folder and renames it as
the last step, once all of it is on the disk. A build that is killed leaves only the hidden folder,
which the next build deletes.
"""

import datetime as dt
import json
import shutil
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import duckdb
import msgspec
from filelock import FileLock, Timeout

from data.account import account
from data.areas import load_areas
from data.benchmarks import load_benchmarks
from data.census import load_crosswalk
from data.check import compared_with, run_checks
from data.config import City, read_city
from data.errors import BuildRefused
from data.formats import quoted
from data.inputs import at_hand, find_files, inputs_key
from data.locate import check_maps, date_maps, place, reproject, unmatched_names
from data.machine import machine_faults
from data.manifest import describe
from data.part_keys import build_key
from data.parts import drop_others, gather, stage_source
from data.read import RawFile, lay_out_raw, open_files
from data.register import load_call_codes, load_codes, load_register, load_vocabularies
from data.repeats import has_dates, refuse_copies
from data.revisions import hand_on_counts, revise
from data.seal import finish
from data.sql import Engine, insert_rows, make_table, on_duckdb, run_sql
from data.stage import is_changed, lay_out_staging, stage
from data.store import store
from data.undecided import refuse_half_reviewed, refuse_undecided
from queries.declared.fields import delivered
from queries.manifest import Manifest
from queries.warehouse import city_folder, next_number, parts_folder, raw_folder

STEPS = (
    "read raw files",
    "read areas",
    "stage",
    "place",
    "core tables",
    "marts",
    "account for rows",
    "revisions",
    "checks",
    "write",
)

CORE = ("allegations", "complaints", "force_incidents", "force_persons", "calls")
MARTS = (
    "call_types",
    "sensitive_types",
    "coarse_calls",
    "daily_counts",
    "monthly_counts",
    "coverage",
    "published_fields",
    "blocks",
    "complaint_breakdowns",
    "allegation_breakdowns",
    "complaint_durations",
    "calls_cube",
    "call_responses",
    "city_responses",
    "call_outcomes",
    "call_week_hours",
    "force_breakdowns",
    "force_hours",
    "force_totals",
    "person_breakdowns",
)
VINTAGE_TABLES = (
    *(f"core.{name}" for name in CORE),
    *(f"marts.{name}" for name in MARTS),
    "core.areas",
    "core.populations",
    "core.benchmarks",
    "core.surveys",
    "core.places",
    "core.policies",
    "core.questions",
    "core.month_notes",
    "core.lost_months",
    "core.unmatched_names",
    "core.set_aside",
    "core.corrections",
    "core.reconciliation",
    "core.reported_months",
    "core.revision_records",
    "core.revision_notes",
    "core.settings",
    "core.vocabularies",
    "core.call_codes",
    "core.crosswalk",
)


def build(
    city_id: str,
    raw: Path | None = None,
    on_step: Callable[[str], None] = lambda _: None,
    as_of: dt.date | None = None,
    engine: Engine = on_duckdb,
) -> str:
    """Build a draft vintage of a city and return its name.

    `raw` is the folder of raw files (default: ACCORD_HOME/raw/<city>). `on_step` is called with
    each name of STEPS when the step begins. With `as_of`, the build reads only files retrieved by
    that day: the vintage shows what the public could see then. `engine` makes the tables of
    records; all engines make the same. Raises BadInput for input that cannot be used. Raises
    BuildRefused if another build of the city is running or if the rows do not add up, and
    MachineFault if the machine lacks space, memory, rights or file handles.
    """
    city = read_city(city_id)
    refuse_undecided(city)
    refuse_half_reviewed(city)
    folder = city_folder(city.id)
    with machine_faults():
        folder.mkdir(parents=True, exist_ok=True)
    try:
        with machine_faults(), FileLock(folder / "build.lock", timeout=0):
            return _build(city, raw or raw_folder(city.id), folder, on_step, as_of, engine)
    except Timeout as error:
        raise BuildRefused(
            f"Another build of {city.name} is running.\n"
            "  what to do: wait until it has finished, then try again"
        ) from error


def _build(
    city: City,
    raw: Path,
    folder: Path,
    on_step: Callable[[str], None],
    as_of: dt.date | None,
    engine: Engine,
) -> str:
    for unfinished in folder.glob(".building-*"):
        shutil.rmtree(unfinished)
    vintage = _new_name(folder)
    work = folder / f".building-{vintage}"
    work.mkdir()
    try:
        inputs = inputs_key(city, raw, as_of)
        number = _fill(work, vintage, inputs, city, raw, on_step, as_of, engine)
        finish(work, folder / vintage, number)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)  # a disk that is full must not stay full
        raise
    return vintage


def _fill(
    work: Path,
    vintage: str,
    inputs: str,
    city: City,
    raw: Path,
    on_step: Callable[[str], None],
    as_of: dt.date | None,
    engine: Engine,
) -> int:
    """Write all files of a vintage into `work`, and return the number of the build."""
    folder = work.parent
    spill = work / "spill"
    con = _database(spill)
    stack = ExitStack()
    try:
        on_step("read raw files")
        whole, city = city, at_hand(city, raw, as_of)
        opened = _open(con, city, raw)
        on_step("read areas")
        maps = load_areas(con, city, raw)
        load_crosswalk(con, city, raw, maps)
        _load_declared(con, city, raw)
        on_step("stage")
        files = _read(con, city, opened)
        stage(con, city)
        run_sql(con, "core/references")
        on_step("place")
        date_maps(con, city)
        reproject(con, city)
        make = stack.enter_context(engine(con, spill))  # no staged row changes from here on
        place(con, city, maps, make)
        check_maps(con, raw, maps)
        unmatched_names(con, city, make)
        on_step("core tables")
        for name in CORE:
            make(f"core.{name}")
        make_table(con, "core.surveys")
        on_step("marts")
        for name in MARTS:
            make(f"marts.{name}")
        on_step("account for rows")
        files = account(con, city, files)
        make_table(con, "core.set_aside")
        on_step("revisions")
        previous = compared_with(city.id)
        revise(con, folder / previous if previous else None)
        hand_on_counts(con, folder / previous if previous else None)
        on_step("checks")
        number = next_number(city.id)
        description = describe(con, city, whole, files, maps, previous)
        manifest = {"vintage": vintage, "number": number, "inputs": inputs, **description}
        checks = run_checks(
            con, msgspec.convert(manifest, Manifest), folder / previous if previous else None
        )
        on_step("write")
        _write(con, manifest, checks, work)
    finally:
        stack.close()
        con.close()
        shutil.rmtree(spill, ignore_errors=True)
    return number


def _database(spill: Path) -> duckdb.DuckDBPyConnection:
    """Return a database in memory, twice as fast as a file; larger data spill to disk."""
    con = duckdb.connect()
    con.execute(f"set temp_directory = {quoted(str(spill))}")
    con.execute("set enable_progress_bar = false; create schema core; create schema marts")
    run_sql(con, "macros")
    return con


def _load_declared(con: duckdb.DuckDBPyConnection, city: City, raw: Path) -> None:
    """Load what is declared rather than recorded: policies, codes, vocabularies, benchmarks."""
    load_register(con, city)
    load_codes(con, city)
    load_call_codes(con, city)
    load_vocabularies(con)
    load_benchmarks(con, city, raw)


def _new_name(folder: Path) -> str:
    """Return a name by time; two builds in the same second get different names.

    The order of vintages is that of their numbers: a clock can go wrong.
    """
    now = dt.datetime.now(dt.UTC)
    while (folder / f"{now:%Y%m%d-%H%M%S}").exists():
        now += dt.timedelta(seconds=1)
    return f"{now:%Y%m%d-%H%M%S}"


def _open(con: duckdb.DuckDBPyConnection, city: City, raw: Path) -> dict[str, list[RawFile]]:
    """Return the raw files of each source; fill core.files. No file may be given twice."""
    paths = {source.id: find_files(source, raw) for source in city.sources}
    refuse_copies(path for source in city.sources if has_dates(source) for path in paths[source.id])
    make_table(con, "core.files")
    opened: dict[str, list[RawFile]] = {}
    for source in city.sources:
        first_no = 1 + sum(len(files) for files in opened.values())
        opened[source.id] = open_files(con, source, paths[source.id], first_no)
        names = [(file.file_no, source.id, file.name) for file in opened[source.id]]
        insert_rows(con, "core.files", names)
    return opened


def _read(
    con: duckdb.DuckDBPyConnection, city: City, opened: dict[str, list[RawFile]]
) -> list[dict[str, Any]]:
    """Stage the raw files part by part, and return a record of each file."""
    lay_out_raw(con)
    lay_out_staging(con, city)
    folder, of_build = parts_folder(city.id), build_key(city)
    parts = [
        (source, part)
        for source in city.sources
        for part in stage_source(con, city, source, opened[source.id], folder, of_build)
    ]
    drop_others(folder, [part for _, part in parts])
    for dataset in delivered():
        gather(con, dataset, parts, "table" if is_changed(city, dataset) else "view")
    return [record for _, part in parts for record in part.records]


def _write(
    con: duckdb.DuckDBPyConnection,
    manifest: dict[str, Any],
    checks: list[dict[str, Any]],
    work: Path,
) -> None:
    for table in VINTAGE_TABLES:
        store(con, table, work / f"{table.split('.')[1]}.parquet")
    content = {**manifest, "is_sealed": True, "tables": _table_counts(con)}
    for name, value in (("checks.json", checks), ("manifest.json", content)):
        text = json.dumps(value, indent=1, default=str, ensure_ascii=False)
        (work / name).write_text(text + "\n", encoding="utf-8")


def _table_counts(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    counts = {}
    for table in VINTAGE_TABLES:
        row = con.execute(f"select count(*) from {table}").fetchone()
        counts[table.split(".")[1]] = int(row[0]) if row else 0
    return counts
