"""What a measure still needs before a city's records can answer it: the readiness of a city."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from queries.dates import DateRange
from queries.declared.fields import datasets
from queries.declared.measures import Event, Measure, datasets_of, events_of
from queries.grid.windows import usable_days
from queries.vintage.catalog import Vintage

NO_DATASET, NO_FIELD, PART, NO_RESIDENTS, NO_TARGET, NO_COMMON_TIME, SHORT = (
    *("no_dataset", "no_field", "part", "no_residents", "no_target"),
    *("no_common_time", "short"),
)
"""The kinds of what is needed; dashboard/words has a sentence for each."""

MADE_OF = {("calls", "response_s"): ("calls", "arrived_at")}
"""Derived fields by the field without which no record has them (sql/core/calls.sql)."""


@dataclass(frozen=True)
class Need:
    """One thing that a measure needs and a city's records lack.

    `dataset` and `field` name it where it is a dataset or a field; `n` is the number of months at
    hand where two years are needed.
    """

    kind: str
    dataset: str = ""
    field: str = ""
    n: int | None = None


def fields_of(event: Event) -> list[tuple[str, str]]:
    """Return dataset and name of each field that an event is counted by, each once.

    Left out are the number and the day of a record, without which nothing can be counted, and
    fields that are worked out from others and that Data quality does not count.
    """
    names = [event.field, *event.holds, *event.where, *event.least, *event.most, event.day]
    counted = {field.name: field.is_counted for field in datasets()[event.dataset].fields}
    needed = [name for name in names if name and (name == event.field or counted[name])]
    return [(event.dataset, name) for name in dict.fromkeys(needed)]


def needs(vintage: Vintage, measure: Measure) -> list[Need]:
    """Return all that a measure needs before a policy can be held against it; empty if nothing.

    It is empty only where `Vintage.lack` finds no reason in the city's first layer, and where some
    day has a year of settled records without a gap on both sides.
    """
    layer = vintage.layer()
    present = vintage.manifest.datasets
    missing = [
        *(Need(NO_DATASET, name) for name in sorted(datasets_of(measure)) if name not in present),
        *_fields_missing(vintage, measure),
        *(
            Need(PART, name)
            for name in sorted(datasets_of(measure))
            if name in present and not present[name].rates
        ),
    ]
    if measure.denominator == "residents" and not layer.population_years:
        missing.append(Need(NO_RESIDENTS))
    if measure.needs and vintage.city.settings[measure.needs] is None:
        missing.append(Need(NO_TARGET))
    lack = vintage.lack(measure, layer.id)
    if lack == NO_COMMON_TIME:
        missing.append(Need(NO_COMMON_TIME))
    elif lack is None and (months := _longest(vintage, measure)) is not None:
        missing.append(Need(SHORT, n=months))
    return missing


def _fields_missing(vintage: Vintage, measure: Measure) -> list[Need]:
    missing: list[Need] = []
    for event in events_of(measure):
        if event.dataset not in vintage.manifest.datasets:
            continue
        for dataset, name in fields_of(event):
            if vintage.publishes(dataset, name):
                continue
            raw = MADE_OF.get((dataset, name), (dataset, name))
            missing.append(
                Need(NO_FIELD, *(raw if not vintage.publishes(*raw) else (dataset, name)))
            )
    return list(dict.fromkeys(missing))


def _longest(vintage: Vintage, measure: Measure) -> int | None:
    """Return the whole months of the longest settled stretch without a gap, None if long enough."""
    stretches = _stretches(vintage.span(measure), vintage.gaps(measure))
    if any(usable_days(stretch) for stretch in stretches):
        return None
    return max(
        (
            max(0, 12 * (end.year - start.year) + end.month - start.month)
            for start, end in stretches
        ),
        default=0,
    )


def _stretches(span: DateRange, gaps: Sequence[DateRange]) -> list[tuple[dt.date, dt.date]]:
    """Return the parts of a span between gaps: first day, and the day after the last."""
    day = dt.timedelta(days=1)
    start, stretches = span[0], []
    for first, last in sorted(gaps):
        stretches.append((start, min(first, span[1] + day)))
        start = max(start, last + day)
    return [part for part in [*stretches, (start, span[1] + day)] if part[0] < part[1]]
