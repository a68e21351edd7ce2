"""A file is whole at any moment, and of many changes at once none is lost."""

import os
import stat
from pathlib import Path

import pytest

from queries.stored.written import locked, whole_file, write_whole
from tests.at_once import at_once


def test_what_is_written_takes_the_place_of_what_was(tmp_path: Path) -> None:
    """The content is new, the permissions are kept, and nothing else is left in the folder."""
    path = tmp_path / "a.toml"
    path.write_bytes(b"old")
    path.chmod(0o640)
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    write_whole(path, b"own", 0o600)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_new_file_has_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    """They are those that a file has that is simply opened."""
    write_whole(tmp_path / "whole", b"")
    (tmp_path / "opened").touch()
    modes = {path.stat().st_mode for path in tmp_path.iterdir()}
    assert len(modes) == 1


def stop_half_way(path: Path, error: BaseException) -> None:
    """Begin to write a file, and fail."""
    with whole_file(path) as file:
        file.write(b"half")
        raise error


def test_what_fails_half_way_leaves_what_was(tmp_path: Path) -> None:
    """After an error the earlier content stands there still, alone; also if it is interrupted."""
    path = tmp_path / "a.csv"
    path.write_bytes(b"old")
    for error in (OSError("full"), KeyboardInterrupt()):
        with pytest.raises(type(error)):
            stop_half_way(path, error)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_is_not_replaced(tmp_path: Path) -> None:
    """A folder of the name stays with all that is in it, and nothing is left beside it."""
    folder = tmp_path / "a"
    folder.mkdir()
    (folder / "b").touch()
    with pytest.raises(OSError, match="directory"):
        write_whole(folder, b"new")
    assert [path.name for path in tmp_path.rglob("*")] == ["a", "b"]


def test_a_link_stays_and_a_pipe_is_written_to(tmp_path: Path) -> None:
    """What a link leads to is replaced, not the link; a pipe is no file that could be."""
    (tmp_path / "far").mkdir()
    target, link = tmp_path / "far" / "a", tmp_path / "b"
    target.write_bytes(b"old")
    link.symlink_to(target)
    write_whole(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_whole(pipe, b"through")
    assert os.read(reader, 100) == b"through"
    os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_locked_folder_is_free_after_an_error(tmp_path: Path) -> None:
    """Whoever fails while it holds a folder holds it no longer, and leaves nothing in it."""
    with pytest.raises(ValueError, match="half"), locked(tmp_path):
        raise ValueError("half")
    with locked(tmp_path):
        assert list(tmp_path.iterdir()) == []


def test_of_many_changes_at_once_none_is_lost(tmp_path: Path) -> None:
    """Twenty processes each add a line to one file: all twenty lines stand there."""
    path = tmp_path / "lines"
    path.touch()
    failed = at_once(
        "from pathlib import Path; from queries.stored.written import locked, write_whole; "
        f"path = Path({str(path)!r})",
        "with locked(path.parent): write_whole(path, path.read_bytes() + b'%d ' % n)",
    )
    assert failed == 0
    assert sorted(map(int, path.read_text().split())) == list(range(20))
    assert list(tmp_path.iterdir()) == [path]
