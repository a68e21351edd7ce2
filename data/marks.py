"""The marks of a drafted pack: comments that say `guess` or `decide`, read and taken out.

A mark is a comment of its own, with further lines set in below it; the end of a line of TOML; or
`: a guess; …` in the first line of a query.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from data.config import City, staging_file

_OWN_LINE = re.compile(r"\s*(?:--|#) (guess\b|decide:):? ?(.*)")
_FURTHER = re.compile(r"\s*(?:--|#) {3,}(\S.*)")
_BEHIND = re.compile(r"(.*\S)\s+# guess\b:? ?(.*)")
_GRAIN = re.compile(r"(-- .*): a guess; (.*)")


@dataclass(frozen=True)
class Mark:
    """A guess or a question: its file, its first and last line (from 1), its kind and text."""

    path: Path
    first: int
    last: int
    kind: str
    text: str


def pack_files(city: City) -> list[Path]:
    """Return the files of a pack that can hold marks: city.toml and the staging queries."""
    names = sorted({name for source in city.sources for name in source.staging.values()})
    return [city.folder / "city.toml", *(staging_file(city.id, name) for name in names)]


def marks(path: Path) -> list[Mark]:
    """Return the marks of a file, in order."""
    entries: list[Mark] = []
    is_open = False
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if begun := _OWN_LINE.match(line):
            entries.append(Mark(path, number, number, begun[1].rstrip(":"), begun[2].strip()))
            is_open = True
        elif is_open and (continuation := _FURTHER.match(line)):
            before = entries.pop()
            text = f"{before.text} {continuation[1].strip()}".strip()
            entries.append(Mark(path, before.first, number, before.kind, text))
        elif partial := _BEHIND.match(line) or _GRAIN.match(line):
            entries.append(Mark(path, number, number, "guess", partial[2].strip()))
            is_open = False
        else:
            is_open = False
    return entries


def without(lines: list[str], mark: Mark) -> list[str]:
    """Return the lines of a mark's file without the mark; what it stands over stays."""
    line = lines[mark.first - 1]
    rest: list[str] = []
    if grain := _GRAIN.match(line):
        rest = [f"{grain[1]}: {grain[2]}"]
    elif not _OWN_LINE.match(line) and (behind := _BEHIND.match(line)):
        rest = [behind[1]]
    return [*lines[: mark.first - 1], *rest, *lines[mark.last :]]
