"""Before and after: which days are compared, and which are left out between them."""

import datetime as dt
from dataclasses import dataclass

from queries.dates import DateRange, add_months
from queries.errors import NoAnswer
from queries.vintage.policy import Policy

DEFAULT_MONTHS = 24


@dataclass(frozen=True)
class Windows:
    """Days compared, both ends inclusive; the transition between them counts on neither side."""

    before_from: dt.date
    before_to: dt.date
    after_from: dt.date
    after_to: dt.date

    @property
    def transition(self) -> DateRange | None:
        """The days between the two windows, or None if they touch."""
        first = self.before_to + dt.timedelta(days=1)
        last = self.after_from - dt.timedelta(days=1)
        return (first, last) if first <= last else None

    @property
    def periods(self) -> tuple[DateRange, DateRange]:
        """The two windows as (from, to) pairs."""
        return (self.before_from, self.before_to), (self.after_from, self.after_to)


def transition_of(policy: Policy) -> DateRange:
    """Return the first day of a policy's transition and the first day after it.

    It runs from the announcement or the start of training to the day before the policy is in
    force or the end of training; the two days are equal where there was none.
    """
    starts = [policy.announced_on, policy.training_from, policy.effective_on]
    last = policy.effective_on
    if policy.training_to is not None:
        last = max(last, policy.training_to + dt.timedelta(days=1))
    return min(day for day in starts if day is not None), last


def whole_months(first: dt.date, last: dt.date) -> DateRange:
    """Return a transition widened to whole months: a month it touches belongs to it."""
    last = last if last.day == 1 else add_months(last.replace(day=1), 1)
    return first.replace(day=1), last


def around_policy(
    policy: Policy, span: DateRange, months: int = DEFAULT_MONTHS, *, by_month: bool = False
) -> Windows:
    """Return windows of whole years on both sides of a policy's transition.

    `span` is the first and last day that may count.
    With `by_month`, for records that give no day, the transition is widened to whole months.
    Raises NoAnswer if less than a year of data lies on either side.
    """
    first, last = transition_of(policy)
    return _around(first, last, span, months, by_month=by_month)


def around_day(
    day: dt.date, span: DateRange, months: int = DEFAULT_MONTHS, *, by_month: bool = False
) -> Windows:
    """Return windows of whole years on both sides of a day that a visitor chose."""
    return _around(day, day, span, months, by_month=by_month)


def explicit_windows(
    before: DateRange, after: DateRange, span: DateRange, *, by_month: bool = False
) -> Windows:
    """Return the windows a person gave; raise NoAnswer if they cannot be used."""
    if not before[0] <= before[1] < after[0] <= after[1]:
        raise NoAnswer("windows_out_of_order", before=before, after=after)
    if before[0] < span[0] or after[1] > span[1]:
        raise NoAnswer("windows_outside_data", first=span[0], last=span[1])
    starts = [
        before[0],
        after[0],
        *(window[1] + dt.timedelta(days=1) for window in (before, after)),
    ]
    if by_month and any(day.day != 1 for day in starts):
        raise NoAnswer("windows_not_months")
    return Windows(*before, *after)


def usable_days(span: DateRange) -> DateRange | None:
    """Return the first and last day that have a year of data on both sides, or None."""
    first, last = add_months(span[0], 12), add_months(span[1] + dt.timedelta(days=1), -12)
    return (first, last) if first <= last else None


def _around(
    first: dt.date, last: dt.date, span: DateRange, months: int, *, by_month: bool
) -> Windows:
    if months < 12 or months % 12:
        # other lengths would set, say, a summer beside a winter
        raise NoAnswer("months_not_years", months=months)
    if by_month:
        first, last = whole_months(first, last)
    most = months // 12
    fitting = [
        years
        for years in range(1, most + 1)
        if add_months(first, -12 * years) >= span[0]
        and add_months(last, 12 * years) - dt.timedelta(days=1) <= span[1]
    ]
    if not fitting:
        raise NoAnswer("too_short", first=span[0], last=span[1], policy=first)
    return Windows(
        before_from=add_months(first, -12 * fitting[-1]),
        before_to=first - dt.timedelta(days=1),
        after_from=last,
        after_to=add_months(last, 12 * fitting[-1]) - dt.timedelta(days=1),
    )
