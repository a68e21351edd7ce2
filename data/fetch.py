"""Fetching: what a pack's portals publish, into snapshots that are complete or not there.

Each source is planned (what the portal announces, year by year), read into a hidden folder one file
per year, verified, described, and only then renamed to the day it was begun. What a killed fetch
leaves is taken up again by the next one, file by file, if its checksum and its count still hold.
"""

import datetime as dt
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from data.config import City, Portal, Source
from data.errors import BadInput, BuildRefused
from data.portals import files, tables
from data.portals.asking import Fault, PortalFailed, Said, retried
from data.portals.catalogue import Entry, entries
from data.read import sha256
from data.snapshot import (
    DESCRIPTION,
    Snapshot,
    SnapshotFile,
    as_plain,
    newest,
    read_file,
    read_snapshot,
)
from queries.warehouse import raw_folder

RESUMED_WITHIN = dt.timedelta(hours=24)
"""A fetch that was begun longer ago is begun anew: its years would no longer belong together."""

WORK = ".fetching-"
PROGRESS = "progress.json"
KEPT = ".kept"
"""Ends the names of finished files until all are there, so that no pattern of a pack finds them."""

READ_ONLY = 0o444

OnRows = Callable[[str, int, int], None]
"""Hears a part's name, its rows so far and its rows in all."""


@dataclass(frozen=True)
class Part:
    """One file to fetch: a year, all of a dataset, or what stands outside every year (other).

    `rows` is what the portal announced. `year` and `where` are the filter; neither means all.
    """

    name: str
    entry: Entry
    rows: int
    year: int | None = None
    where: str = ""

    @property
    def file(self) -> str:
        """The name of its file in the snapshot."""
        return f"{self.name}.{'csv' if self.entry.kind == 'CSV' else 'parquet'}"


@dataclass(frozen=True)
class Plan:
    """What a fetch of one source will bring, and how many of the portal's rows it will not."""

    source: Source
    parts: tuple[Part, ...]
    left_out: int


def sources(city: City, dataset: str | None = None) -> list[Source]:
    """Return the city's sources that have a portal: all, or those that deliver or are `dataset`.

    Raises BadInput if there are none.
    """
    there = [one for one in city.sources if one.portal is not None]
    found = [one for one in there if dataset in (None, one.id, *one.staging)]
    if not found:
        raise BadInput(
            f"{city.name} has no portal to fetch {dataset or 'anything'} from",
            found=", ".join(one.id for one in there) or "no [sources.portal] in its city.toml",
            expected="a dataset, or a source's id, with [sources.portal]",
            remedy="name one of these, or add the portal: see docs/fetching.md",
        )
    return found


def plan(source: Source, since: int | None, said: Said) -> Plan:
    """Return what is to be fetched for a source, with the rows that its portal announces.

    A dataset is divided by year where the library can ask for a year, and its years and its undated
    rows add up to the whole; otherwise it is fetched as one file. `since` is the first
    year wanted; it leaves a dataset that knows no years whole. Raises BadInput if nothing is there.
    """
    if source.portal is None:
        raise BadInput(f"Source {source.id!r} has no portal", remedy="add [sources.portal]")
    found = entries(source.id, source.portal)
    first, last = source.portal.years or (0, 9999)
    first = max(first, since or 0)
    left_out = 0
    if found[0].year is not None:
        parts = [
            Part(str(one.year), one, _count(source, one, said))
            for one in found
            if first <= (one.year or 0) <= last
        ]
    elif found[0].kind == "CSV" or None in (found[0].date_field, found[0].first_year):
        _need_no_years(source, source.portal)
        parts = [Part("all", found[0], _count(source, found[0], said))]
    else:
        try:
            parts, left_out = _years(source, found[0], first, last, said)
        except tables.NotByYear:
            _need_no_years(source, source.portal)
            parts = [Part("all", found[0], _count(source, found[0], said))]
    empty = [part.name for part in parts if not part.rows and part.entry.year is not None]
    parts = [part for part in parts if part.rows]
    if empty or not parts:
        raise BadInput(
            f"The portal has no rows for source {source.id!r}",
            file=found[0].address,
            found=f"0 rows in {', '.join(empty) or 'all years asked for'}",
            expected="at least one record, and in each dataset that is published for one year",
            remedy="look at the portal; correct [sources.portal] or --since",
        )
    return Plan(source, tuple(parts), left_out)


