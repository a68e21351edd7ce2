"""The words of words.toml, and their matching with names and values."""

import csv
import re
from functools import cache
from pathlib import Path
from typing import Any

from data.new_city.spelling import parts
from queries.declared.reading import read_toml


@cache
def listed() -> dict[str, Any]:
    """Return data/new_city/words.toml."""
    return read_toml(Path(__file__).with_name("words.toml"))


def tokens(name: str) -> list[str]:
    """Return a name's words in lower case, abbreviations written out: `CaseNo` → case, number."""
    spaced = re.sub(r"([a-z])([A-Z])", r"\1 \2", name.replace("#", " number ").replace("'", ""))
    spaced = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1 \2", spaced)
    spaced = re.sub(r"de-escal", "deescal", spaced, flags=re.IGNORECASE)
    short = listed()["abbreviations"]
    written = re.findall(r"[a-z]+|\d+", spaced.lower())
    words = [short.get(part, part) for word in written for part in parts(word, _of_names())]
    return [word for word in words if word]


@cache
def _of_names() -> frozenset[str]:
    """Return every word that a column's name may hold, with its abbreviations."""
    words = {*listed()["abbreviations"], *listed()["private"]["words"]}
    for dataset in ("force", "complaints", "allegations", "calls"):
        for spec in listed()[dataset].values():
            words |= {word for phrase in (*spec["names"], *spec["not"]) for word in phrase.split()}
    return frozenset(words)


def folded(value: str) -> str:
    """Return a value in the form of the lists: lower case, punctuation as single spaces."""
    return re.sub(r"[^a-z0-9]+", " ", value.lower()).strip()


def meaning(vocabulary: str, value: str) -> str:
    """Return the word of a closed vocabulary that a value certainly means, or '' if unsure."""
    plain = folded(value)
    if vocabulary in listed()["phrases"]:
        kinds = listed()["phrases"][vocabulary]
        hits = {
            kind
            for kind, phrases in kinds.items()
            if any(f" {phrase} " in f" {plain} " for phrase in phrases)
        }
        return hits.pop() if len(hits) == 1 else ""
    words = listed()["values"][vocabulary]
    return next((word for word, values in words.items() if plain in values), "")


def is_private(name: str) -> bool:
    """Return whether a column's values may name a person or a home."""
    return bool(set(tokens(name)) & set(listed()["private"]["words"]))


def write_codes(path: Path, vocabulary: str, values: list[tuple[str, int]]) -> int:
    """Write a code table (code, the vocabulary, rows); return how many words are left blank."""
    rows: dict[str, int] = {}
    for value, n in values:
        rows[value.upper()] = rows.get(value.upper(), 0) + n
    path.parent.mkdir(exist_ok=True)
    blank = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["code", vocabulary, "rows"])
        for code, n in rows.items():
            word = meaning(vocabulary, code)
            blank += not word
            writer.writerow([code, word, n])
    return blank
