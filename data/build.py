"""The build: raw files in, a draft vintage out, every row accounted for.

It reads as a table of contents: each step is one function of one module. Everything happens in a
folder whose name no reader looks at; the last act is to rename it. A build that dies at any
point therefore leaves nothing but that folder, which the next build sweeps away.
"""

import datetime as dt
import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
from filelock import FileLock, Timeout

from data.account import RECORD_ID, account
from data.areas import AreaMap, load_areas
from data.benchmarks import load_benchmarks
from data.check import run_checks
from data.config import City, Source, read_city, staging_file
from data.corrections import correct
from data.errors import BadInput, BuildRefused
from data.formats import named, quoted
from data.inputs import at_hand, find_files
from data.locate import date_maps, place, reproject, unmatched_names
from data.read import read_source
from data.register import load_codes, load_register, load_vocabularies
from data.revisions import revise
from data.undecided import refuse_undecided
from queries.warehouse import SQL, city_folder, current, manifest, raw_folder

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

GAP_RECORDS = 10
"""With as many records in a usual month, one without any has a chance of 1 in 20,000."""

CORE = ("references", "allegations", "complaints", "force_incidents", "force_persons", "calls")
MARTS = (
    "daily_counts",
    "coverage",
    "call_types",
    "force_breakdowns",
    "force_totals",
    "person_breakdowns",
)
VINTAGE_TABLES = (
    *(f"core.{name}" for name in CORE if name != "references"),
    *(f"marts.{name}" for name in MARTS),
    "core.areas",
    "core.populations",
    "core.benchmarks",
    "core.places",
    "core.policies",
    "core.month_notes",
    "core.lost_months",
    "core.unmatched_names",
    "core.set_aside",
    "core.corrections",
    "core.reconciliation",
    "core.revision_records",
    "core.revision_notes",
    "core.settings",
    "core.vocabularies",
)


def build(
    city_id: str,
    raw: Path | None = None,
    on_step: Callable[[str], None] = lambda _: None,
    as_of: dt.date | None = None,
) -> str:
    """Build a draft vintage of a city and return its name.

    `raw` is the folder of raw files (default: ACCORD_HOME/raw/<city>). `on_step` is called with
    each name of STEPS as that step begins. With `as_of`, only what had been retrieved by that day
    is read: the vintage shows what the public could see then. Raises BadInput for input that
    cannot be used and BuildRefused if another build of the city is running or the rows do not add
    up.
    """
    city = read_city(city_id)
    refuse_undecided(city)
    folder = city_folder(city.id)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / "build.lock", timeout=0):
            return _build(city, raw or raw_folder(city.id), folder, on_step, as_of)
    except Timeout as error:
        raise BuildRefused(
            f"Another build of {city.name} is running.\n"
            "  what to do: wait until it is done, then try again"
        ) from error


def _build(
    city: City,
    raw: Path,
    folder: Path,
    on_step: Callable[[str], None],
    as_of: dt.date | None,
) -> str:
    for left in folder.glob(".building-*"):
        shutil.rmtree(left)
    vintage = _new_name(folder)
    work = folder / f".building-{vintage}"
    work.mkdir()
    con = duckdb.connect()  # in memory: half the time of a file; what does not fit spills here
    con.execute(f"set temp_directory = {quoted(str(work / 'spill'))}")
    con.execute("create schema core; create schema marts")
    try:
        on_step("read raw files")
        whole, city = city, at_hand(city, raw, as_of)
        files = _read(con, city, raw)
        on_step("read areas")
        maps = load_areas(con, city, raw)
        load_register(con, city)
        load_codes(con, city)
        load_vocabularies(con)
        load_benchmarks(con, city, raw)
        on_step("stage")
        _stage(con, city)
        on_step("place")
        date_maps(con, city)
        reproject(con, city)
        place(con, city, maps)
        unmatched_names(con, city, maps)
        on_step("core tables")
        _run(con, "core", CORE)
        on_step("marts")
        _run(con, "marts", MARTS)
        on_step("account for rows")
        files = account(con, city, files)
        _set_aside(con)
        on_step("revisions")
        previous = current(city.id)
        revise(con, folder / previous if previous else None)
        on_step("checks")
        checks = run_checks(con, folder / previous if previous else None)
        on_step("write")
        _write(con, city, vintage, previous, files, maps, checks, _absent(whole, city), work)
    finally:
        con.close()
        shutil.rmtree(work / "spill", ignore_errors=True)
    work.rename(folder / vintage)
    return vintage


