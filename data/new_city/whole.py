"""Asks whether a file is whole, and says when its records cannot be counted by themselves."""

from pathlib import Path

from data.formats import JSON, WORKBOOK
from data.json_records import is_cut_off
from data.new_city.guess import REQUIRED, Guess
from data.new_city.profile import Table
from data.new_city.sheets import left_out
from data.new_city.words import listed
from data.plain import unpacked

DATED = 0.5
"""Least share of dates in a column that could be the date of the records."""

SHOWN = 12
"""Most columns named in a sentence."""


def cut_off(rows: dict[str, int], files: list[Path]) -> tuple[str, ...]:
    """Return a question for each file that a portal may have cut off.

    `rows` counts the rows by the name of each file, or of each sheet of it.
    """
    questions = []
    for path in files:
        plain = unpacked(path)
        if plain.suffix in JSON and is_cut_off(plain):
            questions.append(
                f"{path.name} says itself that it holds only a part of the records "
                f"(exceededTransferLimit), {rows[path.name]:,} of them. Download all, or the "
                "further pages as further files, and draft again; delete this question only if "
                "the part is meant, or if the sender says that these are all there are"
            )
    for name, n in rows.items():
        if n in listed()["pages"]["rows"]:
            questions.append(
                f"is {name} whole? It holds exactly {n:,} rows, where portals and spreadsheets cut "
                "a download off. Compare with the number of records that the publisher shows; if "
                "there are more, download the rest and draft again"
            )
    return tuple(questions)


def unread_sheets(files: list[Path]) -> tuple[str, ...]:
    """Return a question for each sheet with a table that is not read with the others."""
    questions = []
    for path in files:
        for sheet in left_out(path) if unpacked(path).suffix in WORKBOOK else ():
            if sheet.is_table:
                names = ", ".join(repr(name) for name in sheet.names[:SHOWN] if name)
                questions.append(
                    f"sheet {sheet.name!r} of {path.name} is not read: {sheet.rows:,} rows of "
                    f"{names}. If it holds records of this kind, save a copy of the sheet as a "
                    "workbook of its own in the same folder and draft again with both; if not, "
                    "leave it out by deleting this question"
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
