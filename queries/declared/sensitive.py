"""The kinds of calls and complaints whose records leave coarser, from data/sensitive.toml."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from queries.declared.reading import need, need_keys, need_one_of, need_texts, read_toml
from queries.paths import ROOT
from queries.texts import Texts

SENSITIVE = ROOT / "data" / "sensitive.toml"
DICTIONARY = ROOT / "data" / "dictionary.toml"

WORDS = re.compile(r"[a-z ]+")


@dataclass(frozen=True)
class SensitiveKind:
    """Records whose words have one that begins as one of `words`, or calls of `category`.

    The words are a call's type, a complaint's category and its allegations. `least` is how many
    such records an area needs in a month for its name to leave.
    """

    id: str
    words: tuple[str, ...]
    least: int
    names: Texts
    category: str | None = None

    @property
    def pattern(self) -> str:
        """A regular expression for types and allegations in small letters."""
        return rf"\b({'|'.join(self.words)})"


def least_of(words: str) -> int | None:
    """Return how many records of these words an area needs; None if they are not sensitive."""
    kinds = [kind for kind in sensitive_kinds() if re.search(kind.pattern, words.lower())]
    return max((kind.least for kind in kinds), default=None)


@cache
def sensitive_kinds() -> tuple[SensitiveKind, ...]:
    """Return the declared kinds."""
    return read_kinds(read_toml(SENSITIVE))


def read_kinds(declared: dict[str, Any]) -> tuple[SensitiveKind, ...]:
    """Return the kinds of a declaration with the structure of data/sensitive.toml.

    Raises BadInput for a mistake in it.
    """
    categories = read_toml(DICTIONARY)["vocabularies"]["call_category"]
    for name, entry in declared.items():
        need_keys(SENSITIVE, name, entry, ("words", "least", "label"), ("category",))
        for word in entry["words"]:
            is_plain = bool(WORDS.fullmatch(word))
            need(is_plain, SENSITIVE, f"{name}.words", "no word", word, "small letters and spaces")
        is_many = isinstance(entry["least"], int) and entry["least"] >= 1
        need(is_many, SENSITIVE, f"{name}.least", "no number", entry["least"], "1 or more")
        need_texts(SENSITIVE, f"{name}.label", entry["label"])
        if "category" in entry:
            need_one_of(SENSITIVE, f"{name}.category", entry["category"], categories)
    return tuple(
        SensitiveKind(
            id=name,
            words=tuple(entry["words"]),
            least=entry["least"],
            names=entry["label"],
            category=entry.get("category"),
        )
        for name, entry in declared.items()
    )
