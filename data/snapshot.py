"""Snapshots: lists, describes and verifies the files fetched from a portal on one day.

A snapshot is a folder `raw/<city>/<source>/<date>/` with the files and a snapshot.json. It is
always complete: the fetch works in a hidden folder and renames it at the end. This module does not
use the network, so the build may use all of it.
"""

import datetime as dt
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from data.read import sha256
from queries.errors import BadInput

DESCRIPTION = "snapshot.json"
UNDATED = "other"
"""The part of a fetch with the rows that are of no year."""


@dataclass(frozen=True)
class SnapshotFile:
    """One file of a snapshot: one year of a dataset, or all of it.

    `rows` is the number of records. `announced` is the number that the portal announced (for a CSV
    file: the lines that end a row). `where` is a condition beside the year, if any. `retrieved_at`
    is the time at which the file was complete, in UTC.
    """

    name: str
    rows: int
    announced: int
    bytes: int
    sha256: str
    columns: tuple[str, ...]
    address: str
    where: str
    retrieved_at: dt.datetime


@dataclass(frozen=True)
class Snapshot:
    """The result of one fetch of one source.

    `columns` are the columns of all files, in the portal's order; `added` and `removed` are the
    differences from the snapshot before. `since` is the first year that was requested, and
    `left_out` is the number of the portal's rows that were not requested.
    """

    folder: Path
    source: str
    retrieved_at: dt.datetime
    rows: int
    columns: tuple[str, ...]
    files: tuple[SnapshotFile, ...]
    since: int | None
    left_out: int
    added: tuple[str, ...]
    removed: tuple[str, ...]

    @property
    def retrieved_on(self) -> dt.date:
        """The date in the snapshot's name: the day on which the fetch began, in UTC."""
        return dt.date.fromisoformat(self.folder.name)

    @property
    def is_divided(self) -> bool:
        """Whether it has one file per year; otherwise `since` has no effect."""
        return not self.files[0].name.startswith("all.")

    @property
    def paths(self) -> list[Path]:
        """The paths of the files, in the order of their years."""
        return [self.folder / file.name for file in self.files]


def snapshots(folder: Path, source_id: str) -> list[Snapshot]:
    """Return a source's snapshots under a city's raw folder, oldest first.

    Raises BadInput if a description cannot be read.
    """
    paths = sorted((folder / source_id).glob(f"[0-9]*/{DESCRIPTION}"))
    return [read_snapshot(path.parent) for path in paths]


def newest(folder: Path, source_id: str) -> Snapshot | None:
    """Return a source's newest snapshot under a city's raw folder, or None if there is none."""
    stored = snapshots(folder, source_id)
    return stored[-1] if stored else None


def read_snapshot(folder: Path) -> Snapshot:
    """Return the snapshot in `folder`; raise BadInput if its description cannot be read."""
    path = folder / DESCRIPTION
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        return Snapshot(
            **{
                **raw,
                "folder": folder,
                "retrieved_at": dt.datetime.fromisoformat(raw["retrieved_at"]),
                "files": tuple(read_file(record) for record in raw["files"]),
                **{key: tuple(raw[key]) for key in ("columns", "added", "removed")},
            }
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadInput(
            "This snapshot's description cannot be read",
            file=path,
            actual=f"{type(error).__name__}: {error}",
            expected="the description that `accord fetch` wrote",
            remedy="remove the snapshot's folder and fetch again",
        ) from error


def read_file(raw: dict[str, Any]) -> SnapshotFile:
    """Return one file's record from its plain form (see `as_plain`)."""
    retrieved_at = dt.datetime.fromisoformat(raw["retrieved_at"])
    return SnapshotFile(**{**raw, "columns": tuple(raw["columns"]), "retrieved_at": retrieved_at})


def as_plain(record: Snapshot | SnapshotFile) -> dict[str, Any]:
    """Return a record as plain data for JSON, without the folder of a snapshot."""
    return {key: value for key, value in asdict(record).items() if key != "folder"}


def verify(snapshot: Snapshot) -> None:
    """Raise BadInput unless every file of the snapshot exists and has its recorded checksum."""
    for file, path in zip(snapshot.files, snapshot.paths, strict=True):
        if not path.is_file():
            finding = "no such file"
        elif (actual := sha256(path)) != file.sha256:
            finding = f"SHA-256 {actual}"
        else:
            continue
        raise BadInput(
            "A file of a snapshot is not what was fetched",
            file=path,
            actual=finding,
            expected=f"SHA-256 {file.sha256}",
            remedy="remove the snapshot's folder and fetch again; never edit a snapshot",
        )
