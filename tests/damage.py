"""Ways in which a manifest, a pointer or a whole city is damaged; each is given its path."""

import shutil
from collections.abc import Callable
from pathlib import Path

Harm = Callable[[Path], object]


def cut(path: Path) -> None:
    """Keep the first half of a file."""
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def replace_by_folder(path: Path) -> None:
    """Put an empty folder in the place of a file."""
    path.unlink()
    path.mkdir()


MANIFESTS: dict[str, Harm] = {
    "empty": lambda path: path.write_bytes(b""),
    "cut": cut,
    "not UTF-8": lambda path: path.write_bytes(b'{"format": "\xff\xfe"}'),
    "binary": lambda path: path.write_bytes(bytes(range(256))),
    "not JSON": lambda path: path.write_text("<html>", encoding="utf-8"),
    "a list": lambda path: path.write_text("[]", encoding="utf-8"),
    "null": lambda path: path.write_text("null", encoding="utf-8"),
    "too deep": lambda path: path.write_text('{"city":' * 100_000, encoding="utf-8"),
    "without a format": lambda path: path.write_text("{}", encoding="utf-8"),
    "without a city": lambda path: path.write_text('{"format": 3}', encoding="utf-8"),
    "a wrong type": lambda path: path.write_text('{"format": "three"}', encoding="utf-8"),
    "gone": Path.unlink,
    "a folder": replace_by_folder,
}

POINTERS: dict[str, Harm] = {
    "empty": lambda path: path.write_bytes(b""),
    "not UTF-8": lambda path: path.write_bytes(b"\xff\xfe2024"),
    "NUL": lambda path: path.write_bytes(b"2024\x000101"),
    "long": lambda path: path.write_text("2" * 100_000, encoding="utf-8"),
    "another city": lambda path: path.write_text("../sound/20240101-000000\n", encoding="utf-8"),
    "several lines": lambda path: path.write_text("20240101\n20240202\n", encoding="utf-8"),
    "a folder": replace_by_folder,
}


def _vintage(folder: Path) -> Path:
    return folder / (folder / "current").read_text(encoding="utf-8").strip()


def _empty_all(folder: Path) -> None:
    for path in _vintage(folder).iterdir():
        path.write_bytes(b"")


def _overwrite_tables(folder: Path) -> None:
    for path in _vintage(folder).glob("*.parquet"):
        path.write_bytes(b"\xa5" * path.stat().st_size)


def _cut_tables(folder: Path) -> None:
    for path in _vintage(folder).glob("*.parquet"):
        cut(path)


CITIES: dict[str, Harm] = {
    "manifest not UTF-8": lambda folder: MANIFESTS["not UTF-8"](_vintage(folder) / "manifest.json"),
    "pointer binary": lambda folder: (folder / "current").write_bytes(bytes(range(256))),
    "every file empty": _empty_all,
    "tables cut": _cut_tables,
    "tables overwritten": _overwrite_tables,
    "vintage gone": lambda folder: shutil.rmtree(_vintage(folder)),
    "city gone": shutil.rmtree,
}
"""Ways in which what is published of a city is destroyed; each is given the city's folder."""
