"""Fetching: saves what a pack's portals publish as snapshots. A snapshot is always complete.

A fetch plans the download of a source (the rows that the portal announces, year by year), reads
one file per year into a hidden folder, verifies and describes the files, and then renames the
folder to the day on which it began. If a fetch is killed, the next one reuses each finished file
whose checksum and row count still agree.
"""

import datetime as dt
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from data.config import City, Portal, Source
from data.errors import BuildRefused
from data.portals import files, tables
from data.portals.asking import Fault, OnRetry, PortalFailed, retried
from data.portals.catalogue import Entry, entries
from data.read import sha256
from data.snapshot import (
    DESCRIPTION,
    UNDATED,
    Snapshot,
    SnapshotFile,
    as_plain,
    newest,
    read_file,
    read_snapshot,
)
from queries.errors import BadInput
from queries.stored.written import write_whole
from queries.warehouse import raw_folder

RESUMED_WITHIN = dt.timedelta(hours=24)
"""An unfinished fetch older than this starts again, so that all its years are of one time."""

WORK = ".fetching-"
PROGRESS = "progress.json"
KEPT = ".kept"
"""Suffix of finished files until the fetch ends, so that no pattern of a pack matches them."""

READ_ONLY = 0o444

OnRows = Callable[[str, int, int], None]
"""Is called with a download's name, its rows so far and its rows in total."""


@dataclass(frozen=True)
class Download:
    """One file to fetch: one year, a whole dataset, or the rows outside all years (other).

    `rows` is the number that the portal announced. `year` and `where` are the filter; without
    them, all rows are fetched.
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
class FetchPlan:
    """The downloads of one source, and the number of the portal's rows left out."""

    source: Source
    parts: tuple[Download, ...]
    left_out: int


def sources(city: City, dataset: str | None = None) -> list[Source]:
    """Return the city's sources with a portal; `dataset` selects by dataset or source id.

    Raises BadInput if there are none.
    """
    with_portal = [source for source in city.sources if source.portal is not None]
    matching = [source for source in with_portal if dataset in (None, source.id, *source.staging)]
    if not matching:
        raise BadInput(
            f"{city.name} has no portal to fetch {dataset or 'anything'} from",
            actual=", ".join(source.id for source in with_portal)
            or "no [sources.portal] in its city.toml",
            expected="a dataset, or a source's id, with [sources.portal]",
            remedy="name one of these, or add the portal: see docs/fetching.md",
        )
    return matching


def plan(source: Source, since: int | None, on_retry: OnRetry) -> FetchPlan:
    """Return the plan for a source, with the numbers of rows that its portal announces.

    A dataset is divided by year if the library can select a year, and if the years and the undated
    rows add up to all rows. Otherwise it is fetched as one file. `since` is the first year to
    fetch; it has no effect on a dataset that cannot be divided. Raises BadInput if there are no
    rows.
    """
    if source.portal is None:
        raise BadInput(f"Source {source.id!r} has no portal", remedy="add [sources.portal]")
    datasets = entries(source.id, source.portal)
    first, last = source.portal.years or (0, 9999)
    first = max(first, since or 0)
    left_out = 0
    if datasets[0].year is not None:
        parts = [
            Download(str(dataset.year), dataset, _count(source, dataset, on_retry))
            for dataset in datasets
            if first <= (dataset.year or 0) <= last
        ]
    elif datasets[0].kind == "CSV" or None in (datasets[0].date_field, datasets[0].first_year):
        _need_no_years(source, source.portal)
        parts = [Download("all", datasets[0], _count(source, datasets[0], on_retry))]
    else:
        try:
            parts, left_out = _years(source, datasets[0], first, last, on_retry)
        except tables.NotByYear:
            _need_no_years(source, source.portal)
            parts = [Download("all", datasets[0], _count(source, datasets[0], on_retry))]
    empty = [part.name for part in parts if not part.rows and part.entry.year is not None]
    parts = [part for part in parts if part.rows]
    if empty or not parts:
        raise BadInput(
            f"The portal has no rows for source {source.id!r}",
            file=datasets[0].address,
            actual=f"0 rows in {', '.join(empty) or 'all years asked for'}",
            expected="at least one record, and in each dataset that is published for one year",
            remedy="look at the portal; correct [sources.portal] or --since",
        )
    return FetchPlan(source, tuple(parts), left_out)


