"""Sealing a finished vintage: its sums written, its files on the disk, nothing writable."""

from pathlib import Path

import msgspec

from queries.stored.seals import SEAL, make_seal
from queries.stored.written import to_disk, write_whole

READ_ONLY, READ_ONLY_FOLDER = 0o444, 0o555
WRITABLE, WRITABLE_FOLDER = 0o644, 0o755


def seal(folder: Path, number: int) -> None:
    """Write the sums of a vintage's files, and return when all of it is on the disk, read-only.

    The folder itself stays writable: some systems rename no other.
    """
    text = msgspec.json.format(msgspec.json.encode(make_seal(folder, number)), indent=1)
    (folder / SEAL).write_bytes(text + b"\n")
    for path in folder.iterdir():
        path.chmod(READ_ONLY)
        to_disk(path)
    to_disk(folder)


def finish(work: Path, folder: Path, number: int) -> None:
    """Seal the folder of a build and give it its name, by which it becomes a vintage."""
    seal(work, number)
    work.rename(folder)
    folder.chmod(READ_ONLY_FOLDER)
    to_disk(folder.parent)


def add(folder: Path, files: dict[str, bytes], number: int) -> None:
    """Add files, by name, to a vintage that is not published yet, and seal it again.

    They are there before the seal that lists them: a stop between the two leaves a vintage that can
    still be served and be added to.
    """
    unlock(folder)
    for name, content in files.items():
        write_whole(folder / name, content)
    seal(folder, number)
    folder.chmod(READ_ONLY_FOLDER)


def unlock(folder: Path) -> None:
    """Make a vintage and its files writable, which its removal and a declared correction need."""
    folder.chmod(WRITABLE_FOLDER)
    for path in folder.iterdir():
        path.chmod(WRITABLE)
