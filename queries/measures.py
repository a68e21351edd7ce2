"""The measures and caveats, as data/measures.toml and data/caveats.toml declare them."""

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from queries.warehouse import ROOT

Kind = Literal["rate", "share", "count"]
Direction = Literal["down", "up", "neutral"]


@dataclass(frozen=True)
class Event:
    """Something counted by day and area: the dataset and field it needs, and its noun."""

    id: str
    dataset: str
    noun: str
    field: str | None = None


@dataclass(frozen=True)
class Measure:
    """A numerator over a denominator, and how to speak of it."""

    id: str
    kind: Kind
    numerator: str
    denominator: str
    scale: int
    direction: Direction
    name: dict[str, str]
    sentence: dict[str, str]
    caveats: tuple[str, ...]
    matures_days: int = 0
    needs: str | None = None


@cache
def events() -> dict[str, Event]:
    """Return all events by id."""
    return {key: Event(id=key, **entry) for key, entry in _declared()["events"].items()}


@cache
def measures() -> dict[str, Measure]:
    """Return all measures by id, in the order in which they are shown."""
    return {
        entry["id"]: Measure(**{**entry, "caveats": tuple(entry["caveats"])})
        for entry in _declared()["measures"]
    }


@cache
def caveats() -> dict[str, dict[str, str]]:
    """Return every caveat's text by code and language."""
    found: dict[str, dict[str, str]] = tomllib.loads(
        (ROOT / "data" / "caveats.toml").read_text(encoding="utf-8")
    )
    return found


def events_of(measure: Measure) -> list[Event]:
    """Return the events a measure counts: its numerator and, if it is one, its denominator."""
    named = (measure.numerator, measure.denominator)
    return [events()[one] for one in named if one in events()]


def _declared() -> dict[str, Any]:
    return tomllib.loads((ROOT / "data" / "measures.toml").read_text(encoding="utf-8"))
