"""Knows one column under several names: cut off at ten letters, or spelled anew in a later year."""

import difflib
import re
from functools import cache

from data.new_city.profile import Column
from data.new_city.words import folded, listed, tokens

SHAPEFILE_NAME = 10
"""A shapefile cuts names off at this many letters: `CIT_INJURE`, `SERVICE_TY`."""

LEAST_START = 5
"""Fewest letters of a name that may be the start of another."""

LEAST_LOST = 4
"""Fewest letters that a person cuts off: `ALLEG` for allegation, but `OFFICE` is no officer."""

ALIKE_NAMES = 0.8
"""Least likeness of two spellings of one name."""

ALIKE_VALUES = 0.5
"""Least share of rows of either column whose value the other has as well."""

TEXT = {"text", "description", "desc", "descr"}
"""Words by which the text beside a code is named."""

TYPED = 0.8
"""Least share of dates or numbers in a column of dates or of numbers."""


def spelled_out(name: str) -> list[str]:
    """Return a name's words; words that a shapefile or a person cut off are written out.

    A word is written out only if one word alone, of those that name columns, begins with it.
    """
    words = tokens(name)
    is_cut = len(name) == SHAPEFILE_NAME
    return [
        _whole(word, fewest_lost=1 if is_cut and at == len(words) else LEAST_LOST)
        for at, word in enumerate(words, start=1)
    ]


def are_kin(column: Column, other: Column) -> bool:
    """Return whether two columns of different files are one, by their names and values."""
    return _names_are_kin(column.name, other.name) and _values_are_kin(column, other)


def is_code_of(column: Column, other: Column) -> bool:
    """Return whether a column holds codes of which another, named alike, holds the texts.

    Such are `Disposition` (`RTF`) and `DispositionText` (`REPORT TO FOLLOW`).
    """
    words = set(spelled_out(other.name))
    return (
        bool(words & TEXT)
        and words - TEXT == set(spelled_out(column.name)) - {"code"} - TEXT
        and column.files <= other.files
        and _mean_length(column) < _mean_length(other)
    )


def _mean_length(column: Column) -> float:
    counts = [(len(value), n) for value, n in column.values]
    return sum(length * n for length, n in counts) / max(sum(n for _, n in counts), 1)


def _whole(word: str, fewest_lost: int) -> str:
    """Return the word that names columns of which `word` is the start, or the word itself."""
    shortest = LEAST_START if fewest_lost > 1 else 2
    if word in _vocabulary() or len(word) < shortest:
        return word
    whole = [
        longer
        for longer in _vocabulary()
        if longer.startswith(word) and len(longer) >= len(word) + fewest_lost
    ]
    return whole[0] if len(whole) == 1 else word


@cache
def _vocabulary() -> frozenset[str]:
    """Return all words that name columns in words.toml."""
    datasets = ("force", "complaints", "allegations", "calls")
    specs = [spec for dataset in datasets for spec in listed()[dataset].values()]
    return frozenset(word for spec in specs for name in spec["names"] for word in name.split())


def _names_are_kin(name: str, other: str) -> bool:
    one, two = sorted((re.sub(r"[^a-z0-9]", "", text.lower()) for text in (name, other)), key=len)
    if _numbers(one) != _numbers(two):  # force_used_1 is not force_used_2
        return False
    starts = len(one) >= LEAST_START and two.startswith(one)
    is_alike = difflib.SequenceMatcher(None, one, two).ratio() >= ALIKE_NAMES
    return starts or is_alike or set(spelled_out(name)) == set(spelled_out(other))


def _numbers(text: str) -> list[str]:
    return re.findall(r"\d+", text)


def _values_are_kin(column: Column, other: Column) -> bool:
    for share in ("dates", "numbers"):
        typed = [getattr(each, share) >= TYPED for each in (column, other)]
        if any(typed):
            return all(typed)
    if not (column.is_list and other.is_list):
        return column.is_list == other.is_list
    counts = [_folded(column), _folded(other)]
    shared = counts[0].keys() & counts[1].keys()
    return all(sum(n[key] for key in shared) >= ALIKE_VALUES * sum(n.values()) for n in counts)


def _folded(column: Column) -> dict[str, int]:
    counts: dict[str, int] = {}
    for value, n in column.values:
        counts[folded(value)] = counts.get(folded(value), 0) + n
    return counts
