"""The events, measures and caveats that data/measures.toml and data/caveats.toml declare."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from queries.declared.fields import datasets
from queries.declared.measure_checks import CAVEATS, MEASURES, SHORT, check_measures
from queries.declared.reading import read_toml
from queries.texts import Texts

Kind = Literal["rate", "share", "count"]
Direction = Literal["down", "up", "neutral"]


@dataclass(frozen=True)
class Event:
    """An event counted by day and area: its dataset, the field it needs, its noun and conditions.

    It counts records that have one of the values in `where`, numbers from `least` to `most`, a
    known value in every field of `holds`, and an age of at least `ripe_days`. A limit that is a
    text names a city's setting. `day` is the column of its day where that is not the dataset's.
    """

    id: str
    dataset: str
    noun: str
    where: dict[str, list[str]]
    least: dict[str, int | str]
    most: dict[str, int | str]
    holds: tuple[str, ...] = ()
    ripe_days: int = 0
    field: str | None = None
    day: str = ""


@dataclass(frozen=True)
class SmallestChange:
    """The smallest fall that matters, as a share, in the whole city and in one area, and why."""

    citywide: float
    area: float
    reason: Texts


@dataclass(frozen=True)
class Measure:
    """A measure: numerator, denominator, scale, and its name and sentence by language.

    `monthly` names what is counted in one month; None where another measure counts the records.
    """

    id: str
    kind: Kind
    numerator: str
    denominator: str
    scale: int
    direction: Direction
    name: Texts
    sentence: Texts
    caveats: tuple[str, ...]
    matters: SmallestChange
    matures_days: int = 0
    needs: str | None = None
    monthly: Texts | None = None


@cache
def events() -> dict[str, Event]:
    """Return all events by id."""
    return read_events(_declared())


def read_events(declared: dict[str, Any]) -> dict[str, Event]:
    """Return the events of a declaration with the structure of data/measures.toml.

    Raises BadInput for a mistake in it.
    """
    check_measures(declared, datasets())
    entries = dict(declared["events"])
    for measure in declared["measures"]:
        if "flag" in measure:
            dataset, flag = measure["flag"].split(".")
            entries[measure["id"]] = {"dataset": dataset, "where": {flag: ["true"]}}
            entries[f"{measure['id']}_known"] = {"dataset": dataset, "holds": [flag]}
    return {key: _event(key, entry) for key, entry in entries.items()}


@cache
def measures() -> dict[str, Measure]:
    """Return all measures by id, in display order."""
    return read_measures(_declared())


def read_measures(declared: dict[str, Any]) -> dict[str, Measure]:
    """Return the measures of a declaration with the structure of data/measures.toml.

    Raises BadInput for a mistake in it.
    """
    check_measures(declared, datasets())
    matters = {
        name: SmallestChange(**entry) for name, entry in declared["smallest_changes"].items()
    }
    return {
        entry["id"]: _measure(**(entry | {"matters": matters[entry["matters"]]}))
        for entry in declared["measures"]
    }


@cache
def smallest_changes() -> dict[str, SmallestChange]:
    """Return the smallest changes that matter, by the kind of number they are declared for."""
    return {
        name: SmallestChange(**entry) for name, entry in _declared()["smallest_changes"].items()
    }


@cache
def caveats() -> dict[str, Texts]:
    """Return the caveats: text by code and language."""
    return {code: texts for code, texts in read_toml(CAVEATS).items() if code != SHORT}


@cache
def short_caveats() -> dict[str, Texts]:
    """Return the short forms of those caveats that have one: text by code and language."""
    texts: dict[str, Texts] = read_toml(CAVEATS)[SHORT]
    return texts


def events_of(measure: Measure) -> list[Event]:
    """Return the events of a measure: its numerator, and its denominator if that is an event."""
    ids = (measure.numerator, measure.denominator)
    return [events()[event_id] for event_id in ids if event_id in events()]


def datasets_of(measure: Measure) -> set[str]:
    """Return the datasets of a measure's events."""
    return {event.dataset for event in events_of(measure)}


def _event(key: str, entry: dict[str, Any]) -> Event:
    conditions = {name: entry.get(name, {}) for name in ("where", "least", "most")}
    holds = tuple(entry.get("holds", ()))
    fields = {*holds, *(name for condition in conditions.values() for name in condition)}
    return Event(
        id=key,
        dataset=entry["dataset"],
        noun=datasets()[entry["dataset"]].noun,
        holds=holds,
        ripe_days=entry.get("ripe_days", 0),
        field=entry.get("field") or (fields.pop() if len(fields) == 1 else None),
        day=entry.get("day", ""),
        **conditions,
    )


def _measure(
    *,
    id: str,
    caveats: list[str],
    flag: str | None = None,
    numerator: str = "",
    denominator: str = "",
    **entry: Any,
) -> Measure:
    return Measure(
        id=id,
        numerator=id if flag else numerator,
        denominator=f"{id}_known" if flag else denominator,
        caveats=tuple(caveats),
        **entry,
    )


def _declared() -> dict[str, Any]:
    return read_toml(MEASURES)
