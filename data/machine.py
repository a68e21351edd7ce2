"""Faults of the machine, not of the data: a full disk, no memory, no permission, no file handles.

The libraries report them in their own ways, and some while a file is read. What reads a file asks
here first, so that a full disk is never called a damaged file.
"""

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from data.errors import MachineFault

KINDS: tuple[tuple[set[int], str, str, str], ...] = (
    (
        {errno.ENOSPC, errno.EDQUOT, errno.EFBIG},
        "no space left on device|disk quota exceeded|file too large",
        "The disk is full, or a quota or the largest size of a file is reached",
        "free some space, or set ACCORD_HOME to a folder on another disk",
    ),
    (
        {errno.EACCES, errno.EPERM, errno.EROFS},
        "permission denied|operation not permitted|read-only file system",
        "A file or folder may not be read or written",
        "give this user the right to it, or set ACCORD_HOME to a folder that is writable",
    ),
    (
        {errno.EMFILE, errno.ENFILE},
        "too many open files",
        "Too many files are open at once",
        "raise the limit, such as with `ulimit -n 4096`",
    ),
    (
        {errno.ENOMEM, errno.EAGAIN},
        "out of memory|cannot allocate memory|bad_alloc|failed to allocate|could not allocate"
        "|resource temporarily unavailable|can't start new thread",
        "The memory is not enough",
        "close other programs, raise the limit (`ulimit -v`), or build on a larger machine",
    ),
    (
        {errno.EIO},
        "input/output error",
        "The disk does not answer",
        "look at the disk, then try again",
    ),
)
"""By kind of fault: its numbers, the libraries' words for it, what happened, what to do."""


def machine_fault(error: BaseException) -> MachineFault | None:
    """Return the fault of the machine behind an error, or None if the error is another."""
    number = error.errno if isinstance(error, OSError) else None
    text = "out of memory" if isinstance(error, MemoryError) else str(error).lower()
    is_said = isinstance(error, (OSError, MemoryError, RuntimeError, ImportError, duckdb.Error))
    for numbers, words, problem, remedy in KINDS:
        if number in numbers or (number is None and is_said and re.search(words, text)):
            place = _place(error)
            where = f"\n  where: {place}" if place else ""
            message = (str(error) or type(error).__name__).splitlines()[0]
            return MachineFault(f"{problem}{where}\n  found: {message}\n  what to do: {remedy}")
    return None


def refuse_machine_fault(error: BaseException) -> None:
    """Raise MachineFault if an error is a fault of the machine; it is no fault of a file then."""
    fault = machine_fault(error)
    if fault is not None:
        raise fault from error


@contextmanager
def machine_faults() -> Iterator[None]:
    """Turn any fault of the machine inside the block into a MachineFault."""
    try:
        yield
    except (OSError, MemoryError, RuntimeError, ImportError, duckdb.Error) as error:
        refuse_machine_fault(error)
        raise


def _place(error: BaseException) -> str:
    """Return the file that an error names, or nothing."""
    if isinstance(error, OSError) and error.filename:
        return str(error.filename)
    quoted = re.search(r'file "([^"]+)"', str(error))
    return quoted.group(1) if quoted else ""
