"""Where a command writes with -o: looked at before the work, and whole or not there at the end."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from data.machine import machine_fault
from queries.errors import BadInput
from queries.stored.written import whole_file, write_whole

REFUSED = {errno.EACCES, errno.EPERM, errno.EROFS}
"""Errors of a place where this user may not write: another place may be named."""

REMEDY = "make the folder, or name another with -o"


def need_place(output: Path) -> None:
    """Raise BadInput unless a file can have this path: its folder is there, and it is no folder."""
    if not output.parent.is_dir():
        raise BadInput(
            "The file cannot be written: its folder is not there.", file=output, remedy=REMEDY
        )
    if output.is_dir():
        raise BadInput(
            "The file cannot be written: a folder has this name.",
            file=output,
            remedy="name a file with -o",
        )


@contextmanager
def clear_place(output: Path) -> Iterator[None]:
    """Turn what the system refuses of a file or folder that was named into BadInput.

    A full disk and the like are faults of the machine, and stay that.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in REFUSED and machine_fault(error) is not None:
            raise
        raise BadInput(
            "Nothing can be written there.",
            file=output,
            actual=error.strerror or str(error),
            remedy="name another place",
        ) from error


@contextmanager
def output_file(output: Path) -> Iterator[BinaryIO]:
    """Open the file that a command writes; what was there before stays until it is whole."""
    need_place(output)
    with clear_place(output), whole_file(output) as file:
        yield file


def write_output(output: Path, content: bytes) -> None:
    """Write the file of a command; what was there before stays until it is whole."""
    need_place(output)
    with clear_place(output):
        write_whole(output, content)
