"""What a page compares around: a policy of the register, or the visitor's own day or periods."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from dashboard.parts import plain
from dashboard.parts.state import choose_own_day
from dashboard.surface import st
from dashboard.words import Words
from dashboard.words.markup import ours
from queries.dates import DateRange
from queries.declared.measures import Measure
from queries.declared.policy import Policy
from queries.grid import windows
from queries.vintage.catalog import Vintage

OWN_DAY = "own"
OWN_PERIODS = "periods"
"""Options of the list of policies, and their values in the URL."""

SIDES = ("before", "after")
ENDS = ("from", "to")

DAY = "date"
PERIODS = tuple(f"{side}_{end}" for side in SIDES for end in ENDS)
"""The keys of the days in the URL."""


@dataclass(frozen=True)
class OwnDay:
    """A day of the visitor's own; None until one is chosen."""

    on: dt.date | None = None


@dataclass(frozen=True)
class OwnPeriods:
    """Two periods of the visitor's own, before and after; None until all four days are chosen."""

    periods: tuple[DateRange, DateRange] | None = None


Around = Policy | OwnDay | OwnPeriods


def forget_days(used: Collection[str]) -> None:
    """Leave the days that the selection does not use out of the URL; the visit keeps them."""
    for key in (DAY, *PERIODS):
        if key not in used:
            st.query_params.pop(key, None)


def choose_around_day(vintage: Vintage, measure: Measure, words: Words) -> OwnDay:
    """Offer the days that have a year of data on both sides."""
    ends = windows.usable_days(vintage.span(measure))
    if ends is None:
        return OwnDay()
    scope = f"{vintage.city_id}_{words.language}"
    day = choose_own_day(DAY, words.text("choices.date"), ends, scope)
    plain.caption(words.text("choices.own_note"))
    return OwnDay(day)


def choose_around_periods(
    vintage: Vintage, measures: Iterable[Measure], words: Words
) -> OwnPeriods:
    """Offer the first and last day of two periods, among the days of any of the measures.

    A day from a link may lie outside them: whether the periods can be compared is for the
    comparison to say.
    """
    spans = [vintage.span(measure) for measure in measures]
    ends = (min(first for first, _ in spans), max(last for _, last in spans))
    scope = f"{vintage.city_id}_{words.language}"
    days = []
    for side, column in zip(SIDES, st.columns(len(SIDES)), strict=True):
        with column, st.container(horizontal=True):
            for end in ENDS:
                key = f"{side}_{end}"
                # a date's parts are called by its label as it is: an escape would be read aloud
                label = ours(words.text(f"choices.{key}"))
                days.append(choose_own_day(key, label, ends, scope))
    plain.caption(words.text("choices.periods_note"))
    before_from, before_to, after_from, after_to = days
    if before_from and before_to and after_from and after_to:
        return OwnPeriods(((before_from, before_to), (after_from, after_to)))
    return OwnPeriods()
