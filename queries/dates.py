"""Months and quarters: the arithmetic of dates that every room shares."""

import datetime as dt

DateRange = tuple[dt.date, dt.date]
"""A first and a last day, both inclusive unless a function says otherwise."""

QUARTER = 3
"""Months in a quarter."""


def add_months(day: dt.date, months: int) -> dt.date:
    """Return the same day `months` later; the first of the next month where there is no such day.

    So 24 months from 29 February are 24 months, neither a day more nor less.
    """
    index = day.year * 12 + day.month - 1 + months
    first = dt.date(index // 12, index % 12 + 1, 1)
    following = dt.date((index + 1) // 12, (index + 1) % 12 + 1, 1)
    return min(first + dt.timedelta(days=day.day - 1), following)
