"""The windows of a comparison: the days before and after a change, and the transition between."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from queries.dates import DateRange, add_months
from queries.declared.policy import Policy
from queries.errors import NoAnswer

DEFAULT_MONTHS = 24

SAME_SEASON = 0.01
"""Windows whose shares of a calendar month differ by more, some four days a year, do not match."""


@dataclass(frozen=True)
class Windows:
    """The two windows of a comparison, ends inclusive; days between them belong to neither."""

    before_from: dt.date
    before_to: dt.date
    after_from: dt.date
    after_to: dt.date

    @property
    def transition(self) -> DateRange | None:
        """The first and last day between the windows, or None if they are adjacent."""
        first = self.before_to + dt.timedelta(days=1)
        last = self.after_from - dt.timedelta(days=1)
        return (first, last) if first <= last else None

    @property
    def periods(self) -> tuple[DateRange, DateRange]:
        """The two windows as (from, to) pairs."""
        return (self.before_from, self.before_to), (self.after_from, self.after_to)

    @property
    def are_whole_months(self) -> bool:
        """Whether both windows begin and end with a month."""
        following = (last + dt.timedelta(days=1) for _, last in self.periods)
        return all(day.day == 1 for day in (self.before_from, self.after_from, *following))


def is_short(windows: Windows) -> bool:
    """Return whether one of two windows is shorter than a year."""
    return any(
        add_months(first, 12) > last + dt.timedelta(days=1) for first, last in windows.periods
    )


def is_other_season(windows: Windows) -> bool:
    """Return whether two windows hold other parts of the year.

    Parts are the days of each calendar month over all days of the window.
    """
    shares = []
    for first, last in windows.periods:
        count = (last - first).days + 1
        months = Counter((first + dt.timedelta(days=day)).month for day in range(count))
        shares.append([months[month] / count for month in range(1, 13)])
    before, after = shares
    return any(abs(one - other) > SAME_SEASON for one, other in zip(before, after, strict=True))


def transition_of(policy: Policy) -> DateRange:
    """Return the first day of a policy's transition and the first day after it.

    A transition begins with the announcement or the start of training, whichever is earlier. It
    ends on the day before the policy takes effect or with the end of training, whichever is later.
    The two returned days are equal where there is no transition.
    """
    starts = [policy.announced_on, policy.training_from, policy.effective_on]
    last = policy.effective_on
    if policy.training_to is not None:
        last = max(last, policy.training_to + dt.timedelta(days=1))
    return min(day for day in starts if day is not None), last


def whole_months(first: dt.date, last: dt.date) -> DateRange:
    """Return a transition widened to whole months: every month it touches belongs to it."""
    last = last if last.day == 1 else add_months(last.replace(day=1), 1)
    return first.replace(day=1), last


def around_policy(
    policy: Policy, span: DateRange, months: int = DEFAULT_MONTHS, *, by_month: bool = False
) -> Windows:
    """Return windows of equal length, in whole years, before and after a policy's transition.

    The windows have at most `months` months and lie inside `span`, its first and last day.
    `by_month`, for records dated only by month, widens the transition to whole months. Raises
    NoAnswer if either side has less than a year of data, or if `months` is not whole years.
    """
    first, last = transition_of(policy)
    return _around(first, last, span, months, by_month=by_month)


def around_day(
    day: dt.date, span: DateRange, months: int = DEFAULT_MONTHS, *, by_month: bool = False
) -> Windows:
    """Return windows as `around_policy` does, around a single day without a transition."""
    return _around(day, day, span, months, by_month=by_month)


def explicit_windows(
    before: DateRange, after: DateRange, span: DateRange, *, by_month: bool = False
) -> Windows:
    """Return the given windows.

    Raises NoAnswer if they overlap or are out of order, if they reach outside `span`, or, with
    `by_month`, if they are not whole months.
    """
    if not before[0] <= before[1] < after[0] <= after[1]:
        raise NoAnswer("windows_out_of_order", before=before, after=after)
    is_early, is_late = before[0] < span[0], after[1] > span[1]
    if is_early or is_late:
        side = "both_outside" if is_early and is_late else "early" if is_early else "late"
        raise NoAnswer("windows_outside_data", first=span[0], last=span[1], side=f"windows_{side}")
    windows = Windows(*before, *after)
    if by_month and not windows.are_whole_months:
        raise NoAnswer("windows_not_months")
    return windows


def usable_days(span: DateRange) -> DateRange | None:
    """Return the first and last day with a year of data on both sides, or None."""
    first, last = add_months(span[0], 12), add_months(span[1] + dt.timedelta(days=1), -12)
    return (first, last) if first <= last else None


def _around(
    first: dt.date, last: dt.date, span: DateRange, months: int, *, by_month: bool
) -> Windows:
    if months < 12 or months % 12:
        # windows of other lengths would compare different seasons
        raise NoAnswer("months_not_years", months=months)
    if first < span[0] or last > span[1]:  # such as a year before which there is no calendar
        raise NoAnswer("too_short", first=span[0], last=span[1], policy=first)
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
