"""Writing of files: each is whole at any moment, and two that change one wait for each other."""

import fcntl
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


def write_whole(path: Path, content: bytes, permissions: int | None = None) -> None:
    """Write a file in place of what is there, as `whole_file` does; raise OSError if it cannot."""
    with whole_file(path, permissions) as file:
        file.write(content)


@contextmanager
def whole_file(path: Path, permissions: int | None = None) -> Iterator[BinaryIO]:
    """Open a file that takes the place of `path` when the block ends without an error.

    Whoever reads sees the earlier content or the new one, also after the machine has stopped. A
    link stays, and the file it leads to is replaced. What is no file, such as a pipe, is written to
    as it is. Unless given, `permissions` are those of the file that is replaced, or of a new file.
    """
    target = Path(os.path.realpath(path))
    earlier = target.stat().st_mode if target.exists() else None
    if earlier is not None and not stat.S_ISREG(earlier) and not stat.S_ISDIR(earlier):
        with target.open("wb") as pipe:
            yield pipe
        return
    new = target.with_name(f".{secrets.token_hex(8)}.new")  # on the same file system
    try:
        with new.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if permissions is not None or earlier is not None:
            new.chmod(stat.S_IMODE(earlier or 0) if permissions is None else permissions)
        new.replace(target)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    to_disk(target.parent)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder alone while files in it are read and written anew; wait for whoever holds it.

    It is free when the process ends, however that ends, and nothing is left in the folder.
    """
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


def to_disk(path: Path) -> None:
    """Return when a file's content, or a folder's list of names, is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
