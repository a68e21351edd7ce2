"""What a database writes into a file, as pieces that are read while it is written."""

import fcntl
import os
import threading
from collections.abc import Callable, Iterator

PIECE_BYTES = 1 << 20
"""Most bytes of one piece."""

NICENESS = 10
"""How far writing stands back from the threads that answer pages, in steps of the system."""


def pieces(write: Callable[[str], None]) -> Iterator[bytes]:
    """Yield the bytes that `write` writes, in order; at no time are more than a few in memory.

    `write` gets the path of a pipe. It runs in a thread of its own, which stands back
    from others, as do the threads that it starts. It waits while nobody takes a piece, and fails
    with a broken pipe if the pieces are given up. What it raises is raised here after the last
    piece.
    """
    reading, writing = os.pipe()
    if hasattr(fcntl, "F_SETPIPE_SZ"):  # Linux; elsewhere a pipe holds less, and the rest is alike
        fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, PIECE_BYTES)
    failures: list[BaseException] = []

    def run() -> None:
        try:
            stand_back()
            write(f"/dev/fd/{writing}")
        except BaseException as failure:
            failures.append(failure)
        finally:
            os.close(writing)

    thread = threading.Thread(target=run, name="pipe")
    thread.start()
    try:
        while piece := os.read(reading, PIECE_BYTES):
            yield piece
    finally:
        os.close(reading)
        thread.join()
    if failures:
        raise failures[0]


def stand_back() -> None:
    """Let this thread, and those that it starts, stand back from the threads that answer pages."""
    thread_id = threading.get_native_id()
    level = os.getpriority(os.PRIO_PROCESS, thread_id) + NICENESS
    os.setpriority(os.PRIO_PROCESS, thread_id, level)
