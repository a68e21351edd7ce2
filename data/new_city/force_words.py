"""Asks about kinds and levels of force that stand in columns whose names do not say so."""

import re
from collections.abc import Callable

from data.new_city.guess import Guess, first_filled
from data.new_city.profile import Column, Table
from data.new_city.words import folded, listed, tokens

LEVEL = re.compile(r"\b(level|tier|type|category|class) ?([1-4]|i{1,3}v?)\b")
"""A level of force in words: `Level 2 - Use of Force`, `Type I`."""

MOST = 0.4
"""Least share of a column's values that name a kind, or a level, of force."""

SHOWN = 4


def kinds_unread(
    dataset: str, table: Table, guesses: dict[str, Guess], used: frozenset[str]
) -> tuple[str, ...]:
    """Return questions about kinds and levels of force in columns with other names."""
    if dataset != "force":
        return ()
    questions = []
    if "force_level" not in guesses:
        questions += [
            f"are the values of {guess.columns[0].name!r} levels of force? They are taken for "
            f"{target}: {_values(guess.columns[0])}. If so, write below `… as force_level,` with a "
            "number from 1 (lowest) to 4 instead; if not, delete this question"
            for target, guess in guesses.items()
            if target in ("reason", "force_type") and _share(guess.columns[0], _is_level) >= MOST
        ]
    if "force_type" not in guesses:
        by_value = [
            column
            for column in table.columns
            if column.is_list and column.distinct > 1 and _share(column, _is_kind) >= MOST
        ]
        flags = [
            column
            for column in table.columns
            if column.name not in used and column.distinct <= 2 and _is_kind(column.name)
        ]
        for columns, way in (
            (by_value, f"write `nullif(trim({_written(by_value)}), '') as force_type,` below"),
            (
                flags,
                "write `unnest(several([case when … then 'kind' end, …])) as force_type,` below",
            ),
        ):
            if columns:
                names = "; ".join(f"{column.name!r} ({_values(column)})" for column in columns)
                questions.append(
                    f"do these hold the kinds of force, which no column was found for: {names}? "
                    f"If so, {way}; if not, delete this question"
                )
    return tuple(questions)


def _written(columns: list[Column]) -> str:
    """Return SQL of the value of columns that stand in different files, else an ellipsis."""
    files = [file for column in columns for file in column.files]
    if not columns or len(files) > len(set(files)):
        return "…"
    return first_filled([column.sql for column in columns])


def _share(column: Column, holds: Callable[[str], bool]) -> float:
    return sum(n for value, n in column.values if holds(value)) / max(column.filled, 1)


def _is_level(value: str) -> bool:
    return LEVEL.search(folded(value)) is not None


def _is_kind(value: str) -> bool:
    return bool(set(tokens(value)) & set(listed()["force_words"]["words"]))


def _values(column: Column) -> str:
    return ", ".join(repr(value) for value, _ in column.values[:SHOWN])