def fetch(
    city_id: str, source: Source, since: int | None, on_rows: OnRows, said: Said
) -> tuple[Snapshot, bool]:
    """Fetch one source into today's snapshot; return it and whether it is new.

    A snapshot of today that is there already is returned as it is. Raises PortalFailed if a portal
    did not deliver (what was finished is kept for the next attempt), BadInput if the pack or
    catalogue is wrong, and BuildRefused if another fetch of the source is running.
    """
    folder = raw_folder(city_id) / source.id
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / "fetch.lock", timeout=0):
            return _fetch(raw_folder(city_id), source, since, on_rows, said)
    except Timeout as error:
        raise BuildRefused(
            f"Another fetch of {source.id} is running.\n"
            "  what to do: wait until it is done, then try again"
        ) from error


def _fetch(
    raw: Path, source: Source, since: int | None, on_rows: OnRows, said: Said
) -> tuple[Snapshot, bool]:
    today = raw / source.id / _now().date().isoformat()
    if today.exists():
        return _there_already(today, since), False
    planned = plan(source, since, said)
    work = _work_folder(raw / source.id)
    done = _kept(work, planned)
    for part in planned.parts:
        if part.file not in done:
            done[part.file] = _fetch_part(work, source, part, on_rows, said)
            _write_json(work / PROGRESS, [as_plain(one) for one in done.values()])
        on_rows(part.name, part.rows, part.rows)
    return _finish(raw, work, planned, since, [done[part.file] for part in planned.parts]), True


def _there_already(folder: Path, since: int | None) -> Snapshot:
    found = read_snapshot(folder)
    if found.is_divided and found.since != since:
        raise BadInput(
            "There is a snapshot of today already, of other years",
            file=folder,
            found=f"since {found.since or 'the beginning'}",
            expected=f"since {since or 'the beginning'}",
            remedy="fetch again tomorrow (UTC), or remove the folder first; "
            "a snapshot is never changed",
        )
    return found


def _count(source: Source, entry: Entry, said: Said) -> int:
    what = f"{source.id} {entry.year or ''}".strip()
    count = files.count if entry.kind == "CSV" else tables.count
    return count(entry, what, said)


def _need_no_years(source: Source, portal: Portal) -> None:
    if portal.years is not None:
        raise BadInput(
            f"The dataset of source {source.id!r} cannot be divided by year",
            found=f"years = {list(portal.years)} in [sources.portal]",
            expected="no years: the catalogue knows no date to divide it by, or it is one file",
            remedy="take years out of city.toml; the staging query can set rows aside",
        )


def _years(
    source: Source, entry: Entry, first: int, last: int, said: Said
) -> tuple[list[Part], int]:
    """Return one part per year, and the rows left out because other years were not asked for."""
    begins, ends = entry.first_year or 0, _now().year
    wanted = range(max(first, begins), min(last, ends) + 1)
    parts = [
        Part(str(year), entry, tables.count(entry, f"{source.id} {year}", said, year), year)
        for year in wanted
    ]
    total = tables.count(entry, source.id, said)
    rest = total - sum(part.rows for part in parts)
    if rest == 0 or wanted != range(begins, ends + 1):
        return parts, max(rest, 0)
    if entry.kind == "Socrata" and rest > 0:
        where = tables.outside(entry, begins, ends)
        try:
            rows = tables.count(entry, f"{source.id}, rows of no year", said, where=where)
        except PortalFailed:  # a column that cannot be compared with a day
            rows = -1
        if rows == rest:
            return [*parts, Part("other", entry, rows, where=where)], 0
    return [Part("all", entry, total)], 0


