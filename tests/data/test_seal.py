"""The seal of a vintage: what is on the disk before it is seen, and what breaks it."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import duckdb
import pytest

from data.publish import publish, rollback
from data.seal import finish as finish_build
from data.seal import unlock
from queries import warehouse
from queries.errors import Unreadable
from queries.stored.seals import SEAL
from queries.vintage.opened import opened
from tests.damage import cut
from tests.dashboard.test_cli import accord
from tests.queries.test_warehouse import NAME, finish, point

FIRST, SECOND, THIRD = "20990101-000000", "20240202-000000", "20240303-000000"


def build(name: str, number: int = 1, **more: Any) -> Path:
    """Write a vintage of one small table as a build does, and return its folder."""
    work = finish("city", f".building-{name}", number=number, is_sealed=True, **more)
    folder = work.with_name(name)
    finish_build(work, folder, number)
    return folder


def flip(path: Path) -> None:
    """Change one bit in the middle of a file, and not its size."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def lengthen(path: Path) -> None:
    """Add one byte to a file."""
    path.write_bytes(path.read_bytes() + b"\n")


@pytest.fixture
def sealed(home: Path) -> Path:
    """The folder of a published vintage, made writable to be harmed."""
    folder = build(NAME)
    point("city", NAME)
    assert warehouse.verify("city", NAME) == []
    unlock(folder)
    return folder


def test_all_is_on_the_disk_before_the_vintage_is_seen(home: Path) -> None:
    """Every file and the folder are synced before the rename, and the city's folder after it."""
    events: list[str] = []

    def record(frame: FrameType, event: str, argument: object) -> None:
        if event == "c_call" and argument is os.fsync:
            events.append(Path(frame.f_locals["path"]).name)
        elif event == "c_call" and argument is os.rename:
            events.append("rename")

    sys.setprofile(record)
    try:
        folder = build(NAME)
    finally:
        sys.setprofile(None)
    first = events.index("rename")
    assert {path.name for path in folder.iterdir()} <= set(events[:first])
    assert events[first - 1 :] == [f".building-{NAME}", "rename", "city"]


def test_a_pointer_is_on_the_disk_when_it_is_published(home: Path) -> None:
    """Its content is synced before it replaces the old one, and its folder after."""
    build(NAME)
    events: list[object] = []

    def record(frame: FrameType, event: str, argument: object) -> None:
        if event == "c_call" and argument in (os.fsync, os.replace):
            events.append(argument)

    sys.setprofile(record)
    try:
        publish("city")
    finally:
        sys.setprofile(None)
    assert events == [os.fsync, os.replace, os.fsync]


def test_a_finished_vintage_is_read_only(home: Path) -> None:
    """Neither the folder nor a file can be written, until it is unlocked to be removed."""
    folder = build(NAME)
    for path in (folder, *folder.iterdir()):
        assert path.stat().st_mode & 0o222 == 0, path
    unlock(folder)
    for path in (folder, *folder.iterdir()):
        assert path.stat().st_mode & 0o200, path


@pytest.mark.parametrize("harm", [flip, lengthen, Path.unlink])
@pytest.mark.parametrize("name", ["numbers.parquet", "checks.json", "manifest.json"])
def test_every_damage_is_found(sealed: Path, name: str, harm: Callable[[Path], None]) -> None:
    """`accord verify` names the one file that is not as it was built, and exits 1."""
    home, path = sealed.parents[2], sealed / name
    whole = path.read_bytes()
    harm(path)
    result = accord(home, "verify", "city")
    assert result.exit_code == 1
    (line,) = result.stdout.splitlines()
    assert line.startswith(f"city {NAME} damaged: {path}: ")
    path.write_bytes(whole)
    result = accord(home, "verify", "city")
    assert (result.exit_code, result.stdout) == (0, f"city {NAME} whole\n")


def test_a_damaged_seal_is_found(sealed: Path) -> None:
    """Without sums that can be read a vintage is not whole, and not called one without sums."""
    path = sealed / SEAL
    for harm in (flip, cut, Path.unlink):
        whole = path.read_bytes()
        harm(path)
        result = accord(sealed.parents[2], "verify")
        assert result.exit_code == 1
        assert "damaged" in result.stdout
        path.write_bytes(whole)
    assert accord(sealed.parents[2], "verify").exit_code == 0


def test_a_size_is_seen_on_opening(sealed: Path) -> None:
    """A table longer than it was built is not opened, though its first and last bytes are right."""
    path = sealed / "numbers.parquet"
    whole = path.read_bytes()
    assert opened("city").reader.rows("from numbers") == [(7,)]
    path.write_bytes(whole[:8] + b"0" + whole[8:])
    with pytest.raises(Unreadable, match="bytes, and had"):
        opened("city")
    path.write_bytes(whole)
    assert opened("city").reader.rows("from numbers") == [(7,)]


def test_damage_inside_a_table_is_told_when_it_is_asked(sealed: Path) -> None:
    """A question that fails because a table changed within ends in the message of damage."""
    reader = opened("city").reader
    with pytest.raises(duckdb.CatalogException):
        reader.rows("from nothing")
    path = sealed / "numbers.parquet"
    content = path.read_bytes()
    path.write_bytes(b"PAR1" + bytes(len(content) - 8) + b"PAR1")
    with pytest.raises(Unreadable, match="not what was built"):
        reader.rows("from numbers")


def test_a_stranger_is_named(sealed: Path) -> None:
    """A file that the build did not write is no part of the vintage."""
    (sealed / "more.parquet").write_bytes((sealed / "numbers.parquet").read_bytes())
    (damage,) = warehouse.verify("city", NAME) or []
    assert damage.path.name == "more.parquet"


def test_vintages_without_sums_are_said_to_have_none(home: Path) -> None:
    """What an earlier release built is neither called whole nor damaged."""
    finish("city")
    result = accord(home, "verify")
    assert (result.exit_code, result.stdout.startswith(f"city {NAME} no sums")) == (0, True)
    assert accord(home, "verify", "nowhere").exit_code == 2


def test_a_pointer_that_leads_nowhere_is_found(sealed: Path) -> None:
    """A pointer to a vintage that is gone is damage of the city."""
    point("city", "20200101-000000")
    result = accord(sealed.parents[2], "verify", "city")
    assert result.exit_code == 1
    assert f"city damaged: {sealed.parent / 'current'}: " in result.stdout


def test_the_seal_keeps_the_place_of_a_vintage_without_a_manifest(home: Path) -> None:
    """One goes back from it to the one built before it, whatever the names say."""
    for number, name in enumerate((FIRST, SECOND, THIRD), 1):
        folder = build(name, number)
    publish("city")
    unlock(folder)
    (folder / "manifest.json").unlink()
    assert rollback("city") == SECOND
    assert rollback("city") == FIRST
