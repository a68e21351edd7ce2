"""Open questions of a pack: lines marked `decide` or `guess`, and codes without a meaning.

`accord new-city` writes such lines where the files alone do not give the answer. The build stops at
`decide` lines, so that no such guess is published.
"""

import csv
from pathlib import Path

from data.config import City
from data.errors import BuildRefused
from data.marks import Mark, marks, pack_files


def refuse_undecided(city: City) -> None:
    """Raise BuildRefused naming file, line and question of every `decide` line of the pack."""
    open_lines = [
        f"  {path}:{line}\n    {question}" for path, line, question in open_questions(city)
    ]
    if open_lines:
        raise BuildRefused(
            f"{city.name} cannot be built yet: left to decide ({len(open_lines)})\n"
            + "\n".join(open_lines)
            + "\n  what to do: put right what each line asks about, then delete the line itself; "
            f"`accord new-city --review {city.id}` goes through them"
        )


def refuse_half_reviewed(city: City) -> None:
    """Raise BuildRefused for a pack that is called reviewed and still holds guesses."""
    left = guesses_left(city)
    if city.status == "reviewed" and left:
        counts = ", ".join(f"{n} in {path.name}" for path, n in left.items())
        raise BuildRefused(
            f"{city.name} cannot be built yet: its pack is called reviewed, and guesses are open\n"
            f"  found: {counts}\n"
            "  what to do: put each guess right and delete its mark; "
            f"`accord new-city --review {city.id}` goes through them"
        )


def open_questions(city: City) -> list[tuple[Path, int, str]]:
    """Return file, line and question of every `decide` line of the pack."""
    return [(mark.path, mark.first, mark.text) for mark in _marks(city, "decide")]


def guesses_left(city: City) -> dict[Path, int]:
    """Return the number of lines marked as a guess, by file of the pack; no file with 0."""
    counts: dict[Path, int] = {}
    for mark in _marks(city, "guess"):
        counts[mark.path] = counts.get(mark.path, 0) + 1
    return counts


def words_to_review(city: City) -> dict[Path, list[str]]:
    """Return the codes without a meaning, by code file; complete files are omitted."""
    blank_codes: dict[Path, list[str]] = {}
    for path in sorted((city.folder / "codes").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            blank = [
                row["code"]
                for row in csv.DictReader(file)
                if any(value is not None and not value.strip() for value in row.values())
            ]
        if blank:
            blank_codes[path] = blank
    return blank_codes


def _marks(city: City, kind: str) -> list[Mark]:
    return [mark for path in pack_files(city) for mark in marks(path) if mark.kind == kind]
