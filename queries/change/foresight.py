"""What can be said of a policy before anyone has waited: from the months before it alone."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from queries.dates import DateRange, add_months
from queries.declared.measures import Measure, datasets_of
from queries.declared.policy import Policy
from queries.errors import NoAnswer
from queries.grid.record import record_of, whole_months
from queries.grid.windows import Windows, around_day, around_policy
from queries.stats.constants import LATEST_MONTHS
from queries.stats.power import detectable
from queries.stats.scatter import scatter
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import Vintage
from queries.vintage.recording import BREAKS, recording_changes


def before_policy(vintage: Vintage, measure: Measure, policy: Policy) -> DateRange:
    """Return the whole months before a policy that the records hold, at most two whole years.

    Where the records end before the policy is announced they are its last ones, recorded alike.
    Raises NoAnswer if they are less than a year.
    """
    windows = windows_ahead(vintage, measure, policy, by_month=True)
    first, last = vintage.stretch(measure, add_months(policy.effective_on, -1))
    if windows.before_to <= last:
        return windows.before_from, windows.before_to
    return unbroken_years(vintage, measure, (first, last), by_month=True)


def unbroken_years(
    vintage: Vintage, measure: Measure, span: DateRange, *, by_month: bool
) -> DateRange:
    """Return `latest_years` of the part of a span after the last break in what is recorded."""
    first, last = span
    breaks = recording_changes(vintage, datasets_of(measure), first, last, BREAKS)
    first = max([first, *(policy.recorded_from for policy in breaks)])
    return latest_years((first, last), by_month=by_month)


def latest_years(span: DateRange, *, by_month: bool) -> DateRange:
    """Return the last whole years of a span, at most two; raise NoAnswer if it is less than one.

    `by_month`, for records dated only by month, they are whole months.
    """
    first, last = span
    day = last + dt.timedelta(days=1)
    with ends_on(last):
        windows = around_day(day, (first, add_months(day, 4 * LATEST_MONTHS)), by_month=by_month)
    return windows.before_from, windows.before_to


def windows_ahead(vintage: Vintage, measure: Measure, policy: Policy, *, by_month: bool) -> Windows:
    """Return the windows around a policy as they will be once the months after it have passed.

    Raises NoAnswer if the window before holds less than a year.
    """
    first, last = vintage.stretch(measure, add_months(policy.effective_on, -1))
    open_end = add_months(max(last, policy.effective_on), 4 * LATEST_MONTHS)
    with ends_on(last):
        return around_policy(policy, (first, open_end), by_month=by_month)


@contextmanager
def ends_on(last: dt.date) -> Iterator[None]:
    """Name the last day of the records in a NoAnswer, not that of the time that was left open."""
    try:
        yield
    except NoAnswer as reason:
        raise NoAnswer(reason.code, **(reason.values | {"last": last})) from None


@once_per_vintage
def smallest_after(vintage: Vintage, measure_id: str, policy_id: str, way: str) -> float | None:
    """Return `smallest_visible` of a measure that a policy should move, `way` down or up.

    Raises NoAnswer if the measure cannot be compared, or with less than a year before the policy.
    """
    measure = vintage.measure(measure_id, vintage.layer().id)
    before = before_policy(vintage, measure, vintage.policy(policy_id))
    return smallest_visible(vintage, measure, before, is_fall=way == "down")


def smallest_visible(
    vintage: Vintage, measure: Measure, before: DateRange, *, is_fall: bool
) -> float | None:
    """Return the ratio of the smallest change that a year after would show, from the months before.

    Their scatter is judged as that between the first and the second half of the window.
    """
    months = whole_months(before)
    middle = months[len(months) // 2]
    halves = Windows(before[0], middle - dt.timedelta(days=1), middle, before[1])
    layer = vintage.layer().id
    nowhere = vintage.areas(layer).head(0)
    record = record_of(vintage, measure, layer, nowhere, (), halves, months)
    events = float(record.events[0].sum())
    inflation = float(scatter(record).inflation[0])
    if record.is_share:
        whole = float(record.exposure[0].sum())
        if whole == 0:  # nothing to take a share of
            return None
        inflation *= max(1 - events / whole, 0.0)
    fall, rise = detectable(events, LATEST_MONTHS / len(months), inflation)
    smallest = float(fall if is_fall else rise)
    return smallest if smallest == smallest else None  # noqa: PLR0124 - nan: no fall would be seen
