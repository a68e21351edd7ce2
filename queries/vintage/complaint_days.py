"""The day by which complaints count: received, or what a city has in its place."""

import polars as pl

from queries.declared import dictionary
from queries.declared.measures import Event, Measure, caveats, events_of
from queries.texts import Filled, Text, Texts
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import Vintage

COMPLAINTS = "complaints"
RECEIVED = "received_on"

BY_DAY = {"occurred_on": "by_day_it_happened", "closed_on": "by_day_closed"}
"""The caveat on complaints that count by another day than that on which they were received."""


def day_cautions(vintage: Vintage, dataset: str) -> list[tuple[str, Text]]:
    """Return (code, text) of what to know of the day by which records count.

    Empty where every complaint counts by the day it was received, and for other datasets.
    """
    if dataset != COMPLAINTS:
        return []
    kind, *others = vintage.city.complaint_days
    cautions: list[tuple[str, Text]] = []
    if kind in BY_DAY:
        cautions.append((BY_DAY[kind], caveats()[BY_DAY[kind]]))
    if share := share_without(vintage, kind):
        values: dict[str, str | Texts] = {
            "share": share,
            "field": dictionary.field(kind),
            "other": dictionary.field(others[0]),
            "last": dictionary.field(others[-1]),
        }
        code = "by_another_day" if len(others) == 1 else "by_other_days"
        cautions.append((code, Filled(caveats()[code], values)))
    return cautions


def measure_day_cautions(vintage: Vintage, measure: Measure) -> list[tuple[str, Text]]:
    """Return (code, text) of what to know of the days by which a measure counts, each once."""
    events = events_of(measure)
    return list(dict(caution for event in events for caution in _of_event(vintage, event)).items())


def needed_fields(vintage: Vintage, measure: Measure) -> set[tuple[str, str]]:
    """Return dataset and name of the fields that a measure needs in a city.

    The usual day of complaints is among them: where it is filled more often than before, fewer of
    them count by another day.
    """
    needed: set[tuple[str, str]] = set()
    for event in events_of(measure):
        if event.field:
            needed.add((event.dataset, event.field))
        if event.dataset == COMPLAINTS and event.day in ("", RECEIVED):
            needed.add((COMPLAINTS, event.day or vintage.city.complaint_days[0]))
    return needed


def share_without(vintage: Vintage, kind: str) -> str:
    """Return the percentage of complaints that lack a day, as text; empty if none does."""
    n, complaints = _without(vintage, kind)
    return f"{max(100 * n / complaints, 0.1):.1f}" if n else ""


def _of_event(vintage: Vintage, event: Event) -> list[tuple[str, Text]]:
    if not event.day:
        return day_cautions(vintage, event.dataset)
    if event.dataset != COMPLAINTS or event.day != RECEIVED:
        return []
    share = share_without(vintage, RECEIVED)
    text = Filled(caveats()["received_unknown"], {"share": share})
    return [("received_unknown", text)] if share else []


@once_per_vintage
def _without(vintage: Vintage, kind: str) -> tuple[int, int]:
    """Return how many complaints lack a day, and how many there are.

    None lacks one in a vintage that does not count them.
    """
    days = vintage.ask("coverage").filter(
        (pl.col("dataset") == COMPLAINTS) & (pl.col("field") == kind)
    )
    n = int(days["rows_n"].sum())
    return n - int(days["filled_n"].sum()), n
