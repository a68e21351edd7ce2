"""The measures and caveats, as data/measures.toml and data/caveats.toml declare them."""

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from queries.paths import ROOT
from queries.texts import Texts

Kind = Literal["rate", "share", "count"]
Direction = Literal["down", "up", "neutral"]


@dataclass(frozen=True)
class Event:
    """Something counted by day and area: the dataset and field it needs, and its noun.

    Its records are those of the dataset with one of the values in `where`, and with numbers of at
    `least` and at `most` so much, or as the city's setting of that name says. `day` is the column
    of its day, if it is another than the dataset's.
    """

    id: str
    dataset: str
    noun: str
    where: dict[str, list[str]]
    least: dict[str, int | str]
    most: dict[str, int | str]
    field: str | None = None
    day: str = ""


@dataclass(frozen=True)
class Measure:
    """A numerator over a denominator, and how to speak of it."""

    id: str
    kind: Kind
    numerator: str
    denominator: str
    scale: int
    direction: Direction
    name: Texts
    sentence: Texts
    caveats: tuple[str, ...]
    matures_days: int = 0
    needs: str | None = None


@cache
def events() -> dict[str, Event]:
    """Return all events by id."""
    declared = _declared()
    every: dict[str, Any] = {"where": {}, "least": {}, "most": {}}
    return {
        key: Event(id=key, **entry, **{**every, **declared["records"].get(key, {})})
        for key, entry in declared["events"].items()
    }


@cache
def measures() -> dict[str, Measure]:
    """Return all measures by id, in the order in which they are shown."""
    return {
        entry["id"]: Measure(**{**entry, "caveats": tuple(entry["caveats"])})
        for entry in _declared()["measures"]
    }


@cache
def caveats() -> dict[str, Texts]:
    """Return every caveat's text by code and language."""
    found: dict[str, Texts] = tomllib.loads(
        (ROOT / "data" / "caveats.toml").read_text(encoding="utf-8")
    )
    return found


def events_of(measure: Measure) -> list[Event]:
    """Return the events a measure counts: its numerator and, if it is one, its denominator."""
    named = (measure.numerator, measure.denominator)
    return [events()[one] for one in named if one in events()]


def datasets_of(measure: Measure) -> set[str]:
    """Return the datasets whose records a measure counts."""
    return {event.dataset for event in events_of(measure)}


def _declared() -> dict[str, Any]:
    return tomllib.loads((ROOT / "data" / "measures.toml").read_text(encoding="utf-8"))
