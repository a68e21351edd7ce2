"""The days by which records count; complaints without a day received count by another they have."""

from dataclasses import dataclass

import duckdb

from data.config import COMPLAINT_DAYS
from data.new_city.guess import FEW, REQUIRED, Guess, first_filled, reason_wanted

MEANING = {
    "occurred_on": "the day of what they are about",
    "closed_on": "the day they were closed",
}


@dataclass(frozen=True)
class Days:
    """The columns of the contract by which rows count, the usual first, and rows of each of them.

    `without` counts the rows that have none.
    """

    targets: tuple[str, ...] = ()
    rows: tuple[int, ...] = ()
    without: int = 0


def day_of(dataset: str, by_target: dict[str, Guess]) -> Guess | None:
    """Return the guess of the day by which the records of a dataset count; None if there is none.

    Complaints without a day received count by the day of what they are about, or of closing.
    """
    if dataset == "allegations":
        return None
    targets = COMPLAINT_DAYS if dataset == "complaints" else REQUIRED[dataset][-1:]
    return next((by_target[target] for target in targets if target in by_target), None)


def complaint_days(
    con: duckdb.DuckDBPyConnection, by_target: dict[str, Guess], begins_on: str
) -> Days:
    """Return the days by which complaints count: the usual, and each that some rows have instead.

    There is a guess of one day at least.
    """
    order = [target for target in COMPLAINT_DAYS if target in by_target]
    firsts = ", ".join(
        f"count(*) filter (where {_usable(by_target[target], begins_on)} is not null"
        + "".join(
            f" and {_usable(by_target[earlier], begins_on)} is null" for earlier in order[:place]
        )
        + ")"
        for place, target in enumerate(order)
    )
    [(rows, *counts)] = con.execute(f"select count(*), {firsts} from records as raw").fetchall()
    used = [(target, n) for target, n in zip(order, counts, strict=True) if n or target == order[0]]
    targets, by_day = zip(*used, strict=True)
    return Days(targets, by_day, rows - sum(by_day))


def written(days: tuple[Guess, ...], begins_on: str | None) -> str:
    """Return SQL of the first date of a row, as it is written, that can be the day of a record."""
    *earlier, last = days
    return first_filled([*(_usable(day, str(begins_on)) for day in earlier), last.sql])


def usual_day(days: tuple[Guess, ...], begins_on: str | None) -> str:
    """Return SQL of the usual day as it is written; where others stand in, null if it cannot be."""
    return days[0].sql if len(days) == 1 else _usable(days[0], str(begins_on))


def day_question(by_target: dict[str, Guess], days: Days) -> tuple[str | None, str | None]:
    """Return a question and a remark about complaints that count by another day than received."""
    if days.targets == ("received_on",):
        return None, None
    usual, *others = days.targets
    rows = sum(days.rows) + days.without
    names = {target: by_target[target].columns[0].name for target in days.targets}
    instead = ", ".join(
        f"{n:,} by {names[target]!r} ({MEANING[target]})"
        for target, n in zip(others, days.rows[1:], strict=True)
    )
    left = f"; {days.without:,} have no day and are set aside" if days.without else ""
    if usual != "received_on":
        return (
            "which column is received_on? None is named like it. As drafted complaints count by "
            f"{names[usual]!r}, {MEANING[usual]} ({days.rows[0]:,} of {rows:,} rows"
            f"{f'; {instead}' if others else ''}{left}). Every page says so, and how long they "
            "take cannot be told. Agree by deleting this; if a column holds the day received, add "
            "it below as received_on, name it in set_aside, and take complaint_days out of "
            f"city.toml.{reason_wanted(days.without, rows)}"
        ), None
    empty = rows - days.rows[0]
    text = f"{empty:,} of {rows:,} rows have no {names[usual]!r} that can be"
    if empty <= FEW * rows:
        return None, f"{text} and count by another day: {instead}{left}"
    return (
        f"{text}; is another column right for received_on? As drafted these rows count by another "
        f"day: {instead}{left}. Every page tells their share, and they have no part in how long "
        "complaints take. Agree by deleting this; to count all complaints by one day, name that "
        "day alone in complaint_days of city.toml and in set_aside below; to leave these rows out, "
        "do so with received_on." + reason_wanted(days.without, rows)
    ), None


def _usable(day: Guess, begins_on: str) -> str:
    return f"written_since({day.sql}, date '{begins_on}')"
