"""The signals of a city across its vintages: which one reported each first, which one withdrew it.

A signal is reported once, however many vintages and months repeat it. A vintage whose data no
longer show a signal that was reported withdraws it: it is said, never silently gone.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from queries.review.monitoring import coarsest_layer
from queries.review.month import Month, month_of
from queries.review.month_measures import month_choices
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import Vintage
from queries.vintage.opened import opened
from queries.vintage.versions import offered

MOST_VINTAGES = 8
"""The newest vintages of a city that are followed; as many earlier ones are open at once."""

CITY = "city"
"""Stands for the whole city in ids, which has no area's id."""

Look = tuple[str, str, str]
"""A measure, an area and a state: where and how the rows of a signal stand out."""


@dataclass(frozen=True)
class Signal:
    """A signal, as the vintage `reported_by` was the first to report it in the month `asked`.

    `id` stays from vintage to vintage. `row` is its row of `Month.table`, `looks` are those of all
    rows of the same event, and `until` is the last month in which it was seen. `withdrawn_by` is
    the vintage that no longer shows it in that month, or None.
    """

    id: str
    row: dict[str, Any]
    looks: frozenset[Look]
    asked: dt.date
    since: dt.date
    until: dt.date
    reported_by: str
    withdrawn_by: str | None = None

    def is_about(self, area_id: str | None, measure: str | None) -> bool:
        """Return whether a row of the signal is of an area and a measure; None means any."""
        return any(
            (measure is None or look[0] == measure) and (area_id is None or look[1] == area_id)
            for look in self.looks
        )

    def shows(self, row: dict[str, Any]) -> bool:
        """Return whether a row of `Month.table` is of this signal, in one of its months."""
        since = row["since"] or row["month"]
        look = (row["measure"], row["area_id"], row["state"])
        return look in self.looks and since <= self.until and self.since <= row["month"]


@dataclass(frozen=True)
class Edition:
    """A vintage with its months that can be asked for, newest first, and what each shows."""

    vintage: str
    choices: Sequence[dt.date]
    month: Callable[[dt.date], Month]


@once_per_vintage
def signals(published: Vintage) -> list[Signal]:
    """Return the signals that the newest vintages of a city have reported, in their order.

    They are those of `coarsest_layer`, for which the false alarms of a year are promised. A city
    without a month to judge has none.
    """
    names = list(reversed(list(offered(published))[:MOST_VINTAGES]))
    vintages = [opened(published.city_id, name) for name in names[:-1]]
    return follow(map(_edition, [*vintages, published]))


def follow(editions: Iterable[Edition]) -> list[Signal]:
    """Return the signals that vintages reported one after the other, oldest vintage first.

    The first one reports its latest month; each later one all months that are settled since, and at
    least its latest.
    """
    reported: list[Signal] = []
    last: dt.date | None = None
    for edition in editions:
        reported = [_checked(signal, edition) for signal in reported]
        newer = [month for month in reversed(edition.choices) if last and month > last]
        for month in newer or edition.choices[:1]:
            for signal in _of_month(edition, month):
                _report(signal, reported)
        last = max([*edition.choices[:1], *([last] if last else [])], default=None)
    return reported


def _edition(vintage: Vintage) -> Edition:
    layer = coarsest_layer(vintage)
    choices = month_choices(vintage, layer)
    return Edition(vintage.vintage, choices, partial(month_of, vintage, layer))


def _checked(signal: Signal, edition: Edition) -> Signal:
    """Return a signal, withdrawn if the vintage no longer shows it in the month it was seen in."""
    if signal.withdrawn_by is not None:
        return signal
    if signal.asked in edition.choices and any(
        signal.looks & other.looks for other in _of_month(edition, signal.asked)
    ):
        return signal
    return replace(signal, withdrawn_by=edition.vintage)


def _of_month(edition: Edition, asked: dt.date) -> list[Signal]:
    month = edition.month(asked)
    rows = month.table.to_dicts()
    return [
        Signal(
            id=f"{row['measure']}/{row['area_id'] or CITY}/{row['since'] or row['month']:%Y-%m}",
            row=row,
            looks=frozenset(
                (member["measure"], member["area_id"], member["state"])
                for member in rows
                if member["signal"] == row["signal"]
            ),
            asked=asked,
            since=row["since"] or row["month"],
            until=row["month"],
            reported_by=edition.vintage,
        )
        for row in month.signals.to_dicts()
    ]


def _report(signal: Signal, reported: list[Signal]) -> None:
    """Add a signal to those reported, unless it goes on with one of them."""
    for place, earlier in enumerate(reported):
        overlaps = signal.since <= earlier.until and earlier.since <= signal.until
        if earlier.withdrawn_by is None and overlaps and signal.looks & earlier.looks:
            until = max(earlier.until, signal.until)
            reported[place] = replace(earlier, looks=earlier.looks | signal.looks, until=until)
            return
    ids = {earlier.id for earlier in reported}
    # one that was withdrawn and is seen again is news of its own
    name = signal.id if signal.id not in ids else f"{signal.id}/{signal.reported_by}"
    reported.append(replace(signal, id=name))