def _new_name(folder: Path) -> str:
    """Return a name that sorts by time; two builds in one second get different ones."""
    now = dt.datetime.now(dt.UTC)
    while (folder / f"{now:%Y%m%d-%H%M%S}").exists():
        now += dt.timedelta(seconds=1)
    return f"{now:%Y%m%d-%H%M%S}"


def _read(con: duckdb.DuckDBPyConnection, city: City, raw: Path) -> list[dict[str, Any]]:
    found = {source.id: find_files(source, raw) for source in city.sources}
    files: list[dict[str, Any]] = []
    for source in city.sources:
        files += read_source(con, source, found[source.id], first_no=len(files) + 1)
    con.execute("create table core.files (file_no bigint, source varchar, file varchar)")
    con.executemany(
        "insert into core.files values (?, ?, ?)",
        [(record["file_no"], record["source"], record["file"]) for record in files],
    )
    return files


def _stage(con: duckdb.DuckDBPyConnection, city: City) -> None:
    con.execute((SQL / "staging" / "contract.sql").read_text(encoding="utf-8"))
    con.execute(
        """
        create table core.settings as
        select
            ? as city, ? as public_decimals, ?::date as begins_on, ?::date as ends_on,
            ? as high_force_level, ?::int as response_priority, ?::int as response_target_s,
        """,
        [
            city.id,
            city.public_decimals,
            city.begins_on,
            max(source.retrieved_on for source in city.sources),
            city.high_force_level,
            city.response_target.get("priority"),
            city.response_target.get("seconds"),
        ],
    )
    for source in city.sources:
        for dataset, name in source.staging.items():
            _stage_one(con, city, source, dataset, name)
    correct(con, city.folder / "corrections.toml", [source.id for source in city.sources])
    for source in city.sources:
        for older in source.supersedes:
            for dataset in source.staging:
                _supersede(con, dataset, newer=source.id, older=older)


def _stage_one(
    con: duckdb.DuckDBPyConnection, city: City, source: Source, dataset: str, name: str
) -> None:
    formats = ", ".join(quoted(one) for one in source.date_formats)
    path = staging_file(city.id, name)
    query = path.read_text(encoding="utf-8").rstrip().rstrip(";")
    con.execute(
        f"create or replace macro parse_time(text) as try_strptime(trim(text), [{formats}])"
    )
    con.execute(f"create or replace macro retrieved_on() as date '{source.retrieved_on}'")
    con.execute(
        f"create or replace view raw as select * exclude (row_key) from raw.{named(source.id)}"
    )
    try:
        con.execute(
            f"""
            insert into staging.{dataset} by name
            select
                staged.* replace (
                    case
                        when header_rows.row_key is not null then 'header_repeated'
                        else staged.set_aside
                    end as set_aside
                ),
                {quoted(source.id)} as source,
                files.file_no * 10000000000 + staged.source_row as row_key,
                false as is_superseded,
            from (
            {query}
            ) as staged
            inner join core.files as files
                on staged.source_file = files.file and files.source = {quoted(source.id)}
            left join (select distinct row_key from raw.header_rows) as header_rows
                on files.file_no * 10000000000 + staged.source_row = header_rows.row_key
            """
        )
    except duckdb.Error as error:
        raise BadInput(
            f"The staging query of source {source.id!r} cannot be run",
            file=path,
            found=str(error).split("\n\n", maxsplit=1)[0],
            expected=f"columns of staging.{dataset} in sql/staging/contract.sql",
            remedy="correct the query; if a source column was renamed, follow it",
        ) from error


