"""Inputs: the newest snapshot is read and dates its source; what came later than asked is not."""

import dataclasses
import datetime as dt
import json
from pathlib import Path

import polars as pl
import pytest

from data.config import City, Source, read_city
from data.inputs import at_hand, find_files, inputs_key
from data.read import sha256
from queries.errors import BadInput

NAME = "all.parquet"


def source(source_id: str = "s", **changes: object) -> Source:
    """Return a source of the catalogue's day 2026-04-12."""
    base = dataclasses.replace(
        read_city("sample").sources[0],
        id=source_id,
        file=f"{source_id}/*/*.parquet",
        retrieved_on=dt.date(2026, 4, 12),
    )
    return dataclasses.replace(base, **changes)  # type: ignore[arg-type]


def city(*sources: Source) -> City:
    """Return the sample city with other sources."""
    return dataclasses.replace(read_city("sample"), sources=sources)


def snapshot(folder: Path, day: str, source_id: str = "s") -> Path:
    """Write a snapshot of one file, as `accord fetch` leaves it, and return the file's path."""
    path = folder / source_id / day / NAME
    path.parent.mkdir(parents=True)
    pl.DataFrame({"id": [day]}).write_parquet(path)
    at = f"{day}T12:00:00+00:00"
    file = {
        "name": NAME,
        "rows": 1,
        "announced": 1,
        "bytes": path.stat().st_size,
        "sha256": sha256(path),
        "columns": ["id"],
        "address": "https://portal",
        "where": "",
        "retrieved_at": at,
    }
    described = {
        "source": source_id,
        "retrieved_at": at,
        "rows": 1,
        "columns": ["id"],
        "files": [file],
        "since": None,
        "left_out": 0,
        "added": [],
        "removed": [],
    }
    (path.parent / "snapshot.json").write_text(json.dumps(described), encoding="utf-8")
    return path


def test_the_newest_snapshot_is_read_and_dates_its_source(tmp_path: Path) -> None:
    """Of two snapshots the newer alone is read, and its day is the day of retrieval."""
    snapshot(tmp_path, "2026-05-01")
    newer = snapshot(tmp_path, "2026-11-01")
    [current] = at_hand(city(source()), tmp_path).sources
    assert current.retrieved_on == dt.date(2026, 11, 1)
    assert find_files(current, tmp_path) == [newer]


def test_as_of_a_day_the_snapshot_of_then_is_read(tmp_path: Path) -> None:
    """A build of what could be seen in June reads May's snapshot, though November's is there."""
    older = snapshot(tmp_path, "2026-05-01")
    snapshot(tmp_path, "2026-11-01")
    [current] = at_hand(city(source()), tmp_path, dt.date(2026, 6, 30)).sources
    assert find_files(current, tmp_path) == [older]
    with pytest.raises(BadInput, match="had been retrieved by 2026-04-30"):
        at_hand(city(source()), tmp_path, dt.date(2026, 4, 30))


def test_a_snapshot_that_was_changed_is_refused(tmp_path: Path) -> None:
    """A file that no longer has its checksum stops the build."""
    snapshot(tmp_path, "2026-05-01").write_bytes(b"x")
    [current] = at_hand(city(source()), tmp_path).sources
    with pytest.raises(BadInput, match="not what was fetched"):
        find_files(current, tmp_path)


def test_without_a_snapshot_the_named_files_are_read(tmp_path: Path) -> None:
    """Files put there by hand are found by their pattern, and the pack says their day."""
    (tmp_path / "f.csv").write_text("id\n1\n", encoding="utf-8")
    [current] = at_hand(city(source(file="f.csv")), tmp_path).sources
    assert current.retrieved_on == dt.date(2026, 4, 12)
    assert find_files(current, tmp_path) == [tmp_path / "f.csv"]


def test_inputs_are_the_same_until_something_that_is_read_changes(tmp_path: Path) -> None:
    """A new file, another content, another pack and another day to look back from are new inputs.

    A lock and what an unfinished fetch leaves are read by nobody.
    """
    raw = tmp_path / "f.csv"
    raw.write_text("id\n1\n", encoding="utf-8")
    pack = city(source(file="f.csv"))
    key = inputs_key(pack, tmp_path)
    (tmp_path / "fetch.lock").touch()
    (tmp_path / ".fetching-2026").mkdir()
    (tmp_path / ".fetching-2026" / "2019.parquet.kept").write_bytes(b"1")
    raw.touch()
    assert inputs_key(pack, tmp_path) == key
    others = [
        inputs_key(dataclasses.replace(pack, smallest_cell=9), tmp_path),
        inputs_key(city(source(file="f.csv", retrieved_on=dt.date(2026, 4, 13))), tmp_path),
        inputs_key(pack, tmp_path, dt.date(2026, 5, 1)),
    ]
    (tmp_path / "map.geojson").write_text("{}", encoding="utf-8")
    others.append(inputs_key(pack, tmp_path))
    raw.write_text("id\n2\n", encoding="utf-8")
    others.append(inputs_key(pack, tmp_path))
    assert len({key, *others}) == 1 + len(others)
