"""Open questions of a pack: lines marked `decide` or `guess`, and codes without a meaning.

`accord new-city` writes such lines where the files alone do not give the answer. The build stops at
`decide` lines, so that no such guess is published.
"""

import csv
import re
from pathlib import Path

from data.config import City, staging_file
from data.errors import BuildRefused

_DECIDE = re.compile(r"\s*(?:--|#) decide: (.*)")
_GUESS = re.compile(r"(?:--|#) guess\b|: a guess;")
_FURTHER = re.compile(r"\s*(?:--|#) {3,}(\S.*)")


def refuse_undecided(city: City) -> None:
    """Raise BuildRefused naming file, line and question of every `decide` line of the pack."""
    open_lines = [
        f"  {path}:{line}\n    {question}" for path, line, question in open_questions(city)
    ]
    if open_lines:
        raise BuildRefused(
            f"{city.name} cannot be built yet: left to decide ({len(open_lines)})\n"
            + "\n".join(open_lines)
            + "\n  what to do: put right what each line asks about, then delete the line itself"
        )


def refuse_half_reviewed(city: City) -> None:
    """Raise BuildRefused for a pack that is called reviewed and still holds guesses."""
    left = guesses_left(city)
    if city.status == "reviewed" and left:
        counts = ", ".join(f"{n} in {path.name}" for path, n in left.items())
        raise BuildRefused(
            f"{city.name} cannot be built yet: its pack is called reviewed, and guesses are open\n"
            f"  found: {counts}\n"
            "  what to do: put each guess right and delete its mark"
        )


def open_questions(city: City) -> list[tuple[Path, int, str]]:
    """Return file, line and question of every `decide` line of the pack."""
    return [(path, line, question) for path in _files(city) for line, question in _questions(path)]


def guesses_left(city: City) -> dict[Path, int]:
    """Return the number of lines marked as a guess, by file of the pack; no file with 0."""
    counts = {path: len(_GUESS.findall(path.read_text(encoding="utf-8"))) for path in _files(city)}
    return {path: n for path, n in counts.items() if n}


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


def _files(city: City) -> list[Path]:
    names = sorted({name for source in city.sources for name in source.staging.values()})
    return [city.folder / "city.toml", *(staging_file(city.id, name) for name in names)]


def _questions(path: Path) -> list[tuple[int, str]]:
    """Return (line, question) of each mark; a question may continue in indented comments."""
    questions: list[tuple[int, str]] = []
    is_open = False
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if begun := _DECIDE.match(line):
            questions.append((number, begun[1].strip()))
            is_open = True
        elif is_open and (continuation := _FURTHER.match(line)):
            questions[-1] = (questions[-1][0], f"{questions[-1][1]} {continuation[1].strip()}")
        else:
            is_open = False
    return questions