def _supersede(con: duckdb.DuckDBPyConnection, dataset: str, *, newer: str, older: str) -> None:
    record = RECORD_ID[dataset]
    con.execute(
        f"""
        update staging.{dataset} set is_superseded = true
        where source = ? and {record} in (
            select {record} from staging.{dataset} where source = ?
        )
        """,
        [older, newer],
    )


def _run(con: duckdb.DuckDBPyConnection, folder: str, names: tuple[str, ...]) -> None:
    for name in names:
        query = (SQL / folder / f"{name}.sql").read_text(encoding="utf-8")
        if name == "references":
            con.execute(query)
        else:
            con.execute(f"create table {folder}.{name} as {query}")


def _set_aside(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(
        """
        create table core.set_aside as
        select
            fates.source,
            files.file as source_file,
            fates.row_key % 10000000000 as source_row,
            fates.reason,
        from core.row_fates as fates
        inner join core.files as files on fates.row_key // 10000000000 = files.file_no
        where fates.fate = 'set_aside'
        order by fates.row_key
        """
    )


def _write(
    con: duckdb.DuckDBPyConnection,
    city: City,
    vintage: str,
    previous: str | None,
    files: list[dict[str, Any]],
    maps: list[AreaMap],
    checks: list[dict[str, Any]],
    absent: list[dict[str, Any]],
    work: Path,
) -> None:
    for table in VINTAGE_TABLES:
        path = work / f"{table.split('.')[1]}.parquet"
        rows = f"(select columns(lambda c: c <> 'row_key') from {table})"
        con.execute(f"copy {rows} to {quoted(str(path))} (format parquet, compression zstd)")
    content = {
        "vintage": vintage,
        "previous": previous,
        "built_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "read_as": _fingerprint(city),
        "is_read_as_before": previous is None
        or manifest(city.id, previous).get("read_as") == _fingerprint(city),
        "city": _public_pack(city),
        "files": files,
        "absent": absent,
        "tables": _table_counts(con),
        "datasets": _spans(con, city),
        "placed": _placed(con),
        "maps": [
            {
                "layer": one.layer,
                "file": one.file,
                "valid_from": one.valid_from,
                "valid_until": one.valid_until,
                "areas": len(one.frame),
                "repaired": one.repaired,
            }
            for one in maps
        ],
    }
    for name, written in (("checks.json", checks), ("manifest.json", content)):
        text = json.dumps(written, indent=1, default=str, ensure_ascii=False)
        (work / name).write_text(text + "\n", encoding="utf-8")


def _fingerprint(city: City) -> str:
    """Return a hash of all that decides how raw rows become records: the pack and the SQL.

    A record may differ between two vintages because the source changed it, or because this did.
    """
    files = [*city.folder.rglob("*.*"), *(SQL / "staging" / city.id).glob("*.sql")]
    files += [path for name in ("core", "marts") for path in (SQL / name).glob("*.sql")]
    hashed = hashlib.sha256()
    for path in sorted(files):
        hashed.update(path.name.encode() + path.read_bytes())
    return hashed.hexdigest()


def _absent(whole: City, city: City) -> list[dict[str, Any]]:
    """Return the sources of the pack that were not read: absent, or replaced by another."""
    read_here = {source.id for source in city.sources}
    return [
        {"source": one.id, "file": one.file, "origin": one.origin, "datasets": list(one.staging)}
        for one in whole.sources
        if one.id not in read_here
    ]


def _public_pack(city: City) -> dict[str, Any]:
    """Return what the pages and a researcher need of the pack, as plain data."""
    return {
        "id": city.id,
        "name": city.name,
        "state": city.state,
        "time_zone": city.time_zone,
        "is_real": city.is_real,
        "status": city.status,
        "access": city.access,
        "units": city.units,
        "cautions": city.cautions,
        "response_target": city.response_target,
        "smallest_cell": city.smallest_cell,
        "public_decimals": city.public_decimals,
        "layers": [
            {
                "id": layer.id,
                "name": layer.name,
                "names": layer.names,
                "population_years": [one.year for one in layer.population],
            }
            for layer in city.layers
        ],
        "race_benchmarks": [
            {"id": one.id, "kind": one.kind, "name": one.name, "per": one.per}
            for one in city.race_benchmarks
        ],
        "sources": [
            {
                "id": source.id,
                "origin": source.origin,
                "retrieved_on": source.retrieved_on,
                "datasets": list(source.staging),
                "notes": source.notes,
            }
            for source in city.sources
        ],
    }


def _table_counts(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    counts = {}
    for table in VINTAGE_TABLES:
        row = con.execute(f"select count(*) from {table}").fetchone()
        counts[table.split(".")[1]] = int(row[0]) if row else 0
    return counts


def _spans(con: duckdb.DuckDBPyConnection, city: City) -> dict[str, Any]:
    """Return per dataset its rows, first, last and settled day, and what its dates and rates bear.

    Settled means: before the months that city.toml calls provisional. Where a source gives no
    day, the last day is the end of its last month.
    """
    spans = {}
    for dataset, table, day in (
        ("force", "force_incidents", "occurred_on"),
        ("complaints", "complaints", "received_on"),
        ("calls", "calls", "received_at::date"),
    ):
        delivering = [one for one in city.sources if dataset in one.staging]
        is_monthly = any(one.resolution == "month" for one in delivering)
        last = f"last_day(max({day}))" if is_monthly else f"max({day})"
        months = city.provisional_months.get(dataset, 0)
        row = con.execute(
            f"""
            select
                count(*), min({day}), {last},
                least(
                    {last},
                    (date_trunc('month', max({day})) + to_months({1 - months}))::date - 1
                ),
            from core.{table}
            """
        ).fetchone()
        # a source whose every record a newer one holds bars nothing
        counted = con.execute(
            f"select distinct source from staging.{dataset} "
            "where set_aside is null and not is_superseded"
        ).fetchall()
        barred = [one for one in delivering if not one.rates and (one.id,) in counted]
        if row and row[0]:
            spans[dataset] = {
                "rows": row[0],
                "first_on": row[1],
                "last_on": row[2],
                "settled_to": row[3],
                "resolution": "month" if is_monthly else "day",
                "provisional_months": months,
                "gaps": _gaps(con, dataset),
                "rates": not barred,
                "rates_reason": barred[0].rates_reason if barred else None,
            }
    return spans


def _gaps(con: duckdb.DuckDBPyConnection, dataset: str) -> list[dict[str, Any]]:
    """Return the stretches of whole months without records that cannot be chance, as from and to.

    Where a usual month has GAP_RECORDS or more, a month with none was not recorded.
    """
    found = con.execute(
        """
        with months as (
            select distinct month, rows_n from marts.coverage where dataset = ?
        ),

        stepped as (
            select month, lead(month) over (order by month) as next_month from months
        )

        select (month + interval 1 month)::date, next_month - 1
        from stepped
        where
            datediff('month', month, next_month) > 1
            and (select median(rows_n) from months) >= ?
        order by month
        """,
        [dataset, GAP_RECORDS],
    ).fetchall()
    return [{"from": first, "to": last} for first, last in found]


def _placed(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Return, per dataset and layer, how many records were placed by point, field or not."""
    found = con.execute(
        """
        with records as (
            select 'force' as dataset, place_id from core.force_incidents
            union all
            select 'complaints' as dataset, place_id from core.complaints
            union all
            select 'calls' as dataset, place_id from core.calls
        )

        select dataset, layer, placed_by, count(*) as n
        from records
        inner join core.places using (place_id)
        group by all
        order by all
        """
    ).fetchall()
    return [
        {"dataset": dataset, "layer": layer, "placed_by": how, "records": n}
        for dataset, layer, how, n in found
    ]