def fetch(
    city_id: str, source: Source, since: int | None, on_rows: OnRows, on_retry: OnRetry
) -> tuple[Snapshot, bool]:
    """Fetch one source into today's snapshot; return the snapshot and whether it is new.

    An existing snapshot of today is returned as it is. Raises PortalFailed if a portal does not
    deliver (finished files are kept for the next attempt), BadInput if the pack or the catalogue
    is wrong, and BuildRefused if another fetch of the source is running.
    """
    folder = raw_folder(city_id) / source.id
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / "fetch.lock", timeout=0):
            return _fetch(raw_folder(city_id), source, since, on_rows, on_retry)
    except Timeout as error:
        raise BuildRefused(
            f"Another fetch of {source.id} is running.\n"
            "  what to do: wait until it has finished, then try again"
        ) from error


def _fetch(
    raw: Path, source: Source, since: int | None, on_rows: OnRows, on_retry: OnRetry
) -> tuple[Snapshot, bool]:
    today = raw / source.id / _now().date().isoformat()
    if today.exists():
        return _there_already(today, since), False
    planned = plan(source, since, on_retry)
    work = _work_folder(raw / source.id)
    finished = _finished_files(work, planned)
    for part in planned.parts:
        if part.file not in finished:
            finished[part.file] = _fetch_part(work, source, part, on_rows, on_retry)
            _write_json(work / PROGRESS, [as_plain(file) for file in finished.values()])
        on_rows(part.name, part.rows, part.rows)
    return _finish(raw, work, planned, since, [finished[part.file] for part in planned.parts]), True


def _there_already(folder: Path, since: int | None) -> Snapshot:
    snapshot = read_snapshot(folder)
    if snapshot.is_divided and snapshot.since != since:
        raise BadInput(
            "There is a snapshot of today already, of other years",
            file=folder,
            actual=f"since {snapshot.since or 'the beginning'}",
            expected=f"since {since or 'the beginning'}",
            remedy="fetch again tomorrow (UTC), or remove the folder first; "
            "a snapshot is never changed",
        )
    return snapshot


def _count(source: Source, entry: Entry, on_retry: OnRetry) -> int:
    subject = f"{source.id} {entry.year or ''}".strip()
    count = files.count if entry.kind == "CSV" else tables.count
    return count(entry, subject, on_retry)


def _need_no_years(source: Source, portal: Portal) -> None:
    if portal.years is not None:
        raise BadInput(
            f"The dataset of source {source.id!r} cannot be divided by year",
            actual=f"years = {list(portal.years)} in [sources.portal]",
            expected="no years: the catalogue gives the dataset no date column, or it is one file",
            remedy="remove years from city.toml; the staging query can set rows aside",
        )


def _years(
    source: Source, entry: Entry, first: int, last: int, on_retry: OnRetry
) -> tuple[list[Download], int]:
    """Return one download per year, and the number of rows of other years, which are left out."""
    begins, ends = entry.first_year or 0, _now().year
    years = range(max(first, begins), min(last, ends) + 1)
    parts = [
        Download(str(year), entry, tables.count(entry, f"{source.id} {year}", on_retry, year), year)
        for year in years
    ]
    total = tables.count(entry, source.id, on_retry)
    rest = total - sum(part.rows for part in parts)
    if rest == 0 or years != range(begins, ends + 1):
        return parts, max(rest, 0)
    if entry.kind == "Socrata" and rest > 0:
        where = tables.outside(entry, begins, ends)
        try:
            rows = tables.count(entry, f"{source.id}, rows of no year", on_retry, where=where)
        except PortalFailed:  # the column cannot be compared with a date
            rows = -1
        if rows == rest:
            return [*parts, Download(UNDATED, entry, rows, where=where)], 0
    return [Download("all", entry, total)], 0


