"""Pieces of a file: all of them in order, nothing left behind, no failure lost."""

import os
import threading
from pathlib import Path

import pytest

from queries.stored.pipe import NICENESS, PIECE_BYTES, pieces


def threads() -> list[str]:
    """Return the names of the threads that write into pipes."""
    return [thread.name for thread in threading.enumerate() if thread.name == "pipe"]


def descriptors() -> int:
    """Return the number of open files of this process."""
    return len(list(Path("/dev/fd").iterdir()))


def written_whole(path: str) -> None:
    """Write 3 pieces and a bit, numbered by their bytes."""
    with Path(path).open("wb") as file:
        for number in range(4):
            file.write(bytes([number]) * (PIECE_BYTES if number < 3 else 7))


def test_all_bytes_come_in_order() -> None:
    """The pieces together are the file, none larger than stated."""
    before = descriptors()
    found = list(pieces(written_whole))
    assert b"".join(found) == b"".join(
        bytes([number]) * (PIECE_BYTES if number < 3 else 7) for number in range(4)
    )
    assert max(map(len, found)) <= PIECE_BYTES
    assert (threads(), descriptors()) == ([], before)


def test_what_is_given_up_ends() -> None:
    """Who takes one piece and goes leaves no thread and no open file."""
    before = descriptors()
    taken = pieces(written_whole)
    next(taken)
    taken.close()
    assert (threads(), descriptors()) == ([], before)


def test_nothing_is_begun_before_the_first_piece_is_taken() -> None:
    """A stream that nobody reads costs nothing."""
    pieces(written_whole)
    assert threads() == []


def test_a_failure_follows_what_was_written() -> None:
    """A file that broke off does not pass for a whole one."""

    def breaks(path: str) -> None:
        Path(path).write_bytes(b"half")
        raise ValueError("the other half")

    taken = pieces(breaks)
    assert next(taken) == b"half"
    with pytest.raises(ValueError, match="the other half"):
        next(taken)
    assert threads() == []


def test_writing_stands_back() -> None:
    """Its thread, and those it starts, have a lower priority; this one keeps its own."""
    own = os.getpriority(os.PRIO_PROCESS, 0)
    found = []

    def look() -> None:
        found.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))

    def write(_path: str) -> None:
        look()
        started = threading.Thread(target=look)
        started.start()
        started.join()

    assert list(pieces(write)) == []
    assert found == [min(own + NICENESS, 19)] * 2
    assert os.getpriority(os.PRIO_PROCESS, 0) == own
