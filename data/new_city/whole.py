"""Asks whether a file is whole, and says when its records cannot be counted by themselves."""

from pathlib import Path

from data.formats import JSON
from data.json_records import is_cut_off
from data.new_city.guess import REQUIRED, Guess
from data.new_city.profile import Table
from data.new_city.words import listed
from data.plain import unpacked

DATED = 0.5
"""Least share of dates in a column that could be the date of the records."""

SHOWN = 12
"""Most columns named in a sentence."""


def cut_off(rows: dict[str, int], files: list[Path]) -> tuple[str, ...]:
    """Return a question for each file that a portal may have cut off.

    `rows` counts each file's rows by its name.
    """
    questions = []
    for path in files:
        n = rows.get(path.name, 0)
        plain = unpacked(path)
        if plain.suffix in JSON and is_cut_off(plain):
            questions.append(
                f"{path.name} says itself that it holds only a part of the records "
                f"(exceededTransferLimit), {n:,} of them. Download all, or the further pages as "
                "further files, and draft again; delete this question only if the part is meant"
            )
        elif n in listed()["pages"]["rows"]:
            questions.append(
                f"is {path.name} whole? It holds exactly {n:,} rows, where portals and "
                "spreadsheets cut a download off. Compare with the number of records that the "
                "publisher shows; if there are more, download the rest and draft again"
            )
    return tuple(questions)


def not_countable(table: Table, dataset: str, guesses: dict[str, Guess]) -> str | None:
    """Return a sentence if a file holds neither a number nor a date of its records, else None."""
    has_sign = any(target in guesses for target in REQUIRED[dataset][:2])
    if has_sign or any(column.dates >= DATED for column in table.columns):
        return None
    names = ", ".join(repr(column.name) for column in table.columns[:SHOWN])
    further = f" and {len(table.columns) - SHOWN} more" if len(table.columns) > SHOWN else ""
    return (
        f"this file cannot be counted by itself: no column holds a number or a date of the records "
        f"({names}{further}). Ask the publisher for both and draft again, or take this source out "
        "of city.toml; if one of the columns does hold them, write it below as "
        f"{' and '.join(f'`… as {target}`' for target in REQUIRED[dataset])}"
    )
