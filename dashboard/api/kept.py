"""Whole tables as files that are made once, and kept beside their vintage.

The name of a file holds the SHA-256 sum of its content: `calls.csv` is kept as `calls.SUM.csv`, and
compressed as `calls.SUM.csv.gz` where that saves anything. So what stands under a name never
changes, and is there whole or not at all.

A thread of its own makes a file. Whoever asks for it meanwhile gets what is written of it already,
and the rest as it comes: the first client waits for no whole file, and no slow one holds it up.
"""

import hashlib
import logging
import os
import re
import shutil
import threading
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import BinaryIO

import anyio
from filelock import FileLock, Timeout

from dashboard.beside import READABLE, folder_of
from dashboard.sums import release, release_on_disk
from queries.stored.pipe import stand_back
from queries.vintage.catalog import Vintage
from queries.warehouse import FILES

log = logging.getLogger("accord")

TEXTS = ("csv", "geojson")
"""Forms that are worth compressing; others are compressed in themselves."""

GZIP = ".gz"
QUALITY = 4
"""Of gzip: 6 takes twice as long, for a twentieth less."""

LEAST_FREE = 0.1
"""Share of the disk that stays free: nothing more is kept beyond it, and files are streams."""

PIECE_BYTES = 1 << 20
LOOK_EVERY_S = 0.05
"""How often a client who follows a file that is being made looks whether there is more."""

NAME = re.compile(r"(?P<dataset>\w+)\.(?P<sum>[0-9a-f]{64})\.(?P<form>\w+)")

Make = Callable[[], Iterator[bytes]]


@dataclass(frozen=True)
class Kept:
    """A file that is kept: the SHA-256 sum of its content, and where it lies, plain and packed."""

    sha256: str
    path: Path
    packed: Path | None


@dataclass
class Making:
    """A file that is being made. `is_over` says that it is kept, or that its making has failed."""

    part: Path
    is_written: threading.Event = field(default_factory=threading.Event)
    is_over: threading.Event = field(default_factory=threading.Event)
    failure: Exception | None = None

    def opened(self) -> BinaryIO | None:
        """Return a reader of the file from its beginning, or None if its making is over."""
        with _lock:
            return self.part.open("rb") if _makings.get(self.part) is self else None

    async def pieces(self, file: BinaryIO) -> AsyncIterator[bytes]:
        """Yield the content, as `file` reads it, until it is whole; raise what stopped it."""
        reader = anyio.wrap_file(file)
        is_last = False
        while not is_last:
            is_last = self.is_written.is_set()
            while piece := await reader.read(PIECE_BYTES):
                yield piece
            if not is_last:
                await anyio.sleep(LOOK_EVERY_S)
        if self.failure is not None:
            raise self.failure


_makings: dict[Path, Making] = {}
_lock = threading.Lock()


def kept(vintage: Vintage) -> dict[tuple[str, str], Kept]:
    """Return the files that are kept of a vintage, by dataset and form."""
    names = {path.name: path for path in folder_of(vintage, FILES).glob("*.*")}
    return {
        (match["dataset"], match["form"]): Kept(match["sum"], path, names.get(name + GZIP))
        for name, path in names.items()
        if (match := NAME.fullmatch(name))
    }


def begin(vintage: Vintage, dataset: str, form: str, make: Make, end: Callable[[], None]) -> bool:
    """Begin to make a file that is to be kept, and say whether it is begun; then `end` is called.

    It is not where it is there, or being made, also by another process, where nothing may be
    written, where the disk is full, and where the program on the disk is no longer the one that
    runs: what this one makes would be kept for what the other one would make.
    """
    folder = folder_of(vintage, FILES)
    part = folder / f".{dataset}.{form}"
    lock = FileLock(folder / f".{dataset}.{form}.lock", timeout=0, thread_local=False)
    making = Making(part)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        usage = shutil.disk_usage(folder)
        if usage.free < LEAST_FREE * usage.total or release_on_disk() != release():
            return False
        with _lock:
            lock.acquire()
            if (dataset, form) in kept(vintage):
                lock.release()
                return False
            part.unlink(missing_ok=True)  # what a process left that was killed
            part.touch(READABLE)
            _makings[part] = making
    except Timeout:
        return False
    except OSError as error:
        lock.release()
        log.warning("files are not kept on the disk: %s", error)
        return False

    def run() -> None:
        try:
            _make(making, dataset, form, make)
        finally:
            lock.release()
            making.is_over.set()
            end()

    threading.Thread(target=run, name=f"making {dataset}.{form}").start()
    return True


def making_of(vintage: Vintage, dataset: str, form: str) -> Making | None:
    """Return a file that this process is making, or None."""
    return _makings.get(folder_of(vintage, FILES) / f".{dataset}.{form}")


def _make(making: Making, dataset: str, form: str, make: Make) -> None:
    """Write a file, and its compressed form before it gets its name."""
    part, packed = making.part, making.part.with_name(making.part.name + GZIP)
    new: Path | None = None
    try:
        with part.open("wb") as file:
            for piece in _until_stopped(make()):
                file.write(piece)
            file.flush()
            making.is_written.set()
            os.fsync(file.fileno())
        stand_back()
        new = part.with_name(f"{dataset}.{_sum_and_pack(part, packed, form)}.{form}")
        if release_on_disk() != release():
            new = None
        elif form in TEXTS:
            packed.replace(new.with_name(new.name + GZIP))
    except Exception as failure:
        log.warning("a file is not kept: %s", failure)
        making.failure = failure
    finally:
        making.is_written.set()
        with _lock:
            del _makings[part]
            part.replace(new) if new else part.unlink()
        packed.unlink(missing_ok=True)


def _until_stopped(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the pieces; raise InterruptedError once the server stops, which waits for no file."""
    for piece in pieces:
        if not threading.main_thread().is_alive():
            raise InterruptedError("the server stops")
        yield piece


def _sum_and_pack(part: Path, packed: Path, form: str) -> str:
    """Return the SHA-256 sum of a file, and write it compressed where its form is worth that."""
    total = hashlib.sha256()
    packer = zlib.compressobj(QUALITY, wbits=zlib.MAX_WBITS + 16) if form in TEXTS else None
    with part.open("rb") as file, packed.open("wb") as target:
        for piece in _until_stopped(iter(partial(file.read, PIECE_BYTES), b"")):
            total.update(piece)
            if packer:
                target.write(packer.compress(piece))
        if packer:
            target.write(packer.flush())
            target.flush()
            os.fsync(target.fileno())
    return total.hexdigest()