def _work_folder(folder: Path) -> Path:
    """Return the folder of an unfinished fetch that may be resumed, or a new one."""
    for left in sorted(folder.glob(f"{WORK}*"), reverse=True):
        begun = dt.datetime.strptime(left.name.removeprefix(WORK), "%Y-%m-%dT%H%M%SZ")
        if _now() - begun.replace(tzinfo=dt.UTC) < RESUMED_WITHIN:
            return left
        shutil.rmtree(left)
    work = folder / f"{WORK}{_now():%Y-%m-%dT%H%M%SZ}"
    work.mkdir()
    return work


def _kept(work: Path, planned: Plan) -> dict[str, SnapshotFile]:
    """Return the finished files of an earlier attempt that still are what the portal announces."""
    progress = work / PROGRESS
    records = json.loads(progress.read_text(encoding="utf-8")) if progress.is_file() else []
    earlier = {one.name: one for one in map(read_file, records)}
    kept = {}
    for part in planned.parts:
        one = earlier.get(part.file)
        if (
            one is not None
            and (one.announced, one.address, one.where)
            == (part.rows, part.entry.address, part.where)
            and (path := work / f"{one.name}{KEPT}").is_file()
            and sha256(path) == one.sha256
        ):
            kept[part.file] = one
    for left in work.iterdir():
        if left.name not in (*(f"{name}{KEPT}" for name in kept), PROGRESS):
            left.unlink()
    return kept


def _fetch_part(
    work: Path, source: Source, part: Part, on_rows: OnRows, said: Said
) -> SnapshotFile:
    what = f"{source.id} {part.name}"
    path = work / f"{part.file}.part"
    announced: int | None = part.rows

    def told(rows: int) -> None:
        on_rows(part.name, rows, part.rows)

    def whole() -> SnapshotFile:
        nonlocal announced
        rows = _announced(part, what, said) if announced is None else announced
        announced = None  # asked anew for a second attempt: the portal may have moved on
        if part.entry.kind == "CSV":
            records, columns = files.write(source, part.entry, path, what, on_rows=told, said=said)
            found, how = files.count_saved(path), "in the file"
        else:
            columns = tables.write(
                part.entry,
                path,
                what,
                rows,
                year=part.year,
                where=part.where,
                on_rows=told,
                said=said,
            )
            records = rows
            found, how = _announced(part, what, said), "by a count after reading"
        if found != rows:
            raise Fault(f"{found:,} rows {how}, {rows:,} by the count before")
        return SnapshotFile(
            name=part.file,
            rows=records,
            announced=rows,
            bytes=path.stat().st_size,
            sha256=sha256(path),
            columns=columns,
            address=part.entry.address,
            where=part.where,
            retrieved_at=_now(),
        )

    file = retried(what, part.entry.address, whole, said)
    path.rename(work / f"{part.file}{KEPT}")
    return file


def _announced(part: Part, what: str, said: Said) -> int:
    if part.entry.kind == "CSV":
        return files.count(part.entry, what, said)
    return tables.count(part.entry, what, said, part.year, part.where)


def _finish(
    raw: Path, work: Path, planned: Plan, since: int | None, done: list[SnapshotFile]
) -> Snapshot:
    columns = tuple(dict.fromkeys(name for file in done for name in file.columns))
    before = newest(raw, planned.source.id)
    known = before.columns if before else columns
    folder = work.with_name(work.name.removeprefix(WORK)[:10])
    snapshot = Snapshot(
        folder=folder,
        source=planned.source.id,
        retrieved_at=max(file.retrieved_at for file in done),
        rows=sum(file.rows for file in done),
        columns=columns,
        files=tuple(done),
        since=since,
        left_out=planned.left_out,
        added=tuple(name for name in columns if name not in known),
        removed=tuple(name for name in known if name not in columns),
    )
    for file in done:
        (work / f"{file.name}{KEPT}").rename(work / file.name)
    (work / PROGRESS).unlink()
    _write_json(work / DESCRIPTION, as_plain(snapshot))
    for path in work.iterdir():
        path.chmod(READ_ONLY)
    work.rename(folder)
    return snapshot


def _write_json(path: Path, content: Any) -> None:
    """Write a file that is whole or not there, even if the machine stops."""
    new = path.with_name(f"{path.name}.new")
    with new.open("w", encoding="utf-8") as file:
        file.write(json.dumps(content, indent=1, default=str, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(microsecond=0)
