"""The licences that a source can be under, from data/licences.toml."""

from dataclasses import dataclass
from functools import cache

from queries.declared.reading import need_keys, need_texts, read_toml
from queries.paths import ROOT
from queries.texts import Texts

LICENCES = ROOT / "data" / "licences.toml"


@dataclass(frozen=True)
class Licence:
    """A licence: its name in data packages, what it is called, and the address of its text."""

    id: str
    name: str
    names: Texts
    link: str | None = None


@cache
def licences() -> dict[str, Licence]:
    """Return the licences by id; raise BadInput for a mistake in their declaration."""
    declared = read_toml(LICENCES)
    for key, entry in declared.items():
        need_keys(LICENCES, key, entry, ("name", "label"), ("link",))
        need_texts(LICENCES, key, entry["label"])
    return {
        key: Licence(key, entry["name"], entry["label"], entry.get("link"))
        for key, entry in declared.items()
    }