def _work_folder(folder: Path) -> Path:
    """Return the folder of an unfinished fetch that may be resumed, or a new one."""
    for earlier in sorted(folder.glob(f"{WORK}*"), reverse=True):
        begun = dt.datetime.strptime(earlier.name.removeprefix(WORK), "%Y-%m-%dT%H%M%SZ")
        if _now() - begun.replace(tzinfo=dt.UTC) < RESUMED_WITHIN:
            return earlier
        shutil.rmtree(earlier)
    work = folder / f"{WORK}{_now():%Y-%m-%dT%H%M%SZ}"
    work.mkdir()
    return work


def _finished_files(work: Path, planned: FetchPlan) -> dict[str, SnapshotFile]:
    """Return an earlier attempt's finished files that agree with the plan; delete the rest."""
    progress = work / PROGRESS
    records = json.loads(progress.read_text(encoding="utf-8")) if progress.is_file() else []
    earlier = {file.name: file for file in map(read_file, records)}
    finished = {}
    for part in planned.parts:
        file = earlier.get(part.file)
        if (
            file is not None
            and (file.announced, file.address, file.where)
            == (part.rows, part.entry.address, part.where)
            and (path := work / f"{file.name}{KEPT}").is_file()
            and sha256(path) == file.sha256
        ):
            finished[part.file] = file
    for leftover in work.iterdir():
        if leftover.name not in (*(f"{name}{KEPT}" for name in finished), PROGRESS):
            leftover.unlink()
    return finished


def _fetch_part(
    work: Path, source: Source, part: Download, on_rows: OnRows, on_retry: OnRetry
) -> SnapshotFile:
    subject = f"{source.id} {part.name}"
    path = work / f"{part.file}.part"
    announced: int | None = part.rows

    def report_rows(rows: int) -> None:
        on_rows(part.name, rows, part.rows)

    def whole() -> SnapshotFile:
        nonlocal announced
        rows = _announced(part, subject, on_retry) if announced is None else announced
        announced = None  # a second attempt counts again: the portal may have new rows
        if part.entry.kind == "CSV":
            records, columns = files.write(
                source, part.entry, path, subject, on_rows=report_rows, on_retry=on_retry
            )
            recount, method = files.count_saved(path), "in the file"
        else:
            columns = tables.write(
                part.entry,
                path,
                subject,
                rows,
                year=part.year,
                where=part.where,
                on_rows=report_rows,
                on_retry=on_retry,
            )
            records = rows
            recount, method = _announced(part, subject, on_retry), "by a count after reading"
        if recount != rows:
            raise Fault(f"{recount:,} rows {method}, {rows:,} by the count before")
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

    file = retried(subject, part.entry.address, whole, on_retry)
    path.rename(work / f"{part.file}{KEPT}")
    return file


def _announced(part: Download, subject: str, on_retry: OnRetry) -> int:
    if part.entry.kind == "CSV":
        return files.count(part.entry, subject, on_retry)
    return tables.count(part.entry, subject, on_retry, part.year, part.where)


def _finish(
    raw: Path, work: Path, planned: FetchPlan, since: int | None, finished: list[SnapshotFile]
) -> Snapshot:
    columns = tuple(dict.fromkeys(name for file in finished for name in file.columns))
    before = newest(raw, planned.source.id)
    earlier_columns = before.columns if before else columns
    folder = work.with_name(work.name.removeprefix(WORK)[:10])
    snapshot = Snapshot(
        folder=folder,
        source=planned.source.id,
        retrieved_at=max(file.retrieved_at for file in finished),
        rows=sum(file.rows for file in finished),
        columns=columns,
        files=tuple(finished),
        since=since,
        left_out=planned.left_out,
        added=tuple(name for name in columns if name not in earlier_columns),
        removed=tuple(name for name in earlier_columns if name not in columns),
    )
    for file in finished:
        (work / f"{file.name}{KEPT}").rename(work / file.name)
    (work / PROGRESS).unlink()
    _write_json(work / DESCRIPTION, as_plain(snapshot))
    for path in work.iterdir():
        path.chmod(READ_ONLY)
    work.rename(folder)
    return snapshot


def _write_json(path: Path, content: Any) -> None:
    text = json.dumps(content, indent=1, default=str, ensure_ascii=False)
    write_whole(path, f"{text}\n".encode())


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(microsecond=0)
