"""Plain copies of raw files that are not read as they are: zipped, gzipped JSON, Windows-1252."""

import gzip
import shutil
import tempfile
import zipfile
import zlib
from functools import cache
from pathlib import Path

from data.machine import refuse_machine_fault
from queries.errors import BadInput

NO_DATA = ("__macosx/", "readme", "license", "metadata", ".")
"""How the names of members of an archive begin that hold no records."""

GZIPPED_JSON = (".json.gz", ".geojson.gz", ".jsonl.gz", ".ndjson.gz")
"""How the names of gzipped JSON end; gzipped CSV is read as it is."""

WINDOWS = "windows-1252"


def unpacked(path: Path) -> Path:
    """Return the file itself, or the only file inside a .zip, or gzipped JSON as plain JSON.

    Raises BadInput for an archive that is damaged or locked, or holds no file or several.
    """
    return _member(path, path.stat().st_mtime_ns) if path.suffix == ".zip" else gunzipped(path)


def gunzipped(path: Path) -> Path:
    """Return the file itself, or gzipped JSON as plain JSON; raise BadInput if it is damaged."""
    is_packed = path.name.endswith(GZIPPED_JSON)
    return _gunzipped(path, path.stat().st_mtime_ns) if is_packed else path


def as_utf8(path: Path) -> Path:
    """Return a copy in UTF-8 of a text file in Windows-1252."""
    return _copy(path, path.stat().st_mtime_ns)


@cache
def _folder() -> "tempfile.TemporaryDirectory[str]":
    """Return the folder of the copies; it is removed when the program ends."""
    return tempfile.TemporaryDirectory(prefix="accord-")


@cache
def _own_folder(path: Path, modified: int) -> Path:
    return Path(tempfile.mkdtemp(dir=_folder().name))


@cache
def _member(path: Path, modified: int) -> Path:
    try:
        with zipfile.ZipFile(path) as archive:
            names = [
                name
                for name in archive.namelist()
                if not name.endswith("/")
                and not name.lower().startswith(NO_DATA)
                and not Path(name).name.lower().startswith(NO_DATA)
            ]
            if len(names) == 1:
                target = _own_folder(path, modified) / Path(names[0]).name
                with archive.open(names[0]) as member, target.open("wb") as copy:
                    while block := member.read(1 << 20):
                        copy.write(block)
                return target
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error, OSError) as error:
        refuse_machine_fault(error)
        raise BadInput(
            "The archive cannot be opened",
            file=path,
            actual=str(error).splitlines()[0],
            expected="a whole .zip without a password",
            remedy="download it again, or unpack it and name the file inside",
        ) from error
    raise BadInput(
        "The archive does not hold one file",
        file=path,
        actual=", ".join(names[:10]) or "no file",
        expected="one file of records",
        remedy="unpack it beside the other raw files, and name the files inside that are meant",
    )


@cache
def _gunzipped(path: Path, modified: int) -> Path:
    target = _own_folder(path, modified) / path.stem
    try:
        with gzip.open(path) as packed, target.open("wb") as copy:
            shutil.copyfileobj(packed, copy)
    except (gzip.BadGzipFile, zlib.error, EOFError, OSError) as error:
        refuse_machine_fault(error)
        raise BadInput(
            "The compressed file is cut off or damaged",
            file=path,
            actual=str(error).splitlines()[0],
            expected="a complete gzip file",
            remedy="download the file again",
        ) from error
    return target


@cache
def _copy(path: Path, modified: int) -> Path:
    target = _own_folder(path, modified) / path.name
    with (
        path.open(encoding=WINDOWS, errors="replace", newline="") as text,
        target.open("w", encoding="utf-8", newline="") as copy,
    ):
        while block := text.read(1 << 20):
            copy.write(block)
    return target
